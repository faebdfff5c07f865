using System.Numerics;

namespace Ratchet.Numerics;

/// <summary>Looks for NaN and infinities, many numbers at a time.</summary>
internal static class Finite
{
    /// <summary>Where the first number stands that is not finite; −1 where all are.</summary>
    public static int IndexOfOther(ReadOnlySpan<float> values)
    {
        int i = 0;
        for (; i + Vector<float>.Count <= values.Length; i += Vector<float>.Count)
            if (!Vector.LessThanOrEqualAll(Vector.Abs(new Vector<float>(values[i..])), new Vector<float>(float.MaxValue)))
                break;
        for (; i < values.Length; i++)
            if (!float.IsFinite(values[i]))
                return i;
        return -1;
    }

    /// <summary>Whether all numbers are finite.</summary>
    public static bool All(ReadOnlySpan<float> values) => IndexOfOther(values) < 0;
}
