using System.Numerics;
using System.Runtime.InteropServices;

namespace Ratchet.Numerics;

/// <summary>Looks for NaN and infinities, many numbers at a time.</summary>
internal static class Finite
{
    private const int Unrolled = 4;

    /// <summary>The bits of a number without its sign: those of infinity, and of no finite number, are these or more.</summary>
    private const uint Magnitude = 0x7fffffff, Infinity = 0x7f800000;

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
    /// The greatest magnitude, compared once: a comparison of each vector took as long as an update of a small batch (2026-11: 28,000 numbers in 1.8 instead of 3.8 µs).
    /// </remarks>
    public static bool All(ReadOnlySpan<float> values)
    {
        ReadOnlySpan<Vector<uint>> vectors = MemoryMarshal.Cast<float, Vector<uint>>(values);
        var magnitude = new Vector<uint>(Magnitude);
        Vector<uint> a = Vector<uint>.Zero, b = a, c = a, d = a;
        int i = 0;
        for (; i + Unrolled <= vectors.Length; i += Unrolled)
        {
            a = Vector.Max(a, vectors[i] & magnitude);
            b = Vector.Max(b, vectors[i + 1] & magnitude);
            c = Vector.Max(c, vectors[i + 2] & magnitude);
            d = Vector.Max(d, vectors[i + 3] & magnitude);
        }

        for (; i < vectors.Length; i++)
            a = Vector.Max(a, vectors[i] & magnitude);
        bool finite = Vector.LessThanAll(Vector.Max(Vector.Max(a, b), Vector.Max(c, d)), new Vector<uint>(Infinity));
        foreach (float value in values[(vectors.Length * Vector<float>.Count)..])
            finite &= float.IsFinite(value);
        return finite;
    }
}
