using Ratchet.BlackBox.CovarianceAdaptation;
using Ratchet.BlackBox.Functions;
using Ratchet.Numerics;
using Xunit;

namespace Ratchet.BlackBox.Tests.CovarianceAdaptation;

public sealed class TerminationTests
{
    [Fact]
    public void A_minimum_that_is_found_ends_the_search()
    {
        CmaEs search = Create(new(), 6);
        Minimum minimum = Minimisation.Run(search, CmaEsTests.Square);
        Assert.Equal(StopReason.TolFun, minimum.Reason);
        Assert.InRange(minimum.Value, 0, 1e-11);
        Assert.Equal(StopReason.TolX, Minimisation.Run(Create(new() { TolFun = 0, TolFunHist = 0 }, 6), CmaEsTests.Square).Reason);
    }

    // One flat generation is forgiven, the second in a row is not.
    [Fact]
    public void A_plain_ends_the_search()
    {
        CmaEs search = Create(new(), 3);
        search.Tell(new double[search.Population]);
        Assert.Equal(StopReason.None, search.Stop);
        CmaEsTests.Advance(search, CmaEsTests.Square);
        search.Tell(new double[search.Population]);
        Assert.Equal(StopReason.None, search.Stop);
        search.Tell(new double[search.Population]);
        Assert.Equal(StopReason.FlatFitness, search.Stop);
    }

    // n = 2, λ = 6: the history is of 10 + 30 · 2 / 6 = 20 generations. Its best values are all 0, while a generation's spread over 1.
    [Fact]
    public void A_best_value_that_stays_ends_the_search_after_as_many_generations_as_are_remembered()
    {
        CmaEs search = Create(new(), 2);
        for (int generation = 1; generation <= 20; generation++)
        {
            Assert.Equal(StopReason.None, search.Stop);
            search.Tell([0, -1, -0.2, -0.4, -0.6, -0.8]);
        }

        Assert.Equal(StopReason.TolFunHist, search.Stop);
    }

    [Fact]
    public void A_slope_without_end_ends_the_search() => Assert.Equal(StopReason.TolFacUpX, Minimisation.Run(Create(new(), 3), x => x[0]).Reason);

    [Fact]
    public void A_condition_that_no_number_can_bear_ends_the_search() =>
        Assert.Equal(StopReason.ConditionCov, Minimisation.Run(Create(new() { TolX = 0, TolFun = 0, TolFunHist = 0 }, 2), x => (x[0] * x[0]) + (1e20 * x[1] * x[1])).Reason);

    // 100 + 150 (3 + 3)² / √7 = 2141.03 for n = 3 with λ = 7.
    [Fact]
    public void The_number_of_generations_ends_the_search()
    {
        Assert.Equal((StopReason.MaxGenerations, 7), Ended(new CmaEs(new() { MaxGenerations = 7 }, [1.0, 1, 1])));
        // A best value that gets better for ever, and a distribution that stays as it is.
        var termination = new Termination(new() { Sigma = 1 }, new StrategyParameters(3));
        var shape = Covariance.Identity(3, diagonal: true);
        for (int generation = 1; generation <= 2142; generation++)
        {
            StopReason reason = termination.Observe(generation, [-generation, 1 - generation, 2 - generation], new SearchState([1, 1, 1], 1, [1, 1, 1], shape));
            Assert.Equal(generation < 2142 ? StopReason.None : StopReason.MaxGenerations, reason);
        }
    }

    // Values that are nothing but noise get no better, and its best and median values are spread too far for the tolerances.
    [Fact]
    public void Noise_ends_the_search()
    {
        CmaEs search = Create(new() { TolFacUpX = double.PositiveInfinity }, 5);
        var noise = new RandomStream(1, StreamPurpose.User);
        double[] values = new double[search.Population];
        while (search.Stop == StopReason.None)
        {
            for (int i = 0; i < values.Length; i++)
                values[i] = noise.NextGaussian();
            search.Tell(values);
        }

        // No sooner than two spans of 50 + 50 · 5^1.5 / 8 = 119 generations.
        Assert.Equal(StopReason.Stagnation, search.Stop);
        Assert.True(search.Generation >= 2 * 115);
    }

    [Fact]
    public void A_step_that_no_coordinate_feels_ends_the_search()
    {
        var search = new CmaEs(new() { Sigma = 1e-3, TolX = 0 }, [1e20, 1, 1]);
        CmaEsTests.Advance(search, CmaEsTests.Square);
        Assert.Equal(StopReason.NoEffectCoord, search.Stop);
    }

    // C has the axes (1, 1)/√2 of variance 1 and (1, −1)/√2 of variance 1e-12: both coordinates deviate by 0.7, but a tenth of 1e-6 along the second axis is less than half
    // of the distance between doubles near 1e10, which is 1.9e-6.
    [Fact]
    public void A_step_along_an_axis_that_has_no_effect_ends_the_search()
    {
        var shape = Covariance.Identity(2, diagonal: false);
        shape.Update(0, [0.5, 0.5e-12], [1, 1, 1, -1]);
        shape.Decompose();
        Assert.Equal([1e-6, 1.0], shape.Lengths.ToArray().Select(length => Math.Round(length, 9)));
        Assert.Equal(1e12, shape.Condition, 1e9);
        Assert.Equal(StopReason.NoEffectAxis, StopOf(shape, new(), [1e10, 1e10], 1, generation: 2));
        Assert.Equal(StopReason.None, StopOf(shape, new(), [1e10, 1e10], 1, generation: 1));
    }

    [Fact]
    public void A_sigma_that_creeps_ends_the_search()
    {
        var shape = Covariance.Identity(2, diagonal: true);
        var options = new CmaEsOptions { Sigma = 1, TolFacUpX = double.PositiveInfinity };
        Assert.Equal(StopReason.TolUpSigma, StopOf(shape, options, [1, 1], 1.1e20, generation: 1));
        Assert.Equal(StopReason.None, StopOf(shape, options, [1, 1], 0.9e20, generation: 1));
    }

    private static CmaEs Create(CmaEsOptions options, int n) => new(options, [.. Enumerable.Repeat(1.0, n)]);

    private static (StopReason Reason, long Generation) Ended(CmaEs search) => (Minimisation.Run(search, CmaEsTests.Square).Reason, search.Generation);

    private static StopReason StopOf(Covariance shape, CmaEsOptions options, double[] mean, double sigma, long generation) =>
        new Termination(options, new StrategyParameters(mean.Length)).Observe(generation, [1, 2, 3, 4, 5, 6], new SearchState(mean, sigma, mean, shape));
}
