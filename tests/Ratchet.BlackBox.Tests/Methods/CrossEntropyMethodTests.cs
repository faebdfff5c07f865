using Ratchet.BlackBox.Methods;
using Ratchet.Numerics;
using Xunit;

namespace Ratchet.BlackBox.Tests.Methods;

public sealed class CrossEntropyMethodTests
{
    // Fitness 4, 1, 3, 2 and half of them elites: θ₀ and θ₂. Of two points the mean lies between them, and the variance is the square of half their difference; Z_t is added to it.
    [Fact]
    public void The_next_Gaussian_is_that_of_the_elites_and_the_noise()
    {
        var search = new CrossEntropyMethod(new() { Population = 4, EliteFraction = 0.5, Deviation = 2, Noise = ExtraNoise.Constant(0.25) }, [1.0, -1.0]);
        double[] best = SearchLoop.Candidate(search, 0), second = SearchLoop.Candidate(search, 2);
        search.Tell([4, 1, 3, 2]);
        for (int i = 0; i < 2; i++)
        {
            double half = (best[i] - second[i]) / 2;
            Assert.Equal((best[i] + second[i]) / 2, search.Center[i], 1e-12);
            Assert.Equal(Math.Sqrt((half * half) + 0.25), search.Deviation(i), 1e-12);
        }
    }

    [Fact]
    public void Rates_stop_part_of_the_way()
    {
        CrossEntropyOptions options = new() { Population = 10, EliteFraction = 0.3, Deviation = 2 };
        CrossEntropyMethod whole = new(options, [3.0, 3.0]), part = new(options with { MeanRate = 0.5, VarianceRate = 0.25 }, [3.0, 3.0]);
        SearchLoop.Advance(whole, SearchLoop.Sphere);
        SearchLoop.Advance(part, SearchLoop.Sphere);
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal((3 + whole.Center[i]) / 2, part.Center[i], 1e-12);
            Assert.Equal((0.25 * Math.Pow(whole.Deviation(i), 2)) + (0.75 * 4), Math.Pow(part.Deviation(i), 2), 1e-12);
        }
    }

    [Fact]
    public void An_isotropic_variance_is_the_mean_of_the_diagonal_ones_which_are_those_of_a_full_covariance()
    {
        CrossEntropyMethod Told(CovarianceKind kind)
        {
            var search = new CrossEntropyMethod(new() { Population = 12, EliteFraction = 0.5, Covariance = kind }, new double[3]);
            SearchLoop.Advance(search, SearchLoop.Sphere);
            return search;
        }

        CrossEntropyMethod isotropic = Told(CovarianceKind.Isotropic), diagonal = Told(CovarianceKind.Diagonal), full = Told(CovarianceKind.Full);
        double[] variances = [.. Enumerable.Range(0, 3).Select(i => Math.Pow(diagonal.Deviation(i), 2))];
        Assert.Equal(variances.Average(), Math.Pow(isotropic.Deviation(2), 2), 1e-12);
        Assert.Equal(variances, Enumerable.Range(0, 3).Select(i => Math.Pow(full.Deviation(i), 2)), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    // Two elites span a line: a full covariance of rank 1 puts every candidate of the next generation on it.
    [Fact]
    public void Fewer_elites_than_coordinates_leave_no_spread_beside_them()
    {
        var search = new CrossEntropyMethod(new() { Population = 10, EliteFraction = 0.2, Covariance = CovarianceKind.Full }, new double[3]);
        double[] one = SearchLoop.Candidate(search, 4), other = SearchLoop.Candidate(search, 7), fitness = new double[10];
        (fitness[4], fitness[7]) = (2, 1);
        search.Tell(fitness);
        double[] along = [.. one.Zip(other, (a, b) => a - b)];
        for (int k = 0; k < 10; k++)
        {
            double[] step = [.. SearchLoop.Candidate(search, k).Zip(search.Center.ToArray(), (a, b) => a - b)];
            double share = step[0] / along[0];
            Assert.All(step.Zip(along), pair => Assert.Equal(share * pair.Second, pair.First, 1e-9));
        }
    }

    [Fact]
    public void Szita_and_Lorincz_noise_falls_to_zero_at_the_fiftieth_generation()
    {
        ExtraNoise noise = ExtraNoise.Decreasing(5, 0.1);
        Assert.Equal([5, 2.5, 0, 0], new long[] { 0, 25, 50, 80 }.Select(noise.At));
        Assert.Equal(0.1, noise.At(49), 1e-9);
        Assert.Equal([4.0, 4, 4], new long[] { 0, 50, 1_000_000 }.Select(ExtraNoise.Constant(4).At));
        Assert.Equal(0, ExtraNoise.None.At(0));
    }

    [Fact]
    public void The_published_settings_of_Tetris_are_known()
    {
        CrossEntropyOptions tetris = CrossEntropyOptions.Tetris;
        Assert.Equal((100, 10, 10.0, CovarianceKind.Diagonal), (tetris.Population, tetris.Elites, tetris.Deviation, tetris.Covariance));
        Assert.Equal((0.0, 4.0, 4.5), (tetris.Noise.At(5), CrossEntropyOptions.TetrisConstantNoise.Noise.At(5), CrossEntropyOptions.TetrisDecreasingNoise.Noise.At(5)));
    }

    // √10 away from the optimum with σ = 0.01, the spread dies on the way; Z_t holds it open until t = 50, and then the search may close in.
    [Fact]
    public void Without_noise_a_small_spread_dies_before_the_optimum_and_decreasing_noise_keeps_it_alive()
    {
        CrossEntropyOptions options = new() { Deviation = 0.01 };
        var plain = new CrossEntropyMethod(options, new double[10]);
        SearchLoop.Advance(plain, SearchLoop.Sphere, 150);
        Assert.True(plain.Deviation(0) < 1e-6);
        Assert.True(SearchLoop.DistanceToOptimum(plain) > 1);

        ExtraNoise noise = ExtraNoise.Decreasing(5, 0.1);
        var noisy = new CrossEntropyMethod(options with { Noise = noise }, new double[10]);
        for (int t = 0; t < 120; t++)
        {
            SearchLoop.Advance(noisy, SearchLoop.Sphere);
            Assert.All(Enumerable.Range(0, 10), i => Assert.True(Math.Pow(noisy.Deviation(i), 2) >= noise.At(t) - 1e-12));
        }

        Assert.InRange(SearchLoop.DistanceToOptimum(noisy), 0, 1e-3);
    }

    [Fact]
    public void Wrong_settings_are_refused()
    {
        Assert.Throws<OptionException>(() => new CrossEntropyMethod(new() { Population = 1 }, new double[1]));
        Assert.Throws<OptionException>(() => new CrossEntropyMethod(new() { EliteFraction = 0 }, new double[1]));
        Assert.Throws<OptionException>(() => new CrossEntropyMethod(new() { MeanRate = 1.5 }, new double[1]));
        Assert.Contains("4096", Assert.Throws<OptionException>(() => new CrossEntropyMethod(new() { Covariance = CovarianceKind.Full }, new double[5000])).Message, StringComparison.Ordinal);
    }
}
