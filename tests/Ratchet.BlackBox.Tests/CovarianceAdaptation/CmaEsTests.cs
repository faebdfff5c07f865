using Ratchet.BlackBox.CovarianceAdaptation;
using Ratchet.BlackBox.Functions;
using Ratchet.Numerics;
using Ratchet.Storage;
using Xunit;

namespace Ratchet.BlackBox.Tests.CovarianceAdaptation;

public sealed class CmaEsTests
{
    // A far and narrow start makes the path long: h_σ = 0 for a while.
    [Theory]
    [InlineData("ellipsoid", 4, null, 1.0)]
    [InlineData("rosenbrock", 3, 13, 0.5)]
    [InlineData("double-sum", 5, null, 0.001)]
    public void A_generation_is_that_of_the_tutorial(string function, int n, int? population, double sigma)
    {
        TestProblem problem = TestFunctions.Find(function).Create(n, rotated: true);
        var search = new CmaEs(new() { Sigma = sigma, Population = population }, problem.Start);
        var reading = new CmaEsReading(problem.Start.ToArray(), sigma, search.Population);
        for (int generation = 0; generation < 40; generation++)
        {
            double[][] points = [.. Enumerable.Range(0, search.Population).Select(i => CandidateOf(search, i))];
            double[] values = [.. points.Select(point => problem.Evaluate(point))];
            search.Tell([.. values.Select(value => -value)]);
            reading.Update(points, values);
            Assert.Equal(1, search.Sigma / reading.Sigma, 1e-7);
            for (int i = 0; i < n; i++)
            {
                Assert.Equal(reading.Mean[i], search.Center[i], 1e-6 * reading.Sigma);
                Assert.Equal(1, search.Deviation(i) / (reading.Sigma * Math.Sqrt(reading.C[i, i])), 1e-6);
            }
        }

        if (sigma < 0.1)
            Assert.InRange(reading.Stalls, 1, 39);
    }

    // After 60 generations f of a sphere is still far above the rounding of exp.
    [Fact]
    public void Only_the_order_of_values_counts()
    {
        CmaEs plain = Sphere(new() { Seed = 3 }, 10), mapped = Sphere(new() { Seed = 3 }, 10);
        for (int generation = 0; generation < 60; generation++)
        {
            Advance(plain, Square);
            Advance(mapped, x => Math.Exp(Square(x)) - 7);
        }

        AssertEqualBits(plain, mapped);
    }

    // Powers of two change no bit of a mantissa.
    [Fact]
    public void A_search_scales_with_its_start_and_its_sigma()
    {
        CmaEs plain = Sphere(new() { Sigma = 0.5 }, 6), scaled = new(new() { Sigma = 2 }, [4.0, 4, 4, 4, 4, 4]);
        for (int generation = 0; generation < 100; generation++)
        {
            Advance(plain, Square);
            Advance(scaled, Square);
        }

        Assert.Equal(plain.Center.ToArray().Select(value => 4 * value), scaled.Center.ToArray());
        Assert.Equal(4 * plain.Sigma, scaled.Sigma);
    }

    // The path has a mean of √(μ_eff (2 − c_σ) / c_σ) ≈ 4 or so along the slope, and χ₁₀ ≈ 3 across it: |p_σ| ≈ 5 = 1.6 χ₁₀, so that ln σ grows by c_σ/d_σ · 0.6 ≈ 0.13 a generation.
    [Fact]
    public void On_a_slope_sigma_grows_geometrically()
    {
        CmaEs search = Sphere(new(), 10);
        double last = 0;
        for (int hundred = 1; hundred <= 3; hundred++)
        {
            for (int generation = 0; generation < 100; generation++)
                Advance(search, x => x[0] + (2 * x[3]));
            double grown = Math.Log(search.Sigma) - last;
            Assert.InRange(grown, 5, 30);
            last += grown;
        }
    }

    // Blind selection makes the path N(0, I), whose length is χ_n in the mean: ln σ is a random walk. Its standard deviation after 2,000 generations is about
    // √(2000 c_σ / n) / d_σ = 6, and 2 for the mean of 8; what drifts by 0.005 a generation is at −10. The paths begin at 0, so the first hundred do not count.
    [Fact]
    public void Where_all_is_flat_sigma_drifts_nowhere()
    {
        double drift = 0;
        for (ulong seed = 1; seed <= 8; seed++)
        {
            CmaEs search = Sphere(new() { Seed = seed }, 10);
            for (int generation = 0; generation < 100; generation++)
                Advance(search, _ => 0);
            double begin = Math.Log(search.Sigma);
            for (int generation = 0; generation < 2000; generation++)
                Advance(search, _ => 0);
            drift += (Math.Log(search.Sigma) - begin) / 8;
        }

        Assert.InRange(drift, -6, 6);
    }

    [Fact]
    public void What_is_no_number_is_the_worst()
    {
        CmaEs search = Sphere(new(), 5), infinite = Sphere(new(), 5);
        for (int generation = 0; generation < 80; generation++)
        {
            Advance(search, x => x[1] > 0.9 ? double.NaN : Square(x));
            Advance(infinite, x => x[1] > 0.9 ? generation % 2 == 0 ? double.PositiveInfinity : double.NegativeInfinity : Square(x));
        }

        AssertEqualBits(search, infinite);
        Assert.True(Square(search.Center) < 0.01);
        for (int generation = 0; generation < 50; generation++)
            Advance(search, _ => double.NaN);
        Assert.All(search.Center.ToArray(), value => Assert.True(double.IsFinite(value)));
    }

    // Beyond any use: the values underflow to 0, selection is blind, and C shrinks until a number ends.
    [Fact]
    public void A_search_that_nobody_stops_keeps_to_numbers()
    {
        foreach (bool diagonal in (bool[])[false, true])
        {
            CmaEs search = Sphere(new() { Diagonal = diagonal }, 3);
            for (int generation = 0; generation < 10_000; generation++)
                Advance(search, x => (1e30 * x[0] * x[0]) + Square(x[1..]));
            Assert.All([search.Sigma, .. search.AxisLengths, .. search.Center], value => Assert.True(double.IsFinite(value)));
            Assert.All(search.AxisLengths.ToArray(), length => Assert.True(length > 0));
        }
    }

    // Variances of 2^−240 and 2^−242: the lengths are 2^−120 and 2^−121, and become 1 and ½.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_covariance_far_from_one_gives_its_scale_away_without_losing_a_bit(bool diagonal)
    {
        var shape = Covariance.Identity(2, diagonal);
        double tiny = Math.ScaleB(1, -240);
        shape.Update(0, [tiny, tiny / 4], [1, 0, 0, 1]);
        shape.Decompose();
        Assert.Equal(Math.ScaleB(1, -120), shape.Normalise());
        Assert.Equal([0.5, 1], shape.Lengths.ToArray().Order());
        Assert.Equal((1, 0.25), (shape.Variance(0), shape.Variance(1)));
        Assert.Equal(1, shape.Normalise());
    }

    [Fact]
    public void A_diagonal_search_is_faster_along_the_axes_and_lost_across_them()
    {
        long Evaluations(bool diagonal, bool rotated)
        {
            TestProblem problem = TestFunctions.Ellipsoid.Create(10, rotated);
            return Minimisation.Run(new CmaEs(new() { Sigma = 1, Diagonal = diagonal }, problem.Start), problem.Evaluate, new() { Target = 1e-9, Budget = 20_000 }).Evaluations;
        }

        Assert.True(Evaluations(diagonal: true, rotated: false) < Evaluations(diagonal: false, rotated: false));
        Assert.True(Evaluations(diagonal: true, rotated: true) > 2 * Evaluations(diagonal: false, rotated: true));
    }

    [Theory]
    [InlineData(7, 33, 90, false, false)]
    [InlineData(7, 33, 90, true, false)]
    [InlineData(7, 33, 90, false, true)]
    // Two generations for one decomposition: the fifth is in the middle.
    [InlineData(200, 5, 9, false, false)]
    public void A_search_that_is_saved_and_loaded_goes_on_with_the_same_bits(int n, int saved, int generations, bool diagonal, bool bounded)
    {
        var options = new CmaEsOptions { Diagonal = diagonal, Bounds = bounded ? Box.Cube(n, -2, 1.5) : null };
        CmaEs whole = Sphere(options, n), first = Sphere(options, n), second = new(options, [.. Enumerable.Repeat(0.2, n)]);
        for (int generation = 0; generation < generations; generation++)
            Advance(whole, Ridge);
        for (int generation = 0; generation < saved; generation++)
            Advance(first, Ridge);
        var snapshot = new Snapshot();
        first.Save(snapshot);
        second.Load(snapshot);
        Assert.Equal(saved, second.Generation);
        Assert.Equal(first.Center.ToArray(), second.Center.ToArray());
        for (int generation = saved; generation < generations; generation++)
            Advance(second, Ridge);
        AssertEqualBits(whole, second);
        Assert.Equal(whole.Stop, second.Stop);
    }

    [Fact]
    public void A_snapshot_that_does_not_fit_is_refused_and_changes_nothing()
    {
        CmaEs saved = Sphere(new(), 5);
        Advance(saved, Square);
        var snapshot = new Snapshot();
        saved.Save(snapshot);
        CmaEs[] others = [Sphere(new(), 4), Sphere(new() { Population = 20 }, 5), Sphere(new() { Diagonal = true }, 5)];
        foreach (CmaEs other in others)
        {
            Advance(other, Square);
            (double[] center, double[] candidate, double sigma) = (other.Center.ToArray(), CandidateOf(other, 1), other.Sigma);
            Assert.Throws<SnapshotException>(() => other.Load(snapshot));
            Assert.Throws<SnapshotException>(() => other.Load(new Snapshot()));
            Assert.Equal(center, other.Center.ToArray());
            Assert.Equal(candidate, CandidateOf(other, 1));
            Assert.Equal((sigma, 1), (other.Sigma, other.Generation));
        }
    }

    [Fact]
    public void A_search_in_one_dimension_works()
    {
        var search = new CmaEs(new() { Sigma = 1 }, [10.0]);
        Minimum minimum = Minimisation.Run(search, x => (x[0] - 3) * (x[0] - 3), new() { Target = 1e-10 });
        Assert.Equal(3, minimum.Point[0], 1e-4);
    }

    [Fact]
    public void Wrong_settings_are_refused()
    {
        Assert.Contains("sigma", Assert.Throws<OptionException>(() => new CmaEs(new() { Sigma = 0 }, [1.0])).Message, StringComparison.Ordinal);
        Assert.Contains("population", Assert.Throws<OptionException>(() => new CmaEs(new() { Population = 1 }, [1.0])).Message, StringComparison.Ordinal);
        Assert.Contains("bounds", Assert.Throws<OptionException>(() => new CmaEs(new() { Bounds = Box.Cube(2, 0, 1) }, [0.5])).Message, StringComparison.Ordinal);
        Assert.Contains("start", Assert.Throws<OptionException>(() => new CmaEs(new() { Bounds = Box.Cube(1, 0, 1) }, [1.5])).Message, StringComparison.Ordinal);
        Assert.Contains("diagonal", Assert.Throws<OptionException>(() => new CmaEs(new(), new double[30_000])).Message, StringComparison.Ordinal);
        Assert.Throws<OptionException>(() => Box.Cube(3, 1, 1));
        Assert.Throws<OptionException>(() => Box.Cube(3, double.NaN, 1));
        Assert.Throws<ArgumentException>(() => new CmaEs(new(), [1.0]).Tell([1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CmaEs(new(), []));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CmaEs(new(), [1.0]).Candidate(4, new double[1]));
    }

    internal static double[] CandidateOf(SearchMethod search, int index)
    {
        double[] point = new double[search.Dimension];
        search.Candidate(index, point);
        return point;
    }

    internal static void Advance(SearchMethod search, Func<ReadOnlySpan<double>, double> function) =>
        search.Tell([.. Enumerable.Range(0, search.Population).Select(i => -function(CandidateOf(search, i)))]);

    internal static double Square(ReadOnlySpan<double> x)
    {
        double sum = 0;
        foreach (double value in x)
            sum += value * value;
        return sum;
    }

    private static double Ridge(ReadOnlySpan<double> x) => Math.Abs(x[0] + x[1]) + (1000 * Square(x[2..]));

    private static CmaEs Sphere(CmaEsOptions options, int n) => new(options, [.. Enumerable.Repeat(1.0, n)]);

    private static void AssertEqualBits(CmaEs expected, CmaEs actual)
    {
        Assert.Equal(expected.Center.ToArray(), actual.Center.ToArray());
        Assert.Equal(expected.Sigma, actual.Sigma);
        Assert.Equal(expected.AxisLengths.ToArray(), actual.AxisLengths.ToArray());
    }
}
