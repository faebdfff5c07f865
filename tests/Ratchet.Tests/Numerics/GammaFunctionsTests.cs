using Ratchet.Numerics;
using Xunit;

namespace Ratchet.Tests.Numerics;

/// <summary>
/// ln Γ, ψ and ψ₁ against 28-digit decimals: the recurrence taken up to x + 100, where the first term that the series leaves out is below
/// 1e−27; and against values that have a closed form.
/// </summary>
public sealed class GammaFunctionsTests
{
    private const decimal EulerGamma = 0.5772156649015328606065120901m;
    private const decimal Pi = 3.1415926535897932384626433833m;
    private const int Shift = 100;

    public static TheoryData<double> Points()
    {
        var points = new TheoryData<double>();
        foreach (double x in new[] { 1e-3, 0.0137, 0.25, 0.5, 0.9375, 1, 1.0009765625, 1.2, 1.4616321, 1.75, 1.9999, 2, 2.0001, 3.3, 7, 9.9999, 10, 10.25, 33.3, 150, 4096.5, 1e6, 1e9 })
            points.Add(x);
        for (int i = 0; i < 40; i++)
            points.Add(1 + (0.31 * i));
        return points;
    }

    [Theory]
    [MemberData(nameof(Points))]
    public void Thirteen_digits_are_right_everywhere(double x)
    {
        AssertClose(LogGamma((decimal)x), GammaFunctions.LogGamma(x));
        AssertClose(Digamma((decimal)x), GammaFunctions.Digamma(x));
        AssertClose(Trigamma((decimal)x), GammaFunctions.Trigamma(x));
    }

    // Γ(n) = (n − 1)!, ψ(n) = −γ + Σ_{k<n} 1/k, ψ₁(n) = π²/6 − Σ_{k<n} 1/k².
    [Fact]
    public void At_whole_numbers_the_closed_forms_hold()
    {
        decimal factorial = 1, harmonic = 0, squares = 0;
        for (int n = 1; n <= 20; n++)
        {
            AssertClose(Log(factorial), GammaFunctions.LogGamma(n));
            AssertClose(harmonic - EulerGamma, GammaFunctions.Digamma(n));
            AssertClose((Pi * Pi / 6) - squares, GammaFunctions.Trigamma(n));
            factorial *= n;
            harmonic += 1m / n;
            squares += 1m / ((decimal)n * n);
        }
    }

    // Γ(½) = √π, Γ(n + ½) = (n − ½) Γ(n − ½); ψ(n + ½) = −γ − 2 ln 2 + Σ_{k≤n} 2/(2k − 1); ψ₁(n + ½) = π²/2 − Σ_{k≤n} 4/(2k − 1)².
    [Fact]
    public void Half_way_between_the_closed_forms_hold()
    {
        decimal log = Log(Pi) / 2, harmonic = 0, squares = 0;
        for (int n = 0; n <= 20; n++)
        {
            AssertClose(log, GammaFunctions.LogGamma(n + 0.5));
            AssertClose(harmonic - EulerGamma - (2 * Log(2)), GammaFunctions.Digamma(n + 0.5));
            AssertClose((Pi * Pi / 2) - squares, GammaFunctions.Trigamma(n + 0.5));
            log += Log(n + 0.5m);
            harmonic += 2m / ((2 * n) + 1);
            squares += 4m / (((2 * n) + 1) * ((2 * n) + 1));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1.5)]
    [InlineData(double.NaN)]
    public void Only_positive_numbers_have_a_value(double x)
    {
        Assert.True(double.IsNaN(GammaFunctions.LogGamma(x)));
        Assert.True(double.IsNaN(GammaFunctions.Digamma(x)));
        Assert.True(double.IsNaN(GammaFunctions.Trigamma(x)));
    }

    private static void AssertClose(decimal expected, double actual) =>
        Assert.Equal((double)expected, actual, 1e-14 * Math.Max(1, Math.Abs((double)expected)));

    private static decimal LogGamma(decimal x)
    {
        decimal shift = 0;
        for (int k = 0; k < Shift; k++)
            shift += Log(x + k);
        decimal y = x + Shift, s = 1 / (y * y);
        return ((y - 0.5m) * Log(y)) - y + (Log(2 * Pi) / 2) - shift
            + ((1m / 12 - s * (1m / 360 - s * (1m / 1260 - s * (1m / 1680 - s * (1m / 1188 - s * 691 / 360360))))) / y);
    }

    private static decimal Digamma(decimal x)
    {
        decimal shift = 0;
        for (int k = 0; k < Shift; k++)
            shift += 1 / (x + k);
        decimal y = x + Shift, s = 1 / (y * y);
        return Log(y) - (1 / (2 * y)) - (s * (1m / 12 - s * (1m / 120 - s * (1m / 252 - s * (1m / 240 - s * (1m / 132 - s * 691 / 32760)))))) - shift;
    }

    private static decimal Trigamma(decimal x)
    {
        decimal shift = 0;
        for (int k = 0; k < Shift; k++)
            shift += 1 / ((x + k) * (x + k));
        decimal y = x + Shift, s = 1 / (y * y);
        return (1 / y) + (s / 2) + (s / y * (1m / 6 - s * (1m / 30 - s * (1m / 42 - s * (1m / 30 - s * (5m / 66 - s * 691 / 2730)))))) + shift;
    }

    /// <summary>ln x = 2 artanh((x − 1) / (x + 1)) after halving or doubling x into [⅔, 4⁄3].</summary>
    private static decimal Log(decimal x)
    {
        int halvings = 0;
        for (; x > 4m / 3; x /= 2)
            halvings++;
        for (; x < 2m / 3; x *= 2)
            halvings--;
        decimal reduced = TwiceArtanh((x - 1) / (x + 1));
        return halvings == 0 ? reduced : reduced + (halvings * TwiceArtanh(1m / 3));
    }

    private static decimal TwiceArtanh(decimal t)
    {
        decimal sum = 0, power = t;
        for (int k = 1; power != 0; k += 2, power *= t * t)
            sum += power / k;
        return 2 * sum;
    }
}
