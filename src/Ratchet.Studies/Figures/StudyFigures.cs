using Ratchet.Studies.Comparisons;
using Ratchet.Studies.Plotting;
using Ratchet.Studies.Records;
using Ratchet.Training;
using Ratchet.Updates.Rules;

namespace Ratchet.Studies.Figures;

/// <summary>A figure of a study, with the name of its file.</summary>
/// <param name="Name">The name, such as <c>learning-curves</c>.</param>
/// <param name="Figure">The figure.</param>
public sealed record NamedFigure(string Name, Figure Figure);

/// <summary>The figures of a study by name: those that every study gets, and those that it may ask for.</summary>
public static class StudyFigures
{
    private static readonly (string Name, Func<Comparison, Figure?> Draw)[] Always =
    [
        ("learning-curves", ComparisonFigures.LearningCurves),
        ("scores", ComparisonFigures.Scores),
        ("aggregates", ComparisonFigures.Aggregates),
        ("performance-profiles", ComparisonFigures.PerformanceProfiles),
        ("probability-of-improvement", ComparisonFigures.ProbabilitiesOfImprovement),
        ("sample-efficiency", ComparisonFigures.SampleEfficiency),
    ];

    private static readonly (string Name, Func<IReadOnlyList<RunGroup>, Figure> Draw)[] OnRequest =
    [
        ("fixup-steps", MetricFigures.FixupSteps),
        ("kl-and-beta", groups => MetricFigures.KlAndBeta(groups, EpsilonOf(groups))),
        ("max-kl", groups => MetricFigures.MaxKl(groups, EpsilonOf(groups))),
        ("action-deviation", MetricFigures.ActionDeviation),
        ("entropy", MetricFigures.Entropy),
    ];

    /// <summary>Names of the figures that a study may ask for.</summary>
    public static IReadOnlyList<string> Requests { get; } = [.. OnRequest.Select(figure => figure.Name)];

    /// <summary>
    /// The figures of a comparison. Those that would show nothing are left out: aggregates where no task has a reference, fixup steps where no rule has any. Names that are
    /// not of a figure are left to others.
    /// </summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="requests">Names of further figures, which read the metrics of the runs.</param>
    /// <exception cref="Training.Runs.RunException">The metrics of a run cannot be read.</exception>
    public static IReadOnlyList<NamedFigure> Of(Comparison comparison, IReadOnlyList<string> requests)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        ArgumentNullException.ThrowIfNull(requests);
        List<NamedFigure> figures = [.. Always.Select(figure => (figure.Name, Figure: figure.Draw(comparison))).Where(figure => figure.Figure is not null)
            .Select(figure => new NamedFigure(figure.Name, figure.Figure!))];
        var asked = OnRequest.Where(figure => requests.Contains(figure.Name, StringComparer.Ordinal)).ToArray();
        if (asked.Length == 0)
            return figures;
        RunGroup[] groups = [.. comparison.Cells.Select(cell => GroupOf(comparison, cell))];
        figures.AddRange(asked.Select(figure => new NamedFigure(figure.Name, figure.Draw(groups))).Where(figure => figure.Figure.Panels.Count > 0));
        return figures;
    }

    private static RunGroup GroupOf(Comparison comparison, ComparisonCell cell) => new(cell.Task, cell.Rule, [.. cell.Scores.Select(score => RunRecord.Read(score.Run.Path, IsDrawn))])
    {
        Style = ComparisonFigures.StyleOf(comparison, cell.Rule),
    };

    private static bool IsDrawn(string metric) =>
        metric is MetricNames.MaxKl or MetricNames.Beta or MetricNames.FixupSteps or MetricNames.Entropy or MetricNames.Deviation;

    /// <summary>The bound on the KL at every state that all rules have which have one; null when they differ or change.</summary>
    private static double? EpsilonOf(IReadOnlyList<RunGroup> groups)
    {
        double[] bounds = [.. groups.SelectMany(group => group.Runs).Select(run => run.Options.Training).Where(IsBounded).Select(training => training.Region.EpsilonKl.Greatest).Distinct()];
        return bounds.Length == 1 ? bounds[0] : null;
    }

    private static bool IsBounded(TrainingOptions training) =>
        training.Parts.Neighbourhood == NeighbourhoodKind.MaxKl && training.Region is { TaskEpsilonKl.Count: 0, EpsilonKl.IsConstant: true };
}
