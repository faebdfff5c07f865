using Ratchet.Studies.Comparisons;
using Ratchet.Studies.Figures;
using Ratchet.Studies.Plotting;
using Ratchet.Studies.Records;

namespace Ratchet.Studies.Reports;

/// <summary>A figure of a study.</summary>
/// <param name="Name">Its file's name without the extension.</param>
/// <param name="Figure">What is drawn.</param>
/// <param name="Svg">The picture, which follows the reader's scheme.</param>
internal sealed record StudyPicture(string Name, Figure Figure, string Svg)
{
    /// <summary>What it shows.</summary>
    public string Title => Figure.Title;
}

/// <summary>The figures of a study: those that every one gets, and those that its definition asks for.</summary>
internal static class StudyPictures
{
    private static readonly (string Name, Func<Comparison, Figure?> Draw)[] OfEveryStudy =
    [
        ("learning-curves", ComparisonFigures.LearningCurves),
        ("scores", ComparisonFigures.Scores),
        ("aggregates", ComparisonFigures.Aggregates),
        ("performance-profiles", ComparisonFigures.PerformanceProfiles),
        ("sample-efficiency", ComparisonFigures.SampleEfficiency),
        ("probability-of-improvement", ComparisonFigures.ProbabilitiesOfImprovement),
    ];

    /// <summary>By the names that stand in a definition, with the number of an update that each needs.</summary>
    private static readonly (string Name, string[] Metrics, Func<StudyFacts, Figure?> Draw)[] OnRequest =
    [
        ("fixup-steps", [MetricNames.FixupSteps], study => MetricFigures.FixupSteps(Groups(study))),
        ("max-kl", [MetricNames.MaxKl], study => MetricFigures.MaxKl(Groups(study), Epsilon(study))),
        ("kl-and-beta", [MetricNames.MaxKl, MetricNames.Beta], study => MetricFigures.KlAndBeta(Groups(study), Epsilon(study))),
        ("action-deviation", [MetricNames.Deviation], study => MetricFigures.ActionDeviation(Groups(study))),
        ("entropy", [MetricNames.Entropy], study => MetricFigures.Entropy(Groups(study))),
        ("collapsed-runs", [MetricNames.Return], CollapseFigure.Of),
    ];

    /// <summary>The names that a definition may ask for.</summary>
    public static IEnumerable<string> Known => [.. OfEveryStudy.Select(figure => figure.Name), .. OnRequest.Select(figure => figure.Name)];

    /// <summary>The numbers of updates that figures of these names need.</summary>
    public static IEnumerable<string> MetricsOf(IReadOnlyList<string> figures) => OnRequest.Where(figure => figures.Contains(figure.Name, StringComparer.Ordinal)).SelectMany(figure => figure.Metrics);

    public static IReadOnlyList<StudyPicture> Of(StudyFacts study)
    {
        List<StudyPicture> pictures = [];
        if (study.Comparison is not { } comparison)
            return pictures;
        foreach ((string name, Func<Comparison, Figure?> draw) in OfEveryStudy)
            Add(name, draw(comparison));
        foreach ((string name, _, Func<StudyFacts, Figure?> draw) in OnRequest)
            if (study.Definition.Figures.Contains(name, StringComparer.Ordinal))
                Add(name, draw(study));
        return pictures;

        void Add(string name, Figure? figure)
        {
            if (figure is { Panels.Count: > 0 })
                pictures.Add(new StudyPicture(name, figure, figure.ToSvg(Theme.Automatic)));
        }
    }

    private static RunGroup[] Groups(StudyFacts study) =>
    [
        .. from cell in study.Cells
           let runs = cell.Runs.Where(run => run.State is CellRunState.Done or CellRunState.Failed).Select(run => run.Record).OfType<RunRecord>().ToArray()
           where runs.Length > 0
           select new RunGroup(cell.Task, cell.Rule, runs),
    ];

    /// <summary>The bound on the greatest KL, where all runs that have one have the same.</summary>
    private static double? Epsilon(StudyFacts study)
    {
        double[] bounds =
        [
            .. study.Runs.Select(run => run.Audit?.Promise).OfType<TrustRegionPromise>()
                .Where(promise => promise is { Bound: not null, Metric: MetricNames.MaxKl }).Select(promise => promise.Bound!.IsConstant ? promise.Bound.Greatest : double.NaN).Distinct(),
        ];
        return bounds is [var bound] && double.IsFinite(bound) ? bound : null;
    }
}
