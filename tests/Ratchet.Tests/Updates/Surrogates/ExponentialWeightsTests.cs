using Ratchet.Numerics;
using Ratchet.Tests.Updates.ReadingEditions;
using Ratchet.Updates;
using Ratchet.Updates.Penalties;
using Ratchet.Updates.Surrogates;
using Xunit;

namespace Ratchet.Tests.Updates.Surrogates;

public sealed unsafe class ExponentialWeightsTests
{
    // A = (ln 1, ln 2, ln 3, ln 4), η = 1: the top half is 3 and 4 with ψ = 3/7 and 4/7, N ψ = 12/7 and 16/7. L_η at ε = 0.1: 0.1 + ln(7/2).
    [Fact]
    public void Hand_case()
    {
        var weights = Chosen([(float)Math.Log(3), (float)Math.Log(2), (float)Math.Log(4), 0f]);
        weights.Weigh(1, null);
        Assert.Equal([0, 2], weights.Chosen.ToArray());
        AssertClose([12.0 / 7, 0, 16.0 / 7, 0], Weights(weights, 4), 1e-6);
        Assert.Equal(0.1 + Math.Log(3.5), weights.Loss(1, 0.1), 1e-6);
    }

    // With ρ = ½ on the greatest: 3 and 2 of 5.
    [Fact]
    public void Importance_weights_multiply_the_exponentials()
    {
        var weights = Chosen([(float)Math.Log(3), (float)Math.Log(2), (float)Math.Log(4), 0f]);
        float* logImportance = stackalloc float[] { 0f, 0f, (float)Math.Log(0.5), 0f };
        weights.Weigh(1, logImportance);
        AssertClose([4 * 3.0 / 5, 0, 4 * 2.0 / 5, 0], Weights(weights, 4), 1e-6);
    }

    [Theory]
    [InlineData(new float[] { 1, 1, 1, 1, 1 }, new[] { 0, 1 })]
    [InlineData(new float[] { 0, 2, -1, 2, 2, -3 }, new[] { 1, 3, 4 })]
    [InlineData(new float[] { -5, -2, -2, -2, -9, -8 }, new[] { 1, 2, 3 })]
    [InlineData(new float[] { 0f, -0f, 0f, -0f }, new[] { 0, 1 })]
    [InlineData(new float[] { -1, 3, -1, -1, -1, -1 }, new[] { 0, 1, 2 })]
    [InlineData(new float[] { 7 }, new[] { 0 })]
    public void The_top_half_is_exact_and_ties_go_to_the_lower_index(float[] advantages, int[] expected) =>
        Assert.Equal(expected, Chosen(advantages).Chosen.ToArray());

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(31)]
    [InlineData(256)]
    [InlineData(1000)]
    public void Agrees_with_the_reading_edition(int rows)
    {
        foreach (double fraction in new[] { 0.5, 0.1, 1 })
            foreach (double eta in new[] { 0.05, 1, 30 })
                foreach (bool stale in new[] { false, true })
                    Compare(rows, fraction, eta, stale);
    }

    // The derivative of the reading edition's L_η by central differences.
    [Theory]
    [InlineData(0.1, false)]
    [InlineData(1, false)]
    [InlineData(20, false)]
    [InlineData(1, true)]
    public void The_slope_equals_finite_differences(double eta, bool stale)
    {
        float[] advantages = Random(501, 3);
        double[] read = Array.ConvertAll(advantages, a => (double)a);
        float[] logImportance = LogImportance(501);
        double[]? importance = stale ? Array.ConvertAll(logImportance, l => Math.Exp(l)) : null;
        int[] top = VMpoLoss.Top(read);
        double h = 1e-4 * eta;
        double expected = (VMpoLoss.Temperature(read, top, eta + h, 0.02, importance) - VMpoLoss.Temperature(read, top, eta - h, 0.02, importance)) / (2 * h);
        ExponentialWeights weights = Chosen(advantages);
        fixed (float* pointer = logImportance)
            weights.Weigh(eta, stale ? pointer : null);
        Assert.Equal(expected, weights.Slope(0.02), 1e-4 * (1 + Math.Abs(expected)));
    }

    // The optimum of the dual is where the constraint KL(ψ ‖ uniform on D_top) < ε holds with equality (facts, §6.1). It is reached from either side.
    [Theory]
    [InlineData(0.01, 0.02)]
    [InlineData(50, 0.02)]
    [InlineData(1, 0.1)]
    [InlineData(1, 0.5)]
    [InlineData(1e-8, 0.3)]
    public void The_temperature_optimised_alone_solves_the_dual(double start, double epsilon)
    {
        float[] advantages = Random(400, 8);
        double[] read = Array.ConvertAll(advantages, a => (double)a);
        int[] top = VMpoLoss.Top(read);
        ExponentialWeights weights = Chosen(advantages);
        var temperature = new DualVariable(start);
        for (int step = 0; step < 5000; step++)
        {
            weights.Weigh(temperature.Value, null);
            temperature.Step(weights.Slope(epsilon), step < 3000 ? 0.05 : step < 4000 ? 0.005 : 0.0005);
        }

        double[] psi = VMpoLoss.Weights(read, top, temperature.Value);
        Assert.Equal(epsilon, VMpoLoss.DivergenceFromUniform(psi, top), 1e-3 * epsilon);
    }

    // Advantages 1e4 apart at η = 1e-8, where exp(A/η) itself is far out of any range: all the weight on the greatest, and finite numbers.
    [Fact]
    public void The_least_temperature_leaves_finite_numbers()
    {
        ExponentialWeights weights = Chosen([1e4f, -1e4f, 0f, 3f]);
        weights.Weigh(DualVariable.Floor, null);
        Assert.Equal([4f, 0f, 0f, 0f], Weights(weights, 4));
        // KL(ψ ‖ uniform on 2) = ln 2.
        Assert.Equal(0.02 - Math.Log(2), weights.Slope(0.02), 1e-6);
    }

    [Fact]
    public void A_shift_of_all_advantages_changes_no_weight()
    {
        float[] advantages = Array.ConvertAll(Random(64, 1), a => (float)Math.Round(a * 1024) / 1024), shifted = Array.ConvertAll(advantages, a => a + 8);
        ExponentialWeights one = Chosen(advantages), other = Chosen(shifted);
        one.Weigh(0.7, null);
        other.Weigh(0.7, null);
        Assert.Equal(Weights(one, 64), Weights(other, 64));
        Assert.Equal(one.Slope(0.1), other.Slope(0.1));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(-float.NaN)]
    public void An_advantage_that_is_no_number_is_not_left_out(float advantage)
    {
        ExponentialWeights weights = Chosen([1, 2, 3, advantage]);
        weights.Weigh(1, null);
        Assert.True(double.IsNaN(weights.Slope(0.1)));
        Assert.Throws<NonFiniteException>(() => new DualVariable(1).Step(weights.Slope(0.1), 0.01));
    }

    [Fact]
    public void Every_kernel_gives_the_same_bits()
    {
        float[] advantages = Random(777, 5);
        ExponentialWeights best = Chosen(advantages);
        best.Weigh(0.3, null);
        foreach (Kernels kernels in Kernels.Supported)
        {
            ExponentialWeights weights = Chosen(advantages, kernels: kernels);
            weights.Weigh(0.3, null);
            Assert.Equal(Weights(best, 777), Weights(weights, 777));
            Assert.Equal(best.Slope(0.1), weights.Slope(0.1));
        }
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        float[] advantages = Random(300, 6);
        ExponentialWeights weights = Chosen(advantages);
        weights.Weigh(1, null);
        Assert.Equal(0, Allocation.Least(() =>
        {
            fixed (float* pointer = advantages)
            {
                weights.Choose(pointer, AdvantageScale.Raw);
                weights.Weigh(0.5, pointer);
            }
        }));
    }

    private static void Compare(int rows, double fraction, double eta, bool stale)
    {
        float[] advantages = Random(rows, 11);
        double[] read = Array.ConvertAll(advantages, a => (double)a);
        float[] logImportance = LogImportance(rows);
        double[]? importance = stale ? Array.ConvertAll(logImportance, l => Math.Exp(l)) : null;
        int[] top = VMpoLoss.Top(read, fraction);
        ExponentialWeights weights = Chosen(advantages, fraction);
        fixed (float* pointer = logImportance)
            weights.Weigh(eta, stale ? pointer : null);

        Assert.Equal(top, weights.Chosen.ToArray());
        float[] found = Weights(weights, rows);
        AssertClose(Array.ConvertAll(VMpoLoss.Weights(read, top, eta, importance), psi => rows * psi), found, 2e-4);
        Assert.Equal(rows, found.Sum(w => (double)w), 1e-4 * rows);
        Assert.All(Enumerable.Range(0, rows).Except(top), i => Assert.Equal(0f, found[i]));
        Assert.Equal(VMpoLoss.Temperature(read, top, eta, 0.1, importance), weights.Loss(eta, 0.1), 1e-5 * (1 + eta));
    }

    private static ExponentialWeights Chosen(float[] advantages, double fraction = 0.5, Kernels? kernels = null)
    {
        var weights = new ExponentialWeights(advantages.Length, fraction, kernels ?? Kernels.Best);
        fixed (float* pointer = advantages)
            weights.Choose(pointer, AdvantageScale.Raw);
        return weights;
    }

    private static float[] Weights(ExponentialWeights weights, int rows) => new Span<float>(weights.Weights, rows).ToArray();

    private static void AssertClose(double[] expected, float[] actual, double tolerance)
    {
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], tolerance * (1 + Math.Abs(expected[i])));
    }

    private static float[] Random(int count, ulong seed)
    {
        var random = new RandomStream(seed, StreamPurpose.User);
        var values = new float[count];
        foreach (ref float value in values.AsSpan())
            value = (float)random.NextGaussian();
        return values;
    }

    private static float[] LogImportance(int count) => Array.ConvertAll(Random(count, 77), x => x > 0 ? 0f : x);
}
