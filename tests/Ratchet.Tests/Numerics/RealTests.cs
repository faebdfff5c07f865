using System.Numerics;
using Ratchet.Numerics;
using Xunit;

namespace Ratchet.Tests.Numerics;

/// <summary>Real against series summed to hundreds of digits, on grids over every useful scale, and at the edges.</summary>
public class RealTests
{
    private const double Bound = 1.0;

    [Theory]
    [InlineData(1e-3)]
    [InlineData(1.0)]
    [InlineData(30.0)]
    [InlineData(1e4)]
    [InlineData(1e9)]
    [InlineData(1e15)]
    [InlineData(1e100)]
    [InlineData(1.7e308)]
    public void Sine_and_cosine_are_within_one_ulp(double scale)
    {
        foreach (double x in Grid(-scale, scale, 301))
        {
            AssertWithinBound(x, Real.Sin(x), PreciseFunctions.Sin(x));
            AssertWithinBound(x, Real.Cos(x), PreciseFunctions.Cos(x));
        }
    }

    /// <summary>The doubles nearest to multiples of π/2 lose the most digits in the reduction.</summary>
    [Fact]
    public void Sine_and_cosine_are_within_one_ulp_next_to_multiples_of_half_pi()
    {
        for (double k = 1; k < 1e12; k = Math.Ceiling(k * 1.37))
        {
            double x = k * (Math.PI / 2);
            AssertWithinBound(x, Real.Sin(x), PreciseFunctions.Sin(x));
            AssertWithinBound(x, Real.Cos(x), PreciseFunctions.Cos(x));
        }
    }

    /// <summary>6381956970095103·2⁷⁹⁷ is the double nearest to a multiple of π/2: cos is about −4.69e−19 (Muller, Elementary Functions).</summary>
    [Fact]
    public void The_double_nearest_to_a_multiple_of_half_pi_keeps_every_digit()
    {
        double x = Math.ScaleB(6381956970095103, 797);
        Assert.InRange(Math.Abs(Real.Cos(x)), 4.68e-19, 4.70e-19);
        AssertWithinBound(x, Real.Cos(x), PreciseFunctions.Cos(x));
    }

    [Fact]
    public void SinCos_has_the_bits_of_sine_and_cosine()
    {
        foreach (double x in Grid(-50, 50, 4001).Concat(Grid(-1e12, 1e12, 501)))
        {
            Assert.Equal((Real.Sin(x), Real.Cos(x)), Real.SinCos(x));
            Assert.Equal(-Real.Sin(x), Real.Sin(-x));
            Assert.Equal(Real.Cos(x), Real.Cos(-x));
        }
    }

    [Fact]
    public void Exponential_is_within_one_ulp()
    {
        foreach (double x in Grid(-708, 709.7, 1501).Concat(Grid(-1, 1, 501)).Concat(Grid(-1e-8, 1e-8, 21)))
        {
            AssertWithinBound(x, Real.Exp(x), PreciseFunctions.Exp(x));
        }
    }

    [Fact]
    public void Exponential_underflows_gradually()
    {
        foreach (double x in Grid(-745, -708, 101))
        {
            AssertWithinBound(x, Real.Exp(x), PreciseFunctions.Exp(x));
        }
    }

    [Fact]
    public void Logarithm_is_within_one_ulp()
    {
        IEnumerable<double> everyScale = Enumerable.Range(-1074, 1074 + 1024).Select(e => Math.ScaleB(1.2345678901234567, e));
        foreach (double x in everyScale.Concat(Grid(0.4, 2.5, 1501)).Concat(Grid(1 - 1e-6, 1 + 1e-6, 101)))
        {
            if (x != 1)
            {
                AssertWithinBound(x, Real.Log(x), PreciseFunctions.Log(x));
            }
        }
    }

    [Fact]
    public void Special_values_are_those_of_IEEE_754()
    {
        Assert.Equal(0, Real.Sin(0));
        Assert.Equal(1, Real.Cos(0));
        Assert.Equal(double.NaN, Real.Sin(double.PositiveInfinity));
        Assert.Equal(double.NaN, Real.Cos(double.NegativeInfinity));
        Assert.Equal(double.NaN, Real.Sin(double.NaN));
        Assert.Equal((double.NaN, double.NaN), Real.SinCos(double.NaN));

        Assert.Equal(1, Real.Exp(0));
        Assert.Equal(double.PositiveInfinity, Real.Exp(709.79));
        Assert.Equal(double.PositiveInfinity, Real.Exp(double.PositiveInfinity));
        Assert.Equal(0, Real.Exp(-745.14));
        Assert.Equal(0, Real.Exp(double.NegativeInfinity));
        Assert.Equal(double.NaN, Real.Exp(double.NaN));
        Assert.True(double.IsFinite(Real.Exp(709.782712893384)));

        Assert.Equal(0, Real.Log(1));
        Assert.Equal(double.NegativeInfinity, Real.Log(0));
        Assert.Equal(double.NegativeInfinity, Real.Log(-0.0));
        Assert.Equal(double.PositiveInfinity, Real.Log(double.PositiveInfinity));
        Assert.Equal(double.NaN, Real.Log(-1));
        Assert.Equal(double.NaN, Real.Log(double.NegativeInfinity));
        Assert.Equal(double.NaN, Real.Log(double.NaN));
    }

    private static void AssertWithinBound(double x, double value, BigInteger exact)
    {
        double error = PreciseFunctions.UlpError(value, exact);
        Assert.True(error <= Bound, $"at {x:R}: {value:R} is {error:F3} ulp off");
    }

    private static IEnumerable<double> Grid(double low, double high, int count) =>
        Enumerable.Range(0, count).Select(i => low + ((high / (count - 1) * i) - (low / (count - 1) * i)));
}
