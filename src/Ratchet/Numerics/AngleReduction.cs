using System.Runtime.CompilerServices;

namespace Ratchet.Numerics;

/// <summary>
/// x = quadrant·π/2 + (high + low), |high| ≤ π/4 (up to rounding), for every finite x: the remainder as the sum of two doubles, good
/// to about 2⁻⁶⁵ of itself, since no double comes closer to a multiple of π/2 than about 2⁻⁶².
/// </summary>
internal static class AngleReduction
{
    private const double TwoToMinus128 = 1.0 / ((double)(1UL << 63) * (1UL << 63) * 4);

    public const double TwoOverPi = 0.6366197723675814;

    /// <summary>π/2 as the sum of three doubles: 161 bits.</summary>
    public const double HalfPi1 = 1.5707963267948966;
    public const double HalfPi2 = 6.123233995736766e-17;
    public const double HalfPi3 = -1.4973849048591698e-33;

    /// <summary>2/π after the binary point, behind one word of zeros: enough for the largest double.</summary>
    private static ReadOnlySpan<ulong> TwoOverPiBits =>
    [
        0,
        0xA2F9836E4E441529, 0xFC2757D1F534DDC0, 0xDB6295993C439041, 0xFE5163ABDEBBC561, 0xB7246E3A424DD2E0, 0x06492EEA09D1921C,
        0xFE1DEB1CB129A73E, 0xE88235F52EBB4484, 0xE99C7026B45F7E41, 0x3991D639835339F4, 0x9C845F8BBDF9283B, 0x1FF897FFDE05980F,
        0xEF2F118B5A0A6D1F, 0x6D367ECF27CB09B7, 0x4F463F669E5FEA2D, 0x7527BAC7EBE5F17B, 0x3D0739F78A5292EA, 0x6BFB5FB11F8D5D08,
        0x56033046FC7B6BAB,
    ];

    /// <summary>
    /// Payne and Hanek (1983): |x| = m·2^e with a 53-bit integer m. Bits of 2/π whose product with m·2^e is a multiple of 4 are
    /// skipped; the next 192 give |x|·2/π mod 4: two bits of quadrant, and a fraction of which 128 bits are kept.
    /// </summary>
    public static (double High, double Low, int Quadrant) ByLongProduct(double x)
    {
        if (!double.IsFinite(x))
        {
            return (double.NaN, double.NaN, 0);
        }

        const int mantissaBits = 52;
        const int wordBits = 64;
        long bits = BitConverter.DoubleToInt64Bits(Math.Abs(x));
        ulong mantissa = (ulong)(bits & ((1L << mantissaBits) - 1)) | (1UL << mantissaBits);
        int exponent = (int)(bits >> mantissaBits) - 1023 - mantissaBits;

        int start = wordBits + exponent - 2;
        ulong high = Bits(start);
        ulong middle = Bits(start + wordBits);
        ulong low = Bits(start + 2 * wordBits);
        UInt128 turns = (UInt128)mantissa * middle + (((UInt128)mantissa * low) >> wordBits) + ((UInt128)(mantissa * high) << wordBits);

        int quadrant = (int)(turns >> 126);
        UInt128 fraction = turns << 2;
        bool above = (fraction >> 127) != 0;
        if (above)
        {
            quadrant++;
            fraction = UInt128.Zero - fraction;
        }

        // (upper + lower)·2⁻¹²⁸ is the fraction of a quadrant; times π/2.
        UInt128 lowerMask = UInt128.MaxValue >> ((int)UInt128.LeadingZeroCount(fraction) + 53);
        double upper = (double)(fraction & ~lowerMask) * TwoToMinus128;
        double lower = (double)(fraction & lowerMask) * TwoToMinus128;
        double product = upper * HalfPi1;
        double rest = Math.FusedMultiplyAdd(upper, HalfPi1, -product) + Math.FusedMultiplyAdd(upper, HalfPi2, lower * HalfPi1);
        double remainder = product + rest;
        double error = product - remainder + rest;
        (remainder, error) = above ? (-remainder, -error) : (remainder, error);
        return x < 0 ? (-remainder, -error, -quadrant) : (remainder, error, quadrant);
    }

    /// <summary>64 bits of 2/π (behind its word of zeros) from bit <paramref name="start"/> on; zeros behind the table's end.</summary>
    private static ulong Bits(int start)
    {
        (int word, int shift) = (start >> 6, start & 63);
        ulong upper = word < TwoOverPiBits.Length ? TwoOverPiBits[word] << shift : 0;
        ulong lower = shift > 0 && word + 1 < TwoOverPiBits.Length ? TwoOverPiBits[word + 1] >> (64 - shift) : 0;
        return upper | lower;
    }
}
