using System.Globalization;
using Ratchet.Studies.Definitions;

namespace Ratchet.Studies.Comparisons;

/// <summary>The numbers behind a comparison as CSV (RFC 4180), every digit of them.</summary>
public static class ComparisonCsv
{
    /// <summary>One line for each run: its score.</summary>
    public static void WriteScores(Comparison comparison, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        ArgumentNullException.ThrowIfNull(output);
        Csv.WriteLine(output, "task", "rule", "seed", "purpose", "state", "source", "summary", $"{ComparisonJson.AmountOf(comparison)}_compared", ComparisonJson.AmountOf(comparison), "score", "normalized");
        foreach (ComparisonCell cell in comparison.Cells)
            foreach (SeedScore score in cell.Scores)
                Csv.WriteLine(
                    output, cell.Task, cell.Rule, Text(score.Seed), Words.Of(score.Run.Purpose), Words.Of(score.State), Words.Of(comparison.Options.Source), Words.Of(comparison.Options.Summary),
                    Text(comparison.Steps), Text(score.Run.Steps), Text(score.Score), Text(score.Normalized ?? double.NaN));
    }

    /// <summary>One line for each measurement of each run, up to the steps compared.</summary>
    public static void WriteCurves(Comparison comparison, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        ArgumentNullException.ThrowIfNull(output);
        Csv.WriteLine(output, "task", "rule", "seed", ComparisonJson.AmountOf(comparison), "value");
        foreach (ComparisonCell cell in comparison.Cells)
            foreach (SeedScore score in cell.Scores)
            {
                Curve curve = score.Run.Curve.Until(comparison.Steps);
                for (int i = 0; i < curve.Count; i++)
                    Csv.WriteLine(output, cell.Task, cell.Rule, Text(score.Seed), Text(curve.Steps[i]), Text(curve.Values[i]));
            }
    }

    private static string Text<T>(T value)
        where T : IFormattable => value is double number && !double.IsFinite(number) ? "" : value.ToString(null, CultureInfo.InvariantCulture);
}
