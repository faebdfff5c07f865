using Ratchet.Studies.Comparisons;
using Ratchet.Studies.Plotting;
using Ratchet.Studies.Statistics;

namespace Ratchet.Studies.Figures;

/// <summary>The probabilities of improvement of many rules: rules × rules.</summary>
internal static class ImprovementMatrix
{
    /// <summary>P(row > column) in per cent, the rule that is best on the average above. Ties count half, so that P(Y > X) = 1 − P(X > Y).</summary>
    public static Figure Of(Comparison comparison, string note)
    {
        var cells = new Dictionary<(string Row, string Column), MatrixCell>();
        foreach (RulePair pair in comparison.Pairs)
        {
            bool isClear = pair.Improvement.Interval is { } interval && (interval.Low > 0.5 || interval.High < 0.5);
            cells[(pair.First, pair.Second)] = new(pair.Improvement.Value, isClear);
            cells[(pair.Second, pair.First)] = new(1 - pair.Improvement.Value, isClear);
        }

        string[] rules = [.. comparison.Rules.Where(rule => Known(rule).Any()).OrderByDescending(rule => Known(rule).Average(cell => cell.Value))];
        string bold = cells.Values.Any(cell => cell.IsStressed) ? " Bold: the interval leaves 50 % out." : "";
        return new Figure
        {
            Title = "Probability of improvement",
            Description = "For each pair of rules, the probability that a run of the row's rule has a greater score than one of the column's on the same task.",
            Panels =
            [
                new MatrixPanel
                {
                    Names = rules,
                    Cells = [.. rules.SelectMany(row => rules.Select(column => cells.GetValueOrDefault((row, column), new(double.NaN, false))))],
                    ColumnLabel = "P(row > column) in %, mean over tasks",
                },
            ],
            Width = Math.Max(560, 220 + (30 * rules.Length)),
            Note = $"Rules stand in the order of their means over the row.{bold} {note}",
        };

        IEnumerable<MatrixCell> Known(string rule) => from cell in cells where cell.Key.Row == rule select cell.Value;
    }
}
