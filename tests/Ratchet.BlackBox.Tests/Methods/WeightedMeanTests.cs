using Ratchet.BlackBox.Methods;
using Ratchet.Numerics;
using Xunit;

namespace Ratchet.BlackBox.Tests.Methods;

/// <summary>PoWER, reward-weighted regression, PI² and PI²-CMA: weighted means of candidates.</summary>
public sealed class WeightedMeanTests
{
    // Returns 4, 1, 3: less the least, Q = 3, 0, 2; the two best are remembered: m = (3 θ₀ + 2 θ₂) / 5. Then 0, 0, 0: nothing new is remembered, and Q = 4, 3.
    [Fact]
    public void PoWER_uses_the_best_again()
    {
        var search = new Power(new() { Population = 3, Memory = 2 }, [1.0, -1.0]);
        double[] best = SearchLoop.Candidate(search, 0), second = SearchLoop.Candidate(search, 2);
        search.Tell([4, 1, 3]);
        AssertMean(search, (best, 3), (second, 2));
        search.Tell([0, 0, 0]);
        AssertMean(search, (best, 4), (second, 3));
        // A better one drives out the worse of the remembered: returns 4 and 6 above a least of 2.
        double[] better = SearchLoop.Candidate(search, 1);
        search.Tell([2, 6, 2.5]);
        AssertMean(search, (better, 4), (best, 2));
    }

    [Fact]
    public void PoWER_counts_returns_below_zero_as_zero_when_they_are_taken_as_they_are()
    {
        var search = new Power(new() { Population = 3, Memory = 3, ShiftsReturns = false }, [1.0, -1.0]);
        search.Tell([-1, -2, -3]);
        Assert.Equal([1.0, -1.0], search.Center.ToArray());
        double[] first = SearchLoop.Candidate(search, 0), second = SearchLoop.Candidate(search, 1);
        search.Tell([2, 6, -5]);
        AssertMean(search, (first, 2), (second, 6));
    }

    [Fact]
    public void A_deviation_shrinks_with_the_generations()
    {
        var search = new Power(new() { Deviation = new(0.5, 0.5, 0.1) }, new double[2]);
        double[] seen = new double[4];
        for (int generation = 0; generation < 4; generation++)
        {
            seen[generation] = search.Deviation(1);
            SearchLoop.Advance(search, SearchLoop.Sphere);
        }

        Assert.Equal([0.5, 0.25, 0.125, 0.1], seen);
    }

    // Returns 0, ln 2, ln 3 at β = 1: weights 1, 2, 3, sixths.
    [Fact]
    public void Reward_weighted_regression_fits_around_the_new_mean()
    {
        var search = new RewardWeightedRegression(new() { Population = 3, Beta = 1, NormalizesReturns = false }, [1.0, -1.0]);
        double[][] points = [.. Enumerable.Range(0, 3).Select(k => SearchLoop.Candidate(search, k))];
        search.Tell([0, Math.Log(2), Math.Log(3)]);
        AssertMean(search, (points[0], 1), (points[1], 2), (points[2], 3));
        for (int i = 0; i < 2; i++)
        {
            double mean = search.Center[i], variance = Enumerable.Range(0, 3).Sum(k => (k + 1) / 6.0 * (points[k][i] - mean) * (points[k][i] - mean));
            Assert.Equal(Math.Sqrt(variance), search.Deviation(i), 1e-12);
        }
    }

    [Theory]
    [InlineData("rwr")]
    [InlineData("pi2")]
    [InlineData("pi2-cma")]
    public void Normalised_returns_have_no_unit_and_no_zero(string name)
    {
        SearchMethod search = SearchMethods.Create(name, [1.0, 2.0], 1, ["population=4"]), other = SearchMethods.Create(name, [1.0, 2.0], 1, ["population=4"]);
        search.Tell([4, 1, 3, 2]);
        other.Tell([4000 - 9, 1000 - 9, 3000 - 9, 2000 - 9]);
        Assert.Equal(search.Center[0], other.Center[0], 1e-12);
        Assert.Equal(search.Center[1], other.Center[1], 1e-12);
    }

    // Costs 0, 5, 10 and h = 10: weights 1, e⁻⁵, e⁻¹⁰ over their sum.
    [Fact]
    public void The_weights_of_PI2_fall_from_one_to_e_to_the_minus_h()
    {
        double[] weights = ReturnWeights.Normalized([-5, 0, -10], 10);
        double sum = 1 + Math.Exp(-5) + Math.Exp(-10);
        Assert.Equal([Math.Exp(-5) / sum, 1 / sum, Math.Exp(-10) / sum], weights, (a, b) => Math.Abs(a - b) < 1e-15);
        Assert.Equal([0.25, 0.25, 0.25, 0.25], ReturnWeights.Normalized([7, 7, 7, 7], 10));
        Assert.Equal(10, new PathIntegralOptions().H);
    }

    // T = 2. From step 0 on the first gathers 5 and the second 2, from step 1 on 0 and 2: the better one has 1/(1 + e⁻¹⁰), the other e⁻¹⁰/(1 + e⁻¹⁰); the steps weigh 2 and 1.
    [Fact]
    public void Weights_over_time_are_averaged_the_earlier_the_heavier()
    {
        double better = 1 / (1 + Math.Exp(-10)), worse = Math.Exp(-10) / (1 + Math.Exp(-10));
        double[] weights = ReturnWeights.OverTime([5, 2], [[5, 0], [0, 2]], 10);
        Assert.Equal(((2 * better) + worse) / 3, weights[0], 1e-15);
        Assert.Equal(((2 * worse) + better) / 3, weights[1], 1e-15);
        // An episode that ended gathers nothing: [5] is [5, 0].
        Assert.Equal(weights, ReturnWeights.OverTime([5, 2], [[5], [0, 2]], 10));
    }

    [Fact]
    public void A_candidate_without_a_number_as_fitness_has_next_to_no_weight_at_any_step()
    {
        double[] weights = ReturnWeights.OverTime([double.NaN, 2, 1], [[9, 9], [1, 1], [1, 0]], 10);
        Assert.InRange(weights[0], 0, Math.Exp(-9));
        Assert.Equal(1, weights.Sum(), 1e-12);
        Assert.True(double.IsFinite(ReturnWeights.OverTime([3, 1], [[float.NaN, 3], [1, 0]], 10)[0]));
    }

    [Fact]
    public void PI2_moves_by_the_weighted_perturbations_of_the_rewards_or_of_the_returns()
    {
        PathIntegralOptions options = new() { Population = 2 };
        PathIntegralSearch byReturns = new(options, [1.0, -1.0]), byRewards = new(options, [1.0, -1.0]), episodic = new(options with { OverTime = false }, [1.0, -1.0]);
        double[] first = SearchLoop.Candidate(byReturns, 0), second = SearchLoop.Candidate(byReturns, 1);
        Assert.True(byReturns.UsesRewards && !episodic.UsesRewards);
        byReturns.Tell([5, 2]);
        byRewards.Tell([5, 2], [[5, 0], [0, 2]]);
        episodic.Tell([5, 2], [[5, 0], [0, 2]]);
        double small = Math.Exp(-10);
        AssertMean(byReturns, (first, 1), (second, small));
        AssertMean(byRewards, (first, 2 + small), (second, 1 + (2 * small)));
        Assert.Equal(byReturns.Center, episodic.Center);
    }

    // Four equal returns: the weights are quarters, and the new covariance is the mean square around the old mean.
    [Fact]
    public void PI2_CMA_measures_the_spread_around_the_old_mean()
    {
        var search = new PathIntegralSearch(new() { Population = 4, LearnsCovariance = true, Covariance = CovarianceKind.Diagonal, Deviation = new(3) }, [1.0, -1.0]);
        double[][] points = [.. Enumerable.Range(0, 4).Select(k => SearchLoop.Candidate(search, k))];
        search.Tell([1, 1, 1, 1]);
        Assert.Equal(Math.Sqrt(points.Average(point => (point[0] - 1) * (point[0] - 1))), search.Deviation(0), 1e-12);
        Assert.Equal(Math.Sqrt(points.Average(point => (point[1] + 1) * (point[1] + 1))), search.Deviation(1), 1e-12);
    }

    // On a slope the best stand far off on one side: around the old mean that is spread, around the new one it is not.
    [Fact]
    public void On_a_slope_the_spread_of_PI2_CMA_grows_where_that_of_regression_dies()
    {
        var grows = new PathIntegralSearch(new() { Population = 50, LearnsCovariance = true, Covariance = CovarianceKind.Isotropic }, [0.0]);
        var dies = new RewardWeightedRegression(new() { Population = 50, Covariance = CovarianceKind.Isotropic }, [0.0]);
        SearchLoop.Advance(grows, point => point[0], 20);
        SearchLoop.Advance(dies, point => point[0], 20);
        Assert.True(grows.Deviation(0) > 10);
        Assert.True(dies.Deviation(0) < 0.1);
    }

    [Fact]
    public void Wrong_settings_are_refused()
    {
        Assert.Throws<OptionException>(() => new Power(new() { Memory = 0 }, new double[1]));
        Assert.Throws<OptionException>(() => new RewardWeightedRegression(new() { Beta = -1 }, new double[1]));
        Assert.Throws<OptionException>(() => new PathIntegralSearch(new() { H = double.NaN }, new double[1]));
        Assert.Throws<OptionException>(() => new PathIntegralSearch(new() { LearnsCovariance = true, Deviation = new(1, 0.9) }, new double[1]));
    }

    private static void AssertMean(SearchMethod search, params (double[] Point, double Weight)[] parts)
    {
        double total = parts.Sum(part => part.Weight);
        for (int i = 0; i < search.Dimension; i++)
            Assert.Equal(parts.Sum(part => part.Weight * part.Point[i]) / total, search.Center[i], 1e-12);
    }
}
