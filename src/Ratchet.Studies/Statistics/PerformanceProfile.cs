namespace Ratchet.Studies.Statistics;

/// <summary>
/// Run-score distribution of a rule (Agarwal et al. 2021, section 4.3): F̂(τ) = mean over tasks of the share of seeds whose score is greater than τ.
/// </summary>
/// <param name="Thresholds">τ, increasing.</param>
/// <param name="Shares">F̂ at each τ, 0 … 1, never increasing.</param>
/// <param name="Low">Lower ends of pointwise 95 % intervals; null when there were too few seeds.</param>
/// <param name="High">Upper ends.</param>
public sealed record PerformanceProfile(IReadOnlyList<double> Thresholds, IReadOnlyList<double> Shares, IReadOnlyList<double>? Low, IReadOnlyList<double>? High);
