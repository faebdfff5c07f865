using Ratchet.Studies.Statistics;
using Xunit;

namespace Ratchet.Studies.Tests.Statistics;

public sealed class PerformanceProfileTests
{
    private static readonly double[] Thresholds = [0, 0.5, 1, 2];

    /// <summary>
    /// Task A: 0, 0.5, 1, 1.5; task B: 0.75. Above 0: ¾ and 1; above 0.5: ½ and 1; above 1: ¼ and 0; above 2: none. Means over the two tasks: 7/8, 3/4, 1/8, 0.
    /// </summary>
    [Fact]
    public void Is_the_share_of_seeds_above_each_threshold_averaged_over_tasks()
    {
        PerformanceProfile profile = PerformanceProfile.Of(new ScoreTable([[0, 0.5, 1, 1.5], [0.75]]), Thresholds, bootstrap: null);
        Assert.Equal([0.875, 0.75, 0.125, 0], profile.Shares);
        Assert.Null(profile.Low);
    }

    /// <summary>The area under the profile from 0 to 1 of scores within [0, 1] is their mean; the optimality gap is what is missing to 1. Trapezoids of 1/1000 leave at most half a step.</summary>
    [Fact]
    public void Its_area_is_the_mean_and_the_rest_the_optimality_gap()
    {
        var scores = new ScoreTable([[0.1, 0.35, 0.8], [0.6, 0.25]]);
        double[] thresholds = [.. Enumerable.Range(0, 1000).Select(i => (i + 0.5) / 1000)];
        double area = PerformanceProfile.Of(scores, thresholds, bootstrap: null).Shares.Average();
        Assert.Equal(Aggregates.Mean(scores), area, 1e-3);
        Assert.Equal(1 - Aggregates.OptimalityGap(scores), area, 1e-3);
    }

    /// <summary>The number of 10 seeds above a threshold that 5 exceed is Binomial(10, ½) in a resample: P(≤ 1) = 1.07 %, P(≤ 2) = 5.5 %, so its 2.5 % quantile is 2, and by symmetry the other 8.</summary>
    [Fact]
    public void Its_band_has_the_quantiles_of_the_binomial_distribution()
    {
        PerformanceProfile profile = PerformanceProfile.Of(new ScoreTable([[0, 0, 0, 0, 0, 1, 1, 1, 1, 1]]), Thresholds, new StratifiedBootstrap(10_000));
        Assert.Equal(0.2, profile.Low![1], 12);
        Assert.Equal(0.8, profile.High![1], 12);
        Assert.Equal((0.0, 0.0), (profile.Low[3], profile.High[3]));
    }

    [Fact]
    public void Never_rises()
    {
        PerformanceProfile profile = PerformanceProfile.Of(new ScoreTable([[0.3, 0.1, 1.7], [0.9, 0.2]]), Thresholds, new StratifiedBootstrap());
        Assert.Equal(profile.Shares.OrderDescending(), profile.Shares);
    }
}
