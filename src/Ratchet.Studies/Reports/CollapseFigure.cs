using Ratchet.Studies.Comparisons;
using Ratchet.Studies.Plotting;

namespace Ratchet.Studies.Reports;

/// <summary>The share of collapsed runs of each rule on each task.</summary>
internal static class CollapseFigure
{
    private const double Z = 1.959964;

    /// <summary>Null where that can be said of no run.</summary>
    public static Figure? Of(StudyFacts study)
    {
        string[] rules = [.. study.Definition.Rules.Select(rule => rule.Name)];
        BarPanel[] panels = [.. study.Definition.Tasks.Select(task => PanelOf(study, task.Name, rules)).Where(panel => panel.Groups.Count > 0)];
        return panels.Length == 0 ? null : new Figure
        {
            Title = "Collapsed runs",
            Description = $"Share of runs of {string.Join(", ", rules)} that lost more than half of what they had learnt.",
            Panels = panels,
            Columns = panels.Length > 3 ? 2 : panels.Length,
            Note = $"Runs whose return at the end is less than half way from the random policy's to their own best; 95 % Wilson intervals from {ComparisonOptions.FewestForInterval} runs on.",
        };
    }

    /// <summary>The interval of a share k / n by Wilson (1927), which does not leave 0 … 1 and is not empty at 0 and n: (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n).</summary>
    internal static (double Low, double High) Wilson(int count, int all)
    {
        double share = (double)count / all, scale = 1 + Z * Z / all;
        double middle = (share + Z * Z / (2 * all)) / scale, half = Z * Math.Sqrt(share * (1 - share) / all + Z * Z / (4.0 * all * all)) / scale;
        return (count == 0 ? 0 : middle - half, count == all ? 1 : middle + half);
    }

    private static BarPanel PanelOf(StudyFacts study, string task, string[] rules) => new()
    {
        Title = task,
        Values = new("collapsed runs", Low: 0, High: 1, Format: AxisFormat.Percent),
        Groups =
        [
            .. from style in Enumerable.Range(0, rules.Length)
               let bar = BarOf(study, task, rules[style], style)
               where bar is not null
               select new BarGroup(rules[style], [bar]),
        ],
        Baseline = 0,
    };

    private static Bar? BarOf(StudyFacts study, string task, string rule, int style)
    {
        bool[] verdicts = [.. study.CellOf(task, rule).Select(run => StudyTables.VerdictOf(study, run)).OfType<bool>()];
        if (verdicts.Length == 0)
            return null;
        int collapsed = verdicts.Count(isCollapsed => isCollapsed);
        (double low, double high) = verdicts.Length < ComparisonOptions.FewestForInterval ? (double.NaN, double.NaN) : Wilson(collapsed, verdicts.Length);
        return new Bar("", style, (double)collapsed / verdicts.Length, low, high);
    }
}
