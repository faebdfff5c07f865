using Ratchet.Studies.Definitions;

namespace Ratchet.Studies.Comparisons;

/// <summary>How runs are compared.</summary>
public sealed record ComparisonOptions
{
    /// <summary>Fewer seeds than this have no intervals.</summary>
    public const int FewestForInterval = 5;

    /// <summary>With fewer seeds than this in any cell, the tables say that no claim is made.</summary>
    public const int FewestForClaim = 10;

    /// <summary>Where scores come from.</summary>
    public ScoreSource Source { get; init; } = ScoreSource.Training;

    /// <summary>How a curve becomes a score.</summary>
    public ScoreSummary Summary { get; init; } = ScoreSummary.Final;

    /// <summary>What runs are compared at equal amounts of.</summary>
    public ComparisonClock Clock { get; init; }

    /// <summary>The steps compared, where runs are compared at equal steps; null for those that all runs have which did not fail.</summary>
    public long? Steps { get; init; }

    /// <summary>The rule that all others are compared with; null for every pair.</summary>
    public string? Baseline { get; init; }

    /// <summary>The order of tasks; those that are not named come after them, by name.</summary>
    public IReadOnlyList<string> Tasks { get; init; } = [];

    /// <summary>Tasks that stand for themselves: they count neither in aggregates nor in what is said of pairs of rules.</summary>
    public IReadOnlyList<string> NotAggregated { get; init; } = [];

    /// <summary>The order of rules; those that are not named come after them, by name.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>What stands for 0 and 1 in each task.</summary>
    public References References { get; init; } = References.BuiltIn;

    /// <summary>Whether runs that have fewer steps and did not fail are left out, instead of counting with their last score: for a study that is still running.</summary>
    public bool LeaveOutUnfinished { get; init; }

    /// <summary>Points of the common grid of steps: k/n of the steps compared, k = 1 … n.</summary>
    public int GridPoints { get; init; } = 100;

    /// <summary>Resamples of every bootstrap.</summary>
    public int Replicates { get; init; } = 2000;

    /// <summary>Seed of the resamples, and of sign flips where not all can be tried.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>As a study says that its runs are compared.</summary>
    internal static ComparisonOptions Of(StudyDefinition study) => new()
    {
        Source = study.Score.Source,
        Summary = study.Score.Summary,
        Steps = study.Until,
        Tasks = [.. study.Tasks.Select(task => task.Name)],
        NotAggregated = [.. study.Tasks.Where(task => !task.IsAggregated).Select(task => task.Name)],
        Rules = [.. study.Rules.Select(rule => rule.Name)],
        References = References.BuiltIn.With(study),
    };
}
