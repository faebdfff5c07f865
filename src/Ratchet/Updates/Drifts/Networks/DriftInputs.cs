namespace Ratchet.Updates.Drifts.Networks;

/// <summary>
/// What a drift network sees of the ratio r and the advantage A: x(r, A) of Discovered Policy Optimisation (Lu et al. 2022, section 4). Every one is 0 at r = 1.
/// </summary>
[Flags]
public enum DriftInputs
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>1 − r.</summary>
    Difference = 1,

    /// <summary>(1 − r)².</summary>
    DifferenceSquared = 2,

    /// <summary>(1 − r) A.</summary>
    DifferenceTimesAdvantage = 4,

    /// <summary>(1 − r)² A.</summary>
    DifferenceSquaredTimesAdvantage = 8,

    /// <summary>ln r.</summary>
    Logarithm = 16,

    /// <summary>(ln r)².</summary>
    LogarithmSquared = 32,

    /// <summary>(ln r) A.</summary>
    LogarithmTimesAdvantage = 64,

    /// <summary>(ln r)² A.</summary>
    LogarithmSquaredTimesAdvantage = 128,

    /// <summary>All eight, in this order: the paper's.</summary>
    All = 255,
}
