using Ratchet.Studies.Definitions;
using Ratchet.Training;

namespace Ratchet.Studies.Comparisons;

/// <summary>A run that is compared: one cell's seed.</summary>
public sealed record ComparedRun
{
    /// <summary>Its folder.</summary>
    public required string Path { get; init; }

    /// <summary>The task's name: that of the study's, or the environment's.</summary>
    public required string Task { get; init; }

    /// <summary>The rule's name: that of the study's, or the rule's with the settings that tell it from others of the comparison.</summary>
    public required string Rule { get; init; }

    /// <summary>Whether the names are a study's.</summary>
    public bool IsNamed { get; init; }

    /// <summary>Every setting.</summary>
    public required RunOptions Options { get; init; }

    /// <summary>Environment steps that it has.</summary>
    public required long Steps { get; init; }

    /// <summary>The measurements of the score's source; those of other sources are not kept.</summary>
    public required Curve Curve { get; init; }

    /// <summary>Seconds of training over environment steps.</summary>
    public Curve Clock { get; init; } = new([], []);

    /// <summary>Whether it ended with an error.</summary>
    public bool HasFailed { get; init; }

    /// <summary>What the study says of how the rule's settings were found, such as "24 trials on halfcheetah, seeds 101-102"; null where nothing is known.</summary>
    public string? Tuning { get; init; }

    /// <summary>The scores that its study published, where the run itself is not at hand; null where <see cref="Curve"/> has every measurement.</summary>
    public PublishedScores? Published { get; init; }

    /// <summary>The seed.</summary>
    public ulong Seed => Options.Training.Seed;

    /// <summary>What the seed may be used for.</summary>
    public SeedPurpose Purpose => SeedRanges.PurposeOf(Seed);

    /// <summary>Seconds of training that it has; 0 where they are not known.</summary>
    public double Seconds => Clock.Count > 0 ? Clock.Values[^1] : 0;

    /// <summary>The run over wall time, a hundredth of some seconds in the place of each step.</summary>
    /// <param name="seconds">What stands for 100.</param>
    internal ComparedRun OverTime(double seconds) => this with
    {
        Steps = (long)Math.Round(100 * Seconds / seconds),
        Curve = new Curve([.. Curve.Steps.Select(step => 100 * Clock.At(step) / seconds)], [.. Curve.Values]),
        Published = null,
    };

    /// <summary>The run as one number.</summary>
    /// <param name="summary">Which one.</param>
    /// <param name="steps">The steps compared.</param>
    internal double Score(ScoreSummary summary, long steps) => Published is { } published && published.Steps == steps ? published.Of(summary) : Curve.Score(summary, steps);

    /// <summary>How far it has come.</summary>
    /// <param name="steps">The steps compared.</param>
    public RunState StateAt(long steps) => Steps >= steps ? RunState.Complete : HasFailed ? RunState.Failed : RunState.Unfinished;
}
