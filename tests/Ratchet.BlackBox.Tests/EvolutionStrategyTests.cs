using Ratchet.Numerics;
using Ratchet.Storage;
using Xunit;

namespace Ratchet.BlackBox.Tests;

public sealed class EvolutionStrategyTests
{
    private static readonly double[] Target = [1, -2, 0.5, 3];

    [Theory]
    [InlineData(FitnessShaping.ZScore)]
    [InlineData(FitnessShaping.CentredRank)]
    [InlineData(FitnessShaping.PairwiseRank)]
    public void It_climbs_to_the_top(FitnessShaping shaping)
    {
        var search = new EvolutionStrategy(new() { Pairs = 16, Sigma = new(0.1, 0.99, 0.01), LearningRate = new(0.1, 0.99, 0.001), Shaping = shaping }, new double[4]);
        for (int generation = 0; generation < 400; generation++)
            Advance(search);
        Assert.All(search.Center.ToArray().Zip(Target), pair => Assert.Equal(pair.Second, pair.First, 0.05));
    }

    [Fact]
    public void A_pair_are_mirror_images_about_the_centre()
    {
        var search = new EvolutionStrategy(new() { Pairs = 3, Sigma = new(0.5) }, [1.0, 2.0]);
        double[] one = new double[2], other = new double[2];
        for (int pair = 0; pair < 3; pair++)
        {
            search.Candidate(2 * pair, one);
            search.Candidate((2 * pair) + 1, other);
            Assert.NotEqual(one, other);
            Assert.Equal(1, (one[0] + other[0]) / 2, 1e-15);
            Assert.Equal(2, (one[1] + other[1]) / 2, 1e-15);
        }
    }

    // With F = c · x and no shaping but the pair's difference the estimate is Σ ±z / (2nσ); its mean along c grows with |c|: here the direction is what counts.
    [Fact]
    public void The_estimate_is_the_sum_of_perturbations_weighted_by_the_pairs_differences()
    {
        var options = new EvolutionStrategyOptions { Pairs = 5, Sigma = new(0.2), LearningRate = new(0.1), Shaping = FitnessShaping.PairwiseRank, Seed = 7 };
        var search = new EvolutionStrategy(options, [0.0, 0.0, 0.0]);
        double[] expected = new double[3], point = new double[3], fitness = new double[10];
        for (int member = 0; member < 10; member++)
        {
            search.Candidate(member, point);
            fitness[member] = point[0] - (2 * point[2]);
        }

        for (int pair = 0; pair < 5; pair++)
        {
            search.Candidate(2 * pair, point);
            double sign = fitness[2 * pair] > fitness[(2 * pair) + 1] ? 1 : -1;
            for (int i = 0; i < 3; i++)
                expected[i] += sign * point[i] / 0.2 / (10 * 0.2);
        }

        search.Tell(fitness);
        Assert.Equal(Math.Sqrt(expected.Sum(x => x * x)), search.GradientNorm, 1e-12);
        // Adam's first step has the length of the learning rate in every direction.
        Assert.All(search.Center.ToArray().Zip(expected), pair => Assert.Equal(0.1 * Math.Sign(pair.Second), pair.First, 1e-6));
    }

    [Fact]
    public void Equal_fitness_moves_nothing()
    {
        foreach (FitnessShaping shaping in Enum.GetValues<FitnessShaping>())
        {
            var search = new EvolutionStrategy(new() { Pairs = 4, Shaping = shaping }, [1.0, 2.0]);
            search.Tell([3, 3, 3, 3, 3, 3, 3, 3]);
            Assert.Equal([1.0, 2.0], search.Center.ToArray());
            Assert.Equal(0, search.GradientNorm);
        }
    }

    [Fact]
    public void What_is_no_number_is_the_worst()
    {
        foreach (FitnessShaping shaping in Enum.GetValues<FitnessShaping>())
        {
            double[] shaped = Shaping.Of(shaping, [1, double.NaN, 5, 4, double.NegativeInfinity, 2]);
            Assert.All(shaped, value => Assert.True(double.IsFinite(value)));
            Assert.True(shaped[1] < shaped[0] && shaped[4] < shaped[5]);
            Assert.Equal(Shaping.Of(shaping, [0, 0]), Shaping.Of(shaping, [double.NaN, double.NaN]));
        }
    }

    [Fact]
    public void Ranks_and_scores_are_those_worked_out_by_hand()
    {
        // Ranks 0, 2.5, 2.5, 1 of 0 … 3, less a half of the whole.
        Assert.Equal([-0.5, 0.3333333333, 0.3333333333, -0.1666666667], Shaping.Of(FitnessShaping.CentredRank, [1, 7, 7, 2]).Select(value => Math.Round(value, 10)));
        Assert.Equal([0, 1, 0.5, 0.5], Shaping.Of(FitnessShaping.PairwiseRank, [1, 7, 2, 2]));
        // Mean 3, variance (4 + 0 + 1 + 1) / 4 … of 1, 3, 4, 4: mean 3, squares 4, 0, 1, 1.
        double deviation = Math.Sqrt(1.5);
        Assert.Equal([-2 / deviation, 0, 1 / deviation, 1 / deviation], Shaping.Of(FitnessShaping.ZScore, [1, 3, 4, 4]));
    }

    // Without a gradient Adam climbs along −λ m / σ alone: its first step has the length of the learning rate, towards zero.
    [Fact]
    public void A_penalty_on_the_square_pulls_to_zero_through_Adam()
    {
        var search = new EvolutionStrategy(new() { Pairs = 1, L2 = 0.005, LearningRate = new(0.01) }, [1.0, -2.0, 0.0]);
        search.Tell([3, 3]);
        Assert.Equal([0.99, -1.99, 0], search.Center.ToArray(), (a, b) => Math.Abs(a - b) < 1e-6);
        EvolutionStrategyOptions humanoid = EvolutionStrategyOptions.Humanoid;
        Assert.Equal((10_000, 0.02, 0.005, 0.01), (2 * humanoid.Pairs, humanoid.Sigma.At(9), humanoid.L2, humanoid.LearningRate.At(9)));
    }

    [Fact]
    public void A_search_that_is_saved_and_loaded_goes_on_with_the_same_bits()
    {
        var options = new EvolutionStrategyOptions { Pairs = 4, Sigma = new(0.1, 0.9, 0.01), LearningRate = new(0.1, 0.9, 0.01), WeightDecay = 0.001 };
        EvolutionStrategy whole = new(options, new double[4]), first = new(options, new double[4]), second = new(options, [9.0, 9, 9, 9]);
        for (int generation = 0; generation < 12; generation++)
            Advance(whole);
        for (int generation = 0; generation < 5; generation++)
            Advance(first);
        var snapshot = new Snapshot();
        first.Save(snapshot);
        second.Load(snapshot);
        Assert.Equal(5, second.Generation);
        for (int generation = 5; generation < 12; generation++)
            Advance(second);
        Assert.Equal(whole.Center.ToArray(), second.Center.ToArray());
        Assert.Throws<SnapshotException>(() => new EvolutionStrategy(options, new double[3]).Load(snapshot));
    }

    [Fact]
    public void Decay_stops_at_its_limit()
    {
        var decay = new Decay(0.04, 0.999, 0.01);
        Assert.Equal(0.04, decay.At(0));
        Assert.Equal(0.04 * 0.999 * 0.999, decay.At(2), 1e-15);
        Assert.Equal(0.0204, decay.At(672), 5e-5);
        Assert.Equal(0.01, decay.At(5000));
    }

    [Fact]
    public void Wrong_settings_are_refused()
    {
        Assert.Throws<OptionException>(() => new EvolutionStrategy(new() { Pairs = 0 }, new double[1]));
        Assert.Equal("sigma is 0; it must be above 0 and below 1e6.", Refused(new() { Sigma = new(0) }));
        Assert.Equal("learning-rate shrinks by 1.1 a generation; the factor must be above 0 and at most 1.", Refused(new() { LearningRate = new(0.1, 1.1) }));
        Assert.Equal("learning-rate shrinks to 0.2; the limit must be 0 … 0.1, where it begins.", Refused(new() { LearningRate = new(0.1, 0.9, 0.2) }));
        Assert.Throws<OptionException>(() => new EvolutionStrategy(new() { Epsilon = 0 }, new double[1]));
        Assert.Throws<ArgumentException>(() => new EvolutionStrategy(new() { Pairs = 2 }, new double[1]).Tell([1, 2, 3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EvolutionStrategy(new(), []));

        static string Refused(EvolutionStrategyOptions options) => Assert.Throws<OptionException>(() => new EvolutionStrategy(options, new double[1])).Message;
    }

    private static void Advance(EvolutionStrategy search)
    {
        double[] fitness = new double[search.Population], point = new double[search.Dimension];
        for (int member = 0; member < fitness.Length; member++)
        {
            search.Candidate(member, point);
            fitness[member] = -point.Zip(Target).Sum(pair => (pair.First - pair.Second) * (pair.First - pair.Second));
        }

        search.Tell(fitness);
    }
}
