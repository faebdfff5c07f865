using Ratchet.BlackBox.Methods;
using Ratchet.Numerics;
using Xunit;

namespace Ratchet.BlackBox.Tests.Methods;

public sealed class FiniteDifferencesTests
{
    private static readonly double[] Start = [0.5, -2, 3];

    // −|x − c|² has the gradient −2 (x − c), and half of it leads to c; the error of a central difference is that of the third derivative, of which there is none.
    [Fact]
    public void Central_differences_are_exact_on_a_quadratic()
    {
        var search = new FiniteDifferences(new() { LearningRate = new(0.5), Distance = 0.1 }, Start);
        Assert.True(search.HasPairs && search.Population == 6);
        SearchLoop.Advance(search, SearchLoop.Sphere);
        Assert.InRange(SearchLoop.DistanceToOptimum(search), 0, 1e-12);
    }

    // (F(x + ε) − F(x)) / ε = −2 (x − c) − ε: half of it leads to c − ε/2 in every coordinate.
    [Fact]
    public void One_sided_differences_miss_by_half_the_distance_on_a_quadratic()
    {
        var search = new FiniteDifferences(new() { Scheme = DifferenceScheme.OneSided, LearningRate = new(0.5), Distance = 0.1 }, Start);
        Assert.True(!search.HasPairs && search.Population == 4);
        SearchLoop.Advance(search, SearchLoop.Sphere);
        for (int i = 0; i < 3; i++)
            Assert.Equal(SearchLoop.Optimum(i) - 0.05, search.Center[i], 1e-12);
    }

    [Theory]
    [InlineData(DifferenceScheme.OneSided, 0)]
    [InlineData(DifferenceScheme.Central, 0)]
    [InlineData(DifferenceScheme.RandomDirections, 0)]
    [InlineData(DifferenceScheme.RandomDirections, 3)]
    [InlineData(DifferenceScheme.RandomDirections, 40)]
    public void Every_scheme_is_exact_on_a_linear_function(DifferenceScheme scheme, int directions)
    {
        var search = new FiniteDifferences(new() { Scheme = scheme, Directions = directions, LearningRate = new(0.1) }, Start);
        SearchLoop.Advance(search, point => (2 * point[0]) - point[1] + (2 * point[2]) + 7);
        Assert.Equal(3, search.GradientNorm, 1e-9);
        Assert.Equal([0.7, -2.1, 3.2], search.Center.ToArray(), (a, b) => Math.Abs(a - b) < 1e-9);
    }

    [Fact]
    public void A_normalised_step_has_the_length_of_the_rate()
    {
        var search = new FiniteDifferences(new() { NormalizesGradient = true, LearningRate = new(0.1) }, Start);
        SearchLoop.Advance(search, point => 1000 * SearchLoop.Sphere(point));
        Assert.Equal(0.1, Math.Sqrt(search.Center.ToArray().Zip(Start, (a, b) => (a - b) * (a - b)).Sum()), 1e-12);
    }

    [Fact]
    public void A_plain_moves_nothing()
    {
        foreach (DifferenceScheme scheme in Enum.GetValues<DifferenceScheme>())
        {
            var search = new FiniteDifferences(new() { Scheme = scheme, NormalizesGradient = true }, Start);
            SearchLoop.Advance(search, _ => 5);
            Assert.Equal(Start, search.Center.ToArray());
        }
    }

    [Fact]
    public void Too_few_directions_are_refused()
    {
        FiniteDifferencesOptions options = new() { Scheme = DifferenceScheme.RandomDirections, Directions = 2 };
        Assert.Contains("at least 3", Assert.Throws<OptionException>(() => new FiniteDifferences(options, Start)).Message, StringComparison.Ordinal);
        Assert.Throws<OptionException>(() => new FiniteDifferences(options with { Directions = 0 }, new double[5000]));
        Assert.Throws<OptionException>(() => new FiniteDifferences(new() { Distance = 0 }, Start));
    }

    // (4 2; 2 5) = (2 0; 1 2) (2 1; 0 2), and its solution of (8, 14) is (3/4, 5/2): 4·3/4 + 2·5/2 = 8, 2·3/4 + 5·5/2 = 14. (1 1; 1 1) has one direction only.
    [Fact]
    public void The_factor_of_a_matrix_by_hand()
    {
        double[] factor = new double[4], x = [8, 14];
        Assert.True(Cholesky.Factorize(2, [4, 0, 2, 5], factor));
        Assert.Equal([2, 0, 1, 2], factor);
        Cholesky.Solve(2, factor, x);
        Assert.Equal([0.75, 2.5], x);
        Assert.False(Cholesky.Factorize(2, [1, 0, 1, 1], factor));
        Assert.Equal([1, 0, 1, 0], factor);
    }
}
