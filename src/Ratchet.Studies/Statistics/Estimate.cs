namespace Ratchet.Studies.Statistics;

/// <summary>An estimate from a sample.</summary>
/// <param name="Value">The estimate.</param>
/// <param name="Interval">Its 95 % confidence interval; null when there were too few seeds for one.</param>
public readonly record struct Estimate(double Value, Interval? Interval = null);
