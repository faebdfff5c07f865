using System.Globalization;

namespace Ratchet.Studies.Definitions;

/// <summary>What seeds may be used for. The ranges are disjoint, so that no number that chose a setting is reported as a result of it.</summary>
public enum SeedPurpose
{
    /// <summary>0 … 9,999: settings are chosen on them. Any seed that a person types by hand is one.</summary>
    Tuning,

    /// <summary>10,000 … 19,999: one of a few finished candidates is chosen on them.</summary>
    Selection,

    /// <summary>From 20,000: reported.</summary>
    Test,
}

/// <summary>The ranges of <see cref="SeedPurpose"/>.</summary>
public static class SeedRanges
{
    private const ulong FirstOfSelection = 10_000;
    private const ulong FirstOfTest = 20_000;

    /// <summary>What a seed is for.</summary>
    public static SeedPurpose PurposeOf(ulong seed) => seed switch
    {
        < FirstOfSelection => SeedPurpose.Tuning,
        < FirstOfTest => SeedPurpose.Selection,
        _ => SeedPurpose.Test,
    };

    /// <summary>The range in words, such as "10000 to 19999".</summary>
    public static string TextOf(SeedPurpose purpose) => purpose switch
    {
        SeedPurpose.Tuning => Text($"0 to {FirstOfSelection - 1}"),
        SeedPurpose.Selection => Text($"{FirstOfSelection} to {FirstOfTest - 1}"),
        _ => Text($"{FirstOfTest} and above"),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
