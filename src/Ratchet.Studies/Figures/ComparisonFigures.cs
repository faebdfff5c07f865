using Ratchet.Studies.Comparisons;
using Ratchet.Studies.Plotting;
using Ratchet.Studies.Statistics;

namespace Ratchet.Studies.Figures;

/// <summary>The figures of a comparison. A rule has the same colour and marker in all of them: its place in <see cref="Comparison.Rules"/>.</summary>
public static class ComparisonFigures
{
    private const string Intervals = "Intervals: 95 %, percentile bootstrap, stratified by task.";
    private const string SingleRuns = "Fewer than 5 seeds have no interval: their single runs are drawn.";

    /// <summary>With so many rules, 21 pairs, the probabilities of improvement are a matrix.</summary>
    private const int FewestForMatrix = 7;

    /// <summary>The size of curves of more rules than there are colours.</summary>
    private const double CrowdedWidth = 820, CrowdedHeight = 300;

    /// <summary>Returns over steps: a panel for each task, the mean over seeds with its interval; single runs where there are fewer than 5 seeds.</summary>
    public static Figure LearningCurves(Comparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return new Figure
        {
            Title = "Learning curves",
            Description = $"Mean return over {Clock(comparison)} of {Names(comparison.Rules)} on {Names(comparison.Tasks)}.",
            Panels = [.. comparison.Tasks.Select(task => new LinePanel
            {
                Title = task,
                X = Axes.Of(comparison),
                Y = new("return"),
                Lines = [.. comparison.Rules.Select(rule => comparison.Find(task, rule)).OfType<ComparisonCell>().Select(cell => CurveOf(comparison, cell))],
            })],
            Columns = IsCrowded(comparison) ? Math.Min(2, comparison.Tasks.Count) : ColumnsFor(comparison.Tasks.Count),
            PlotHeight = IsCrowded(comparison) ? CrowdedHeight : comparison.Tasks.Count == 1 ? 220 : 140,
            Width = IsCrowded(comparison) ? CrowdedWidth : comparison.Tasks.Count == 1 ? 560 : 0,
            Note = NoteOf(comparison),
        };
    }

    /// <summary>The score of each rule on each task with its interval; single runs where there are fewer than 5 seeds.</summary>
    public static Figure Scores(Comparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return new Figure
        {
            Title = "Scores",
            Description = $"Mean score of {Names(comparison.Rules)} on {Names(comparison.Tasks)}.",
            Panels = [.. comparison.Tasks.Select(task => new BarPanel
            {
                Title = task,
                Values = new("score (return)"),
                Groups = [.. comparison.Rules.Select(rule => new BarGroup(rule, ScoreOf(comparison, comparison.Find(task, rule))))],
            })],
            Columns = ColumnsFor(comparison.Tasks.Count),
            Note = NoteOf(comparison),
        };
    }

    /// <summary>Interquartile mean, median, mean and optimality gap over all tasks with a reference (Agarwal et al. 2021, Figure 9); null when there are none.</summary>
    public static Figure? Aggregates(Comparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        if (comparison.Aggregates.Count == 0)
            return null;
        return new Figure
        {
            Title = $"Aggregates over {Tasks(comparison)}",
            Description = $"Interquartile mean, median, mean and optimality gap of normalised scores of {Names(comparison.Rules)}.",
            Panels =
            [
                Panel("Interquartile mean", "normalised score", aggregate => aggregate.InterquartileMean),
                Panel("Median", "normalised score", aggregate => aggregate.Median),
                Panel("Mean", "normalised score", aggregate => aggregate.Mean),
                Panel("Optimality gap", "missing to 1 (less is better)", aggregate => aggregate.OptimalityGap),
            ],
            Columns = 2,
            Note = NoteOf(comparison),
        };

        BarPanel Panel(string title, string label, Func<RuleAggregate, Estimate> estimate) => new()
        {
            Title = title,
            Values = new(label),
            Groups = [.. comparison.Aggregates.Select(aggregate => new BarGroup(aggregate.Rule, BarsOf(comparison, aggregate.Rule, estimate(aggregate))))],
        };
    }

    /// <summary>Share of runs above each normalised score (Agarwal et al. 2021, section 4.2); null when no task has a reference.</summary>
    public static Figure? PerformanceProfiles(Comparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        if (comparison.Aggregates.Count == 0)
            return null;
        return new Figure
        {
            Title = $"Performance profiles over {Tasks(comparison)}",
            Description = $"For each normalised score τ, the share of runs that reach more, of {Names(comparison.Rules)}.",
            Panels =
            [
                new LinePanel
                {
                    X = new("normalised score τ"),
                    Y = Axes.Share("runs with a score above τ"),
                    Lines = [.. comparison.Aggregates.Select(aggregate => new LineSeries(
                        aggregate.Rule, StyleOf(comparison, aggregate.Rule), aggregate.Profile.Thresholds, aggregate.Profile.Shares)
                    {
                        Low = aggregate.Profile.Low ?? [],
                        High = aggregate.Profile.High ?? [],
                        IsStepped = true,
                    })],
                },
            ],
            PlotHeight = IsCrowded(comparison) ? CrowdedHeight : 220,
            Width = IsCrowded(comparison) ? CrowdedWidth : 560,
            Note = NoteOf(comparison),
        };
    }

    /// <summary>Interquartile mean of normalised scores over steps; null when no task has a reference.</summary>
    public static Figure? SampleEfficiency(Comparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        if (comparison.Aggregates.Count == 0)
            return null;
        return new Figure
        {
            Title = $"Sample efficiency over {Tasks(comparison)}",
            Description = $"Interquartile mean of normalised scores over {Clock(comparison)} of {Names(comparison.Rules)}.",
            Panels =
            [
                new LinePanel
                {
                    X = Axes.Of(comparison),
                    Y = new("interquartile mean of normalised scores"),
                    Lines = [.. comparison.Aggregates.Select(aggregate => new LineSeries(
                        aggregate.Rule, StyleOf(comparison, aggregate.Rule), comparison.Grid, aggregate.SampleEfficiency.Center)
                    {
                        Low = aggregate.SampleEfficiency.Low ?? [],
                        High = aggregate.SampleEfficiency.High ?? [],
                    })],
                },
            ],
            PlotHeight = IsCrowded(comparison) ? CrowdedHeight : 260,
            Width = IsCrowded(comparison) ? CrowdedWidth : 560,
            Note = NoteOf(comparison),
        };
    }

    /// <summary>
    /// P(X > Y) of each pair of rules (Agarwal et al. 2021, section 4.3), with the even chance as a line; from <see cref="FewestForMatrix"/> rules on a matrix, where the
    /// bars would be too many; null when there are no pairs.
    /// </summary>
    public static Figure? ProbabilitiesOfImprovement(Comparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        if (comparison.Pairs.Count == 0)
            return null;
        if (comparison.Pairs.Count >= FewestForMatrix * (FewestForMatrix - 1) / 2)
            return ImprovementMatrix.Of(comparison, NoteOf(comparison));
        return new Figure
        {
            Title = "Probability of improvement",
            Description = "For each pair of rules X and Y, the probability that a run of X has a greater score than one of Y on the same task.",
            Panels =
            [
                new BarPanel
                {
                    Values = Axes.Share("P(X > Y), mean over tasks"),
                    Groups = [.. comparison.Pairs.Select(pair => new BarGroup($"{pair.First} > {pair.Second}", BarsOf(comparison, pair.First, pair.Improvement)))],
                    Upright = [new(0.5)],
                },
            ],
            Width = 560,
            Note = NoteOf(comparison),
        };
    }

    /// <summary>How many panels stand side by side.</summary>
    internal static int ColumnsFor(int panels) => panels switch { 1 => 1, 2 or 4 => 2, _ => 3 };

    private static bool IsCrowded(Comparison comparison) => comparison.Rules.Count > 8;

    private static LineSeries CurveOf(Comparison comparison, ComparisonCell cell)
    {
        int style = StyleOf(comparison, cell.Rule);
        if (cell.Curve is { Low: { } low, High: { } high })
            return new LineSeries(cell.Rule, style, comparison.Grid, cell.Curve.Center) { Low = low, High = high };
        IEnumerable<Curve> curves = cell.Scores.Select(score => score.Run.Curve.Until(comparison.Steps));
        return new LineSeries(cell.Rule, style, [], []) { Runs = [.. curves.Select(curve => new Trace(curve.Steps, curve.Values))] };
    }

    private static IReadOnlyList<Bar> ScoreOf(Comparison comparison, ComparisonCell? cell) =>
        cell is null ? []
        : [.. BarsOf(comparison, cell.Rule, cell.Mean).Select(bar => cell.Mean.Interval is null ? bar with { Runs = [.. cell.Scores.Select(score => score.Score)] } : bar)];

    private static IReadOnlyList<Bar> BarsOf(Comparison comparison, string rule, Estimate? estimate) =>
        estimate is { } known ? [new("", StyleOf(comparison, rule), known.Value, known.Interval?.Low ?? double.NaN, known.Interval?.High ?? double.NaN)] : [];

    /// <summary>The index of a rule's colour and marker.</summary>
    internal static int StyleOf(Comparison comparison, string rule)
    {
        for (int i = 0; i < comparison.Rules.Count; i++)
            if (comparison.Rules[i] == rule)
                return i;
        return comparison.Rules.Count;
    }

    private static string NoteOf(Comparison comparison)
    {
        bool all = comparison.Cells.All(cell => cell.Seeds >= ComparisonOptions.FewestForInterval), any = comparison.Cells.Any(cell => cell.Seeds >= ComparisonOptions.FewestForInterval);
        return $"Scores: {comparison.Stamp.TrimEnd('.')}. {(any ? Intervals : "")} {(all ? "" : SingleRuns)}".Trim();
    }

    private static string Tasks(Comparison comparison) => comparison.AggregatedTasks.Count == 1 ? comparison.AggregatedTasks[0] : $"{comparison.AggregatedTasks.Count} tasks";

    private static string Clock(Comparison comparison) => comparison.Options.Clock == ComparisonClock.Time ? "wall time" : "environment steps";

    private static string Names(IReadOnlyList<string> names) => string.Join(", ", names);
}
