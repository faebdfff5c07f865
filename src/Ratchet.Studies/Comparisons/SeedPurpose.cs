namespace Ratchet.Studies.Comparisons;

/// <summary>What a seed may be used for. The ranges are disjoint, so that a result on test seeds is never one on seeds that settings were chosen with.</summary>
public enum SeedPurpose
{
    /// <summary>0 … 9,999: settings are tried with these. Every seed that a person types by hand counts as one.</summary>
    Tuning,

    /// <summary>10,000 … 19,999: the best of the tuned settings is chosen with these.</summary>
    Selection,

    /// <summary>From 20,000: results are reported with these.</summary>
    Test,
}
