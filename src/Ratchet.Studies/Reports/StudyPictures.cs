using Ratchet.Studies.Comparisons;
using Ratchet.Studies.Figures;
using Ratchet.Studies.Plotting;
using Ratchet.Studies.Records;

namespace Ratchet.Studies.Reports;

/// <summary>A figure of a study.</summary>
/// <param name="Name">Its file's name without the extension.</param>
/// <param name="Description">What it shows.</param>
/// <param name="Svg">The picture, which follows the reader's scheme.</param>
internal sealed record StudyPicture(string Name, string Description, string Svg);

/// <summary>The figures of a study: those that every one gets, and those that its definition asks for.</summary>
internal static class StudyPictures
{
    private static readonly (string Name, Func<Comparison, Figure?> Draw)[] OfEveryStudy =
    [
        ("learning-curves", ComparisonFigures.LearningCurves),
        ("scores", ComparisonFigures.Scores),
        ("aggregates", ComparisonFigures.Aggregates),
        ("performance-profiles", ComparisonFigures.PerformanceProfiles),
        ("probability-of-improvement", ComparisonFigures.ProbabilitiesOfImprovement),
        ("sample-efficiency", ComparisonFigures.SampleEfficiency),
    ];

    /// <summary>By the names that stand in a definition, with the numbers of an update that each needs.</summary>
    private static readonly (string Name, string[] Metrics, Func<StudyFacts, Figure?> Draw)[] OnRequest =
    [
        ("fixup-steps", [MetricNames.FixupSteps], study => MetricFigures.FixupSteps(Groups(study))),
        ("max-kl", [MetricNames.MaxKl], study => MetricFigures.MaxKl(Groups(study), Epsilon(study))),
        ("kl-and-beta", [MetricNames.MaxKl, MetricNames.Beta], study => MetricFigures.KlAndBeta(Groups(study), Epsilon(study))),
        ("action-deviation", [MetricNames.Deviation], study => MetricFigures.ActionDeviation(Groups(study))),
        ("entropy", [MetricNames.Entropy], study => MetricFigures.Entropy(Groups(study))),
        ("collapsed-runs", [], CollapseFigure.Of),
    ];

    /// <summary>Names of the figures that a definition may ask for.</summary>
    public static IReadOnlyList<string> Known { get; } = [.. OnRequest.Select(figure => figure.Name)];

    /// <summary>Names of all figures but those of a sweep's settings.</summary>
    public static IEnumerable<string> Names => OfEveryStudy.Select(figure => figure.Name).Concat(Known);

    /// <summary>The numbers of updates that figures of these names need.</summary>
    public static IEnumerable<string> MetricsOf(IReadOnlyList<string> requests) =>
        OnRequest.Where(figure => requests.Contains(figure.Name, StringComparer.Ordinal)).SelectMany(figure => figure.Metrics);

    /// <summary>Empty while there is nothing to compare. A figure that would show nothing is left out.</summary>
    public static IReadOnlyList<StudyPicture> Of(StudyFacts study)
    {
        if (study.Comparison is not { } comparison)
            return [];
        IEnumerable<(string Name, Figure? Figure)> figures =
        [
            .. OfEveryStudy.Select(figure => (figure.Name, figure.Draw(comparison))),
            .. OnRequest.Where(figure => study.Definition.Figures.Contains(figure.Name, StringComparer.Ordinal)).Select(figure => (figure.Name, figure.Draw(study))),
            .. study.Sweep is { } sweep ? SweepTables.Sensitivities(study.Definition, sweep) : [],
        ];
        return
        [
            .. from named in figures
               let figure = named.Figure
               where figure is { Panels.Count: > 0 }
               select new StudyPicture(named.Name, $"{figure.Title}. {figure.Description}", figure.ToSvg(Theme.Automatic)),
        ];
    }

    /// <summary>The names of figures that a definition asks for and that there are not, with those that there are; null where there are all.</summary>
    public static string? Unknown(IReadOnlyList<string> requests)
    {
        string[] unknown = [.. requests.Except(Known, StringComparer.Ordinal)];
        return unknown.Length == 0 ? null : $"The definition asks for figures that there are not: {string.Join(", ", unknown)}; known are {string.Join(", ", Known)}.";
    }

    private static RunGroup[] Groups(StudyFacts study) =>
    [
        .. from cell in study.Cells
           let runs = cell.Runs.Where(run => run.State is CellRunState.Done or CellRunState.Failed).Select(run => run.Record).OfType<RunRecord>().ToArray()
           where runs.Length > 0
           select new RunGroup(cell.Task, cell.Rule, runs) { Style = ComparisonFigures.StyleOf(study.Comparison!, cell.Rule) },
    ];

    /// <summary>The bound on the greatest KL, where all runs that have one have the same, and it stays.</summary>
    private static double? Epsilon(StudyFacts study)
    {
        double[] bounds =
        [
            .. study.Runs.Select(run => run.Audit?.Promise).OfType<TrustRegionPromise>()
                .Where(promise => promise is { Bound: not null, Metric: MetricNames.MaxKl })
                .Select(promise => promise.Bound!.IsConstant ? promise.Bound.Greatest : double.NaN).Distinct(),
        ];
        return bounds is [var bound] && double.IsFinite(bound) ? bound : null;
    }
}
