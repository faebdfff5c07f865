namespace Ratchet.Studies.Statistics;

/// <summary>
/// Run-score distribution of a rule (Agarwal et al. 2021, section 4.2): F̂(τ) = mean over tasks of the share of seeds whose score is greater than τ.
/// </summary>
/// <param name="Thresholds">τ, increasing.</param>
/// <param name="Shares">F̂ at each τ, 0 … 1, never increasing.</param>
/// <param name="Low">Lower ends of pointwise 95 % intervals; null when there were too few seeds.</param>
/// <param name="High">Upper ends.</param>
public sealed record PerformanceProfile(IReadOnlyList<double> Thresholds, IReadOnlyList<double> Shares, IReadOnlyList<double>? Low, IReadOnlyList<double>? High)
{
    /// <summary>The profile of a rule.</summary>
    /// <param name="scores">Its scores.</param>
    /// <param name="thresholds">τ, increasing.</param>
    /// <param name="bootstrap">For the intervals; null for none.</param>
    public static PerformanceProfile Of(ScoreTable scores, IReadOnlyList<double> thresholds, StratifiedBootstrap? bootstrap)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(thresholds);
        // A curve over τ instead of steps: 1 where the run is above.
        double[][][] above = [.. scores.Copy().Select(task => task.Select(score => thresholds.Select(threshold => score > threshold ? 1.0 : 0.0).ToArray()).ToArray())];
        CurveBand band = CurveBand.Of(above, thresholds.Count, CurveStatistic.Mean, bootstrap);
        return new PerformanceProfile([.. thresholds], band.Center, band.Low, band.High);
    }
}
