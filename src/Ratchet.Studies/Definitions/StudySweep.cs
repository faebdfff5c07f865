namespace Ratchet.Studies.Definitions;

/// <summary>A search over settings of one rule: every trial is a rule of the study, so that it is trained, resumed, compared and shown like any other.</summary>
public sealed record StudySweep
{
    /// <summary>The rule that is tuned, with the settings that all trials share.</summary>
    public required StudyRule Rule { get; init; }

    /// <summary>The settings that are searched, at least one.</summary>
    public required IReadOnlyList<SweptSetting> Settings { get; init; }

    /// <summary>How many settings are drawn; null for every point of the grid.</summary>
    public int? Trials { get; init; }

    /// <summary>Seed of the draws; no seed of a training.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Gives most of the steps to the better trials; null trains all to the end.</summary>
    public SuccessiveHalving? Halving { get; init; }

    /// <summary>Trains the best trials again with seeds that none was chosen by; null for not.</summary>
    public SweepSelection? Selection { get; init; }
}

/// <summary>A setting that is searched: a list of values, or a range of numbers.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Values">The values in the words in which the setting is read back; null for a range.</param>
/// <param name="Range">The range; null for a list.</param>
public sealed record SweptSetting(string Key, IReadOnlyList<string>? Values, SweptRange? Range);

/// <summary>How numbers of a range are spread.</summary>
public enum SweptScale
{
    /// <summary>Evenly.</summary>
    Linear,

    /// <summary>Evenly in the logarithm: rates, bounds.</summary>
    Log,

    /// <summary>Evenly in ln(1 − x): discounts.</summary>
    LogComplement,
}

/// <summary>A range of numbers.</summary>
/// <param name="From">Its least number.</param>
/// <param name="To">Its greatest number.</param>
/// <param name="Scale">How its numbers are spread.</param>
/// <param name="IsWhole">Whether they are rounded to whole ones.</param>
/// <param name="Count">How many points a grid has of it.</param>
public sealed record SweptRange(double From, double To, SweptScale Scale, bool IsWhole, int Count);

/// <summary>
/// Successive halving (Jamieson and Talwalkar 2016): rung i trains what is left until start · factorⁱ steps and keeps the best of each factor, until the last ones have all steps.
/// The same runs go on, none is trained twice.
/// </summary>
/// <param name="Factor">η; of n trials ⌈n/η⌉ go on.</param>
/// <param name="Start">Environment steps of the first rung.</param>
public sealed record SuccessiveHalving(int Factor, long Start);

/// <summary>The best trials, trained again.</summary>
/// <param name="Best">How many.</param>
/// <param name="Seeds">With which seeds, of the range for selection.</param>
public sealed record SweepSelection(int Best, SeedList Seeds);
