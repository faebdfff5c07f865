namespace Ratchet.Studies.Comparisons;

/// <summary>The ranges of seeds.</summary>
public static class SeedRange
{
    /// <summary>The first seed of selection.</summary>
    public const ulong FirstOfSelection = 10_000;

    /// <summary>The first seed of tests.</summary>
    public const ulong FirstOfTest = 20_000;

    /// <summary>What a seed may be used for.</summary>
    public static SeedPurpose PurposeOf(ulong seed) => seed switch
    {
        < FirstOfSelection => SeedPurpose.Tuning,
        < FirstOfTest => SeedPurpose.Selection,
        _ => SeedPurpose.Test,
    };
}
