using Ratchet.Numerics;
using Xunit;

namespace Ratchet.Tests.Numerics;

/// <summary>Elementary against System.Math in double precision, over floats of every exponent and sign, at every width this machine has.</summary>
public class ElementaryTests
{
    /// <summary>A prime, so that all low bits occur.</summary>
    private const uint Stride = 4001;

    private const float SmallestNormal = 1.17549435e-38f;

    [Fact]
    public void Exponential_is_within_two_ulp_where_it_is_normal() =>
        AssertError(Function.Exp, Math.Exp, bound: 2, x => Math.Exp(x) is >= SmallestNormal and <= float.MaxValue);

    [Fact]
    public void Logarithm_is_within_one_ulp_for_every_positive_number() =>
        AssertError(Function.Log, Math.Log, bound: 1, x => x > 0 && float.IsFinite(x));

    [Fact]
    public void Hyperbolic_tangent_is_within_three_ulp() => AssertError(Function.Tanh, Math.Tanh, bound: 3, x => !float.IsNaN(x));

    [Fact]
    public void Sigmoid_is_within_three_ulp_where_it_is_normal() =>
        AssertError(Function.Sigmoid, x => 1 / (1 + Math.Exp(-x)), bound: 3, x => x > -87.3f);

    [Fact]
    public void Hyperbolic_tangent_is_odd_and_bounded_by_one()
    {
        float[] inputs = Floats().Where(x => x > 0).ToArray();
        float[] positive = Run<Lanes1>(Function.Tanh, inputs);
        float[] negative = Run<Lanes1>(Function.Tanh, inputs.Select(x => -x).ToArray());
        for (int i = 0; i < inputs.Length; i++)
        {
            Assert.True(positive[i] is > 0 and <= 1 && negative[i] == -positive[i], $"at {inputs[i]:R}: {positive[i]:R}, {negative[i]:R}");
        }
    }

    /// <summary>88.722832 is 7.3e−6 below the logarithm of the largest float: e^x = 3.4028235e38·(1 − 7.3e−6), here to 2 ulp.</summary>
    [Theory]
    [InlineData(nameof(Function.Exp), 0f, 1f)]
    [InlineData(nameof(Function.Exp), -0f, 1f)]
    [InlineData(nameof(Function.Exp), 88.722832f, 3.40279851e38f)]
    [InlineData(nameof(Function.Exp), 88.73f, float.PositiveInfinity)]
    [InlineData(nameof(Function.Exp), 1e30f, float.PositiveInfinity)]
    [InlineData(nameof(Function.Exp), float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(nameof(Function.Exp), -87.34f, 0f)]
    [InlineData(nameof(Function.Exp), -1e30f, 0f)]
    [InlineData(nameof(Function.Exp), float.NegativeInfinity, 0f)]
    [InlineData(nameof(Function.Exp), float.NaN, float.NaN)]
    [InlineData(nameof(Function.Log), 1f, 0f)]
    [InlineData(nameof(Function.Log), 0f, float.NegativeInfinity)]
    [InlineData(nameof(Function.Log), -0f, float.NegativeInfinity)]
    [InlineData(nameof(Function.Log), -1f, float.NaN)]
    [InlineData(nameof(Function.Log), -1e-40f, float.NaN)]
    [InlineData(nameof(Function.Log), float.NegativeInfinity, float.NaN)]
    [InlineData(nameof(Function.Log), float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(nameof(Function.Log), float.NaN, float.NaN)]
    [InlineData(nameof(Function.Tanh), 0f, 0f)]
    [InlineData(nameof(Function.Tanh), 1e-30f, 1e-30f)]
    [InlineData(nameof(Function.Tanh), 9.02f, 1f)]
    [InlineData(nameof(Function.Tanh), 1e30f, 1f)]
    [InlineData(nameof(Function.Tanh), float.NegativeInfinity, -1f)]
    [InlineData(nameof(Function.Tanh), float.NaN, float.NaN)]
    [InlineData(nameof(Function.Sigmoid), 0f, 0.5f)]
    [InlineData(nameof(Function.Sigmoid), 100f, 1f)]
    [InlineData(nameof(Function.Sigmoid), -100f, 0f)]
    [InlineData(nameof(Function.Sigmoid), float.PositiveInfinity, 1f)]
    [InlineData(nameof(Function.Sigmoid), float.NegativeInfinity, 0f)]
    [InlineData(nameof(Function.Sigmoid), float.NaN, float.NaN)]
    public void Special_values_are_exact_at_every_width(string function, float x, float expected)
    {
        foreach (float[] results in AtEveryWidth(Enum.Parse<Function>(function), [x]))
        {
            Assert.Equal(expected, results[0], tolerance: expected > 1e38f && float.IsFinite(expected) ? 4.1e31f : 0f);
        }
    }

    [Theory]
    [InlineData(nameof(Function.Exp))]
    [InlineData(nameof(Function.Log))]
    [InlineData(nameof(Function.Tanh))]
    [InlineData(nameof(Function.Sigmoid))]
    public void Every_width_gives_the_same_bits(string function)
    {
        float[] inputs = Floats().ToArray();
        uint[] expected = Bits(Run<Lanes1>(Enum.Parse<Function>(function), inputs));
        foreach (float[] results in AtEveryWidth(Enum.Parse<Function>(function), inputs))
        {
            Assert.True(Bits(results).AsSpan().SequenceEqual(expected));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(31)]
    [InlineData(33)]
    public void A_number_has_the_same_bits_alone_and_at_any_place_and_nothing_is_written_behind_the_end(int count)
    {
        float[] inputs = Enumerable.Range(0, count).Select(i => (0.37f * i) + 0.01f).ToArray();
        foreach (Function function in Enum.GetValues<Function>())
        {
            float[] alone = inputs.Select(x => Run<Lanes1>(function, [x])[0]).ToArray();
            foreach (float[] results in AtEveryWidth(function, inputs))
            {
                Assert.Equal(alone, results);
            }
        }
    }

    private enum Function
    {
        Exp,
        Log,
        Tanh,
        Sigmoid,
    }

    /// <summary>Every <see cref="Stride"/>-th bit pattern: all exponents, both signs, denormals, NaNs.</summary>
    private static IEnumerable<float> Floats()
    {
        for (ulong bits = 0; bits <= uint.MaxValue; bits += Stride)
        {
            yield return BitConverter.UInt32BitsToSingle((uint)bits);
        }
    }

    private static void AssertError(Function function, Func<double, double> exact, double bound, Func<float, bool> domain)
    {
        float[] inputs = Floats().Where(domain).ToArray();
        float[] results = Run<Lanes1>(function, inputs);
        for (int i = 0; i < inputs.Length; i++)
        {
            double truth = exact(inputs[i]);
            int exponent = Math.Max(-126, Math.ILogB(truth));
            double error = Math.Abs(results[i] - truth) / Math.ScaleB(1, exponent - 23);
            Assert.True(truth == 0 ? results[i] == 0 : error <= bound, $"{function} at {inputs[i]:R}: {results[i]:R} is {error:F2} ulp off");
        }
    }

    private static IEnumerable<float[]> AtEveryWidth(Function function, float[] inputs)
    {
        yield return Run<Lanes1>(function, inputs);
        if (Lanes128.IsSupported)
        {
            yield return Run<Lanes128>(function, inputs);
        }
        if (Lanes256.IsSupported)
        {
            yield return Run<Lanes256>(function, inputs);
        }
        if (Lanes512.IsSupported)
        {
            yield return Run<Lanes512>(function, inputs);
        }
    }

    private static unsafe float[] Run<L>(Function function, float[] inputs)
        where L : struct, ILanes<L>
    {
        const float guard = 1234.5f;
        var results = new float[inputs.Length + 16];
        Array.Fill(results, guard);
        fixed (float* source = inputs, destination = results)
        {
            switch (function)
            {
                case Function.Exp: Elementary<L>.Exp(source, destination, inputs.Length); break;
                case Function.Log: Elementary<L>.Log(source, destination, inputs.Length); break;
                case Function.Tanh: Elementary<L>.Tanh(source, destination, inputs.Length); break;
                default: Elementary<L>.Sigmoid(source, destination, inputs.Length); break;
            }
        }
        Assert.All(results[inputs.Length..], value => Assert.Equal(guard, value));
        return results[..inputs.Length];
    }

    /// <summary>All NaNs count as one: their payload is no promise.</summary>
    private static uint[] Bits(float[] values) =>
        values.Select(value => float.IsNaN(value) ? 0x7FC00000 : BitConverter.SingleToUInt32Bits(value)).ToArray();
}
