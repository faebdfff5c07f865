using System.Globalization;
using Ratchet.Studies.Comparisons;
using Ratchet.Studies.Plotting;
using Ratchet.Studies.Records;
using Ratchet.Studies.Statistics;

namespace Ratchet.Studies.Figures;

/// <summary>Figures of a number that updates log, of several rules or settings over seeds. A rule whose runs do not have the number is left out.</summary>
public static class MetricFigures
{
    /// <summary>Fixup steps in an update, for several rules or values of C_β (FixPO paper, Figure 1).</summary>
    public static Figure FixupSteps(IReadOnlyList<RunGroup> groups) => Of("Fixup steps", groups, new MetricOfUpdates(MetricNames.FixupSteps, new("fixup steps in an update", Low: 0)) { IsZeroNothing = true });

    /// <summary>Mean deviation of the action's distribution (FixPO paper, Figure 4).</summary>
    public static Figure ActionDeviation(IReadOnlyList<RunGroup> groups) => Of("Deviation of actions", groups, new MetricOfUpdates(MetricNames.Deviation, new("mean σ")));

    /// <summary>Mean entropy of the policy (DPO paper, Figure 4).</summary>
    public static Figure Entropy(IReadOnlyList<RunGroup> groups) => Of("Entropy", groups, new MetricOfUpdates(MetricNames.Entropy, new("entropy (nats)")));

    /// <summary>Greatest KL of an update, on a logarithmic axis, with the bound where there is one.</summary>
    public static Figure MaxKl(IReadOnlyList<RunGroup> groups, double? epsilon = null) => Of("Greatest KL of an update", groups, KlUpTo(epsilon));

    /// <summary>Greatest KL of an update, and the multiplier β that keeps it within the bound (FixPO paper, Figure 2), of the rules that have one.</summary>
    public static Figure KlAndBeta(IReadOnlyList<RunGroup> groups, double? epsilon = null) =>
        Of("KL of updates and its multiplier", groups, KlUpTo(epsilon), new MetricOfUpdates(MetricNames.Beta, new("β")) { IsZeroNothing = true });

    /// <summary>Numbers of updates over steps: for each number a panel for each task, in it a curve for each group.</summary>
    /// <param name="title">The figure's title.</param>
    /// <param name="groups">
    /// The runs; tasks and labels keep the order in which they come first. A label has the colour of its place among all, so that it keeps it in figures where others are left out.
    /// </param>
    /// <param name="metrics">The numbers.</param>
    public static Figure Of(string title, IReadOnlyList<RunGroup> groups, params IReadOnlyList<MetricOfUpdates> metrics)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(metrics);
        RunGroup[] shown = [.. groups.Where(group => metrics.All(metric => metric.IsIn(group)))];
        string[] labels = [.. groups.Select(group => group.Label).Distinct(StringComparer.Ordinal)], tasks = [.. shown.Select(group => group.Task).Distinct(StringComparer.Ordinal)];
        double steps = shown.SelectMany(group => group.Runs).Select(run => (double)run.Steps).DefaultIfEmpty(1).Max();
        bool isTransposed = metrics.Count > 1 && tasks.Length > 3;
        IEnumerable<Panel> panels = isTransposed
            ? tasks.SelectMany(task => metrics.Select(metric => PanelOf(task, metric)))
            : metrics.SelectMany(metric => tasks.Select(task => PanelOf(task, metric)));
        return new Figure
        {
            Title = title,
            Description = $"{string.Join(", ", metrics.Select(metric => metric.Axis.Label))} over environment steps of {string.Join(", ", shown.Select(group => group.Label).Distinct(StringComparer.Ordinal))} on {string.Join(", ", tasks)}.",
            Panels = [.. panels],
            Columns = isTransposed ? metrics.Count : metrics.Count > 1 ? tasks.Length : ComparisonFigures.ColumnsFor(tasks.Length),
            Note = NoteOf(shown, metrics),
        };

        LinePanel PanelOf(string task, MetricOfUpdates metric) => new()
        {
            Title = task,
            X = Axes.StepsUpTo(steps),
            Y = metric.Axis,
            Lines = [.. shown.Where(group => group.Task == task).Select(group => LineOf(group, metric, steps, group.Style ?? Array.IndexOf(labels, group.Label)))],
            Across = metric.Across,
        };
    }

    private static MetricOfUpdates KlUpTo(double? epsilon) => new(MetricNames.MaxKl, new("max KL (nats)", AxisScale.Log))
    {
        IsGreatest = true,
        Across = epsilon is { } bound ? [new(bound, string.Create(CultureInfo.InvariantCulture, $"ε = {bound}"))] : [],
    };

    private static LineSeries LineOf(RunGroup group, MetricOfUpdates metric, double steps, int style)
    {
        double[] grid = [.. Enumerable.Range(1, MetricOfUpdates.Points).Select(point => steps * point / MetricOfUpdates.Points)];
        double[][] runs = [.. group.Runs.Where(run => run.Iterations.Has(metric.Name)).Select(run => metric.OnGrid(run, steps))];
        if (runs.Length < ComparisonOptions.FewestForInterval)
            return new LineSeries(group.Label, style, [], []) { Runs = [.. runs.Select(run => new Trace(grid, run))] };
        CurveBand band = CurveBand.Of([runs], grid.Length, CurveStatistic.Mean, new StratifiedBootstrap());
        return new LineSeries(group.Label, style, grid, band.Center) { Low = band.Low ?? [], High = band.High ?? [] };
    }

    private static string NoteOf(IReadOnlyList<RunGroup> groups, IReadOnlyList<MetricOfUpdates> metrics)
    {
        int fewest = groups.Select(group => group.Runs.Count).DefaultIfEmpty(0).Min(), most = groups.Select(group => group.Runs.Count).DefaultIfEmpty(0).Max();
        string point = metrics.All(metric => metric.IsGreatest) ? "A point is the greatest of 1 % of the steps" : metrics.Any(metric => metric.IsGreatest)
            ? "A point is the mean over 1 % of the steps, for the KL the greatest"
            : "A point is the mean over 1 % of the steps";
        string seeds = fewest == most ? $"{most} {(most == 1 ? "seed" : "seeds")} a curve" : $"{fewest} to {most} seeds a curve";
        string bands = most < ComparisonOptions.FewestForInterval ? "single runs" : "mean over seeds with 95 % bootstrap intervals";
        string singles = most >= ComparisonOptions.FewestForInterval && fewest < ComparisonOptions.FewestForInterval ? ", single runs where there are fewer than 5" : "";
        return $"{point}; {seeds}: {bands}{singles}.";
    }
}
