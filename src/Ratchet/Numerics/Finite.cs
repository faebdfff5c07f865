using System.Numerics;
using System.Runtime.InteropServices;

namespace Ratchet.Numerics;

/// <summary>Looks for NaN and infinities, many numbers at a time.</summary>
internal static class Finite
{
    private const int Unrolled = 4;

    /// <summary>The bits of the exponent: all of them are set in NaN and infinities, and in no finite number.</summary>
    private const uint Exponent = 0x7f800000;

    /// <summary>Where the first number stands that is not finite; −1 where all are.</summary>
    public static int IndexOfOther(ReadOnlySpan<float> values)
    {
        if (All(values))
            return -1;
        int i = 0;
        while (float.IsFinite(values[i]))
            i++;
        return i;
    }

    /// <summary>Whether all numbers are finite.</summary>
    /// <remarks>
    /// Nothing is decided within the loop: a branch for each vector took as long as the update of a small batch (2026-11: 28,000 numbers in 2.3 instead of 4.3 µs).
    /// </remarks>
    public static bool All(ReadOnlySpan<float> values)
    {
        ReadOnlySpan<Vector<uint>> vectors = MemoryMarshal.Cast<float, Vector<uint>>(values);
        var exponent = new Vector<uint>(Exponent);
        Vector<uint> a = Vector<uint>.Zero, b = a, c = a, d = a;
        int i = 0;
        for (; i + Unrolled <= vectors.Length; i += Unrolled)
        {
            a |= Vector.Equals(vectors[i] & exponent, exponent);
            b |= Vector.Equals(vectors[i + 1] & exponent, exponent);
            c |= Vector.Equals(vectors[i + 2] & exponent, exponent);
            d |= Vector.Equals(vectors[i + 3] & exponent, exponent);
        }

        for (; i < vectors.Length; i++)
            a |= Vector.Equals(vectors[i] & exponent, exponent);
        bool finite = (a | b | c | d) == Vector<uint>.Zero;
        foreach (float value in values[(vectors.Length * Vector<float>.Count)..])
            finite &= float.IsFinite(value);
        return finite;
    }
}
