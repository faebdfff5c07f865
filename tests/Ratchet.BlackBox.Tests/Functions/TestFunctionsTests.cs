using Ratchet.BlackBox.Functions;
using Ratchet.Numerics;
using Xunit;

namespace Ratchet.BlackBox.Tests.Functions;

public sealed class TestFunctionsTests
{
    public static TheoryData<string> Names => [.. TestFunctions.All.Select(function => function.Name)];

    // By hand at (1, 2, 3), (0, 0, 1) …
    [Theory]
    [InlineData("sphere", new double[] { 1, 2, 3 }, 14)]
    // 1 + 10³ · 4 + 10⁶ · 9.
    [InlineData("ellipsoid", new double[] { 1, 2, 3 }, 9_004_001)]
    [InlineData("cigar", new double[] { 1, 2, 3 }, 13_000_001)]
    [InlineData("discus", new double[] { 1, 2, 3 }, 1_000_013)]
    // 1² + 3² + 6².
    [InlineData("double-sum", new double[] { 1, 2, 3 }, 46)]
    // 1² + 2⁴ + 3⁶.
    [InlineData("different-powers", new double[] { -1, 2, -3 }, 746)]
    // 100 (2 − 1)² + 0 + 100 (3 − 4)² + (1 − 2)².
    [InlineData("rosenbrock", new double[] { 1, 2, 3 }, 201)]
    // Cosines are 1 at whole numbers; at ½ it is −1: ¼ + 20.
    [InlineData("rastrigin", new double[] { 1, -2, 0.5 }, 25.25)]
    // s = 1: sin² 50 + 1; s = 0 is 0.
    [InlineData("schaffer", new double[] { 0, 1 }, 1.0688406)]
    // x₁ = π: 1 + π²/4000 + 1.
    [InlineData("griewank", new double[] { 3.141592653589793, 0 }, 2.0024674)]
    // Cosines are 1: 20 − 20 e^−0.2.
    [InlineData("ackley", new double[] { 1, -1 }, 3.6253849)]
    public void The_value_is_the_one_worked_out_by_hand(string name, double[] point, double expected) =>
        Assert.Equal(expected, TestFunctions.Find(name).Create(point.Length).Evaluate(point), 1e-7 * expected);

    [Theory]
    [MemberData(nameof(Names))]
    public void The_optimum_is_zero_and_nothing_is_below(string name)
    {
        foreach (int dimension in (int[])[2, 3, 10, 40])
            foreach (bool moved in (bool[])[false, true])
            {
                TestProblem problem = TestFunctions.Find(name).Create(dimension, moved, moved, 3);
                Assert.Equal(0, problem.Evaluate(problem.Optimum), 1e-6);
                var random = new RandomStream(1, StreamPurpose.User, 9);
                double[] point = new double[dimension];
                for (int i = 0; i < 50; i++)
                {
                    for (int j = 0; j < dimension; j++)
                        point[j] = problem.Optimum[j] + (random.NextGaussian() * (i % 2 == 0 ? 1 : 0.01));
                    Assert.True(problem.Evaluate(point) > problem.Evaluate(problem.Optimum));
                }
            }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_moved_problem_has_the_value_of_the_plain_one_at_its_start_and_keeps_its_distances(string name)
    {
        TestProblem plain = TestFunctions.Find(name).Create(12, seed: 7), moved = TestFunctions.Find(name).Create(12, rotated: true, shifted: true, seed: 7);
        Assert.NotEqual(plain.Start.ToArray(), moved.Start.ToArray());
        Assert.Equal(1, plain.Evaluate(plain.Start) / moved.Evaluate(moved.Start), 1e-8);
        Assert.Equal(Distance(plain.Start, plain.Optimum), Distance(moved.Start, moved.Optimum), 1e-9);
    }

    [Fact]
    public void A_seed_makes_the_problem()
    {
        TestProblem one = TestFunctions.Rastrigin.Create(5, true, true, 1), again = TestFunctions.Rastrigin.Create(5, true, true, 1), other = TestFunctions.Rastrigin.Create(5, true, true, 2);
        Assert.Equal(one.Start.ToArray(), again.Start.ToArray());
        Assert.Equal(one.Evaluate([1, 2, 3, 4, 5]), again.Evaluate([1, 2, 3, 4, 5]));
        Assert.NotEqual(one.Evaluate([1, 2, 3, 4, 5]), other.Evaluate([1, 2, 3, 4, 5]));
    }

    [Fact]
    public void A_name_that_is_misspelt_is_met_with_the_nearest_one()
    {
        Assert.Same(TestFunctions.Rosenbrock, TestFunctions.Find("Rosenbrock"));
        Assert.Contains("did you mean 'rosenbrock'?", Assert.Throws<OptionException>(() => TestFunctions.Find("rosenbroc")).Message, StringComparison.Ordinal);
        Assert.Contains("known are sphere,", Assert.Throws<OptionException>(() => TestFunctions.Find("xyzzyxyzzy")).Message, StringComparison.Ordinal);
        Assert.Throws<OptionException>(() => TestFunctions.Rosenbrock.Create(1));
        Assert.Throws<OptionException>(() => TestFunctions.Sphere.Create(0));
        Assert.Throws<ArgumentException>(() => TestFunctions.Sphere.Create(2).Evaluate([1]));
    }

    private static double Distance(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double square = 0;
        for (int i = 0; i < a.Length; i++)
            square += (a[i] - b[i]) * (a[i] - b[i]);
        return Math.Sqrt(square);
    }
}
