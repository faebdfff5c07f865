using Ratchet.Numerics;
using Ratchet.Updates.Solvers;
using Xunit;

namespace Ratchet.Tests.Updates.Solvers;

public sealed class ConjugateGradientsTests
{
    // A = [4 1; 1 3], b = (1, 2): A⁻¹ = [3 −1; −1 4] / 11, so x = (1/11, 7/11). The first step: r·r = 5, p·Ap = (1, 2)·(6, 7) = 20, so
    // α = 1/4, x = (1/4, 1/2) and r = (1 − 6/4, 2 − 7/4) = (−1/2, 1/4), r·r = 5/16.
    [Fact]
    public void Two_unknowns_are_solved_in_two_steps_by_hand()
    {
        double[,] a = { { 4, 1 }, { 1, 3 } };
        var system = new ConjugateGradients(2);
        system.Begin([1, 2]);
        Assert.True(system.Step(Product(a, system.Direction)));
        Assert.Equal([0.25, 0.5], system.Solution.ToArray());
        Assert.Equal(5.0 / 16, system.SquaredResidual, 15);
        Assert.True(system.Step(Product(a, system.Direction)));
        Assert.Equal(1.0 / 11, system.Solution[0], 14);
        Assert.Equal(7.0 / 11, system.Solution[1], 14);
    }

    // A = Bᵀ B / n + I is positive definite; n steps solve n unknowns but for rounding.
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(30)]
    public void A_random_system_is_solved_in_as_many_steps_as_it_has_unknowns(int size)
    {
        var random = new RandomStream(3, StreamPurpose.User);
        var b = new double[size, size];
        var a = new double[size, size];
        var solution = new double[size];
        for (int i = 0; i < size; i++)
        {
            solution[i] = random.NextUniform(-1, 1);
            for (int j = 0; j < size; j++)
                b[i, j] = random.NextUniform(-1, 1);
        }

        for (int i = 0; i < size; i++)
            for (int j = 0; j < size; j++)
                for (int k = 0; k < size; k++)
                    a[i, j] += ((b[k, i] * b[k, j]) + (i == j ? 1 : 0)) / size;
        var system = new ConjugateGradients(size);
        // Twice: what the first left behind does not matter.
        for (int time = 0; time < 2; time++)
        {
            system.Begin(Product(a, solution));
            for (int i = 0; i < size && system.SquaredResidual > 1e-26; i++)
                Assert.True(system.Step(Product(a, system.Direction)));
            for (int i = 0; i < size; i++)
                Assert.Equal(solution[i], system.Solution[i], 1e-7);
        }
    }

    [Theory]
    [InlineData(-1.0)]
    [InlineData(0.0)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Curvature_that_is_not_positive_and_finite_ends_it_with_the_solution_so_far(double factor)
    {
        var system = new ConjugateGradients(2);
        system.Begin([1, 2]);
        Assert.False(system.Step([factor, factor]));
        Assert.Equal([0.0, 0.0], system.Solution.ToArray());
    }

    private static double[] Product(double[,] a, ReadOnlySpan<double> x)
    {
        var product = new double[x.Length];
        for (int i = 0; i < product.Length; i++)
            for (int j = 0; j < product.Length; j++)
                product[i] += a[i, j] * x[j];
        return product;
    }
}
