namespace Ratchet.Numerics;

/// <summary>
/// Elementary functions of doubles that give the same bits on every processor: only exactly rounded operations (+ − × ÷, fused
/// multiply-add, rounding to an integer) and bit operations, in one fixed order. All are within 1 unit in the last place of the true
/// value. The coefficients are those of the Taylor series: a few terms more than a minimax polynomial, and none that needs a source.
/// </summary>
public static class Real
{
    private const int MantissaBits = 52;
    private const int ExponentBias = 1023;

    /// <summary>ln 2 = Ln2High + Ln2Low; the high part has 41 bits, so that its product with an exponent is exact.</summary>
    private const double Ln2High = 0.693147180559663;
    private const double Ln2Low = 2.8235290563031577e-13;
    private const double InverseLn2 = 1.4426950408889634;

    /// <summary>sin x, for every finite x; NaN for an infinity.</summary>
    public static double Sin(double x) => Trigonometry<DoubleLanes1>.Sin(x);

    /// <summary>cos x, for every finite x; NaN for an infinity.</summary>
    public static double Cos(double x) => Trigonometry<DoubleLanes1>.Cos(x);

    /// <summary>sin x and cos x, with the bits of <see cref="Sin"/> and <see cref="Cos"/>, for little more than the price of one.</summary>
    public static (double Sin, double Cos) SinCos(double x)
    {
        Trigonometry<DoubleLanes1>.SinCos(x, out DoubleLanes1 sine, out DoubleLanes1 cosine);
        return (sine, cosine);
    }

    /// <summary>ln x; −∞ at zero, NaN below.</summary>
    /// <remarks>
    /// x = 2^k·(1 + f) with 1 + f in [√½, √2), s = f / (2 + f), and ln(1 + f) = 2 artanh s = 2s + s·R with
    /// R = 2 (s²/3 + s⁴/5 + …). Since 2s = f − s·f, and s·f = f²/2 − s·f²/2, the rounding of s touches only the small terms in
    /// ln(1 + f) = f − (f²/2 − s (f²/2 + R)).
    /// </remarks>
    public static double Log(double x)
    {
        if (!(x > 0) || !double.IsFinite(x))
        {
            return x == 0 ? double.NegativeInfinity : x > 0 ? x : double.NaN;
        }

        const long sqrtHalfBits = 0x3FE6A09E667F3BCD;
        const double subnormalScale = 1L << 54;
        int exponent = 0;
        if (!double.IsNormal(x))
        {
            x *= subnormalScale;
            exponent = -54;
        }
        long aboveSqrtHalf = BitConverter.DoubleToInt64Bits(x) - sqrtHalfBits;
        long shift = aboveSqrtHalf >> MantissaBits;
        exponent += (int)shift;
        double f = BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(x) - (shift << MantissaBits)) - 1;

        double s = f / (2 + f);
        double z = s * s;
        double r = 2.0 / 21;
        r = Math.FusedMultiplyAdd(r, z, 2.0 / 19);
        r = Math.FusedMultiplyAdd(r, z, 2.0 / 17);
        r = Math.FusedMultiplyAdd(r, z, 2.0 / 15);
        r = Math.FusedMultiplyAdd(r, z, 2.0 / 13);
        r = Math.FusedMultiplyAdd(r, z, 2.0 / 11);
        r = Math.FusedMultiplyAdd(r, z, 2.0 / 9);
        r = Math.FusedMultiplyAdd(r, z, 2.0 / 7);
        r = Math.FusedMultiplyAdd(r, z, 2.0 / 5);
        r = Math.FusedMultiplyAdd(r, z, 2.0 / 3);
        double halfSquare = 0.5 * f * f;
        double small = Math.FusedMultiplyAdd(s, Math.FusedMultiplyAdd(r, z, halfSquare), exponent * Ln2Low);
        return exponent * Ln2High - (halfSquare - small - f);
    }

    /// <summary>e^x; +∞ above ln of the largest double, 0 below ln of half the smallest.</summary>
    /// <remarks>x = k·ln 2 + r with |r| ≤ ½ ln 2, and e^x = 2^k·(1 + (r + r²·P(r))). The low part of r is carried to the end.</remarks>
    public static double Exp(double x)
    {
        const double overflow = 709.782712893384;
        const double underflow = -745.1332191019412;
        if (!(x <= overflow && x >= underflow))
        {
            return x > overflow ? double.PositiveInfinity : x < underflow ? 0 : double.NaN;
        }

        double k = Math.Round(x * InverseLn2);
        double high = Math.FusedMultiplyAdd(-k, Ln2High, x);
        double low = -k * Ln2Low;
        double r = high + low;
        double rest = high - r + low;

        double p = 1.0 / 6227020800;
        p = Math.FusedMultiplyAdd(p, r, 1.0 / 479001600);
        p = Math.FusedMultiplyAdd(p, r, 1.0 / 39916800);
        p = Math.FusedMultiplyAdd(p, r, 1.0 / 3628800);
        p = Math.FusedMultiplyAdd(p, r, 1.0 / 362880);
        p = Math.FusedMultiplyAdd(p, r, 1.0 / 40320);
        p = Math.FusedMultiplyAdd(p, r, 1.0 / 5040);
        p = Math.FusedMultiplyAdd(p, r, 1.0 / 720);
        p = Math.FusedMultiplyAdd(p, r, 1.0 / 120);
        p = Math.FusedMultiplyAdd(p, r, 1.0 / 24);
        p = Math.FusedMultiplyAdd(p, r, 1.0 / 6);
        p = Math.FusedMultiplyAdd(p, r, 1.0 / 2);
        double value = 1 + (r + Math.FusedMultiplyAdd(r * r, p, rest));

        // In two steps, since 2^k alone may be no normal number; only the second one can round (to a subnormal).
        int exponent = (int)k;
        int half = exponent >> 1;
        return value * PowerOfTwo(half) * PowerOfTwo(exponent - half);
    }

    private static double PowerOfTwo(int exponent) => BitConverter.Int64BitsToDouble((long)(exponent + ExponentBias) << MantissaBits);
}
