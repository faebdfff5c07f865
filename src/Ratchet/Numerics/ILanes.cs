using System.Numerics;

namespace Ratchet.Numerics;

/// <summary>
/// A vector of <see cref="Count"/> floats. Every kernel is written once over this interface and instantiated for
/// 16, 8, 4 and 1 lanes. Each operation is exactly rounded IEEE 754 per lane, so a kernel whose order of accumulation
/// does not depend on <see cref="Count"/> gives the same bits at every width.
/// </summary>
/// <typeparam name="L">The implementing vector itself.</typeparam>
internal unsafe interface ILanes<L> :
    IAdditionOperators<L, L, L>, ISubtractionOperators<L, L, L>, IMultiplyOperators<L, L, L>, IDivisionOperators<L, L, L>
    where L : struct, ILanes<L>
{
    /// <summary>Number of floats in the vector.</summary>
    static abstract int Count { get; }

    /// <summary>Whether the processor has 32 vector registers of this width, enough for tiles of 4 × 4.</summary>
    static abstract bool WideTiles { get; }

    /// <summary>The same scalar in every lane.</summary>
    static abstract L Broadcast(float value);

    /// <summary>Reads <see cref="Count"/> floats; no alignment needed.</summary>
    static abstract L Load(float* source);

    /// <summary>Writes <see cref="Count"/> floats; no alignment needed.</summary>
    static abstract void Store(float* destination, L value);

    /// <summary>a · b + c with one rounding.</summary>
    static abstract L FusedMultiplyAdd(L a, L b, L c);

    /// <summary>Square root, correctly rounded.</summary>
    static abstract L Sqrt(L value);

    /// <summary>Magnitude (clears the sign bit).</summary>
    static abstract L Abs(L value);

    /// <summary>All bits set in the lanes where a &gt; b, else zero (false for NaN).</summary>
    static abstract L GreaterThan(L a, L b);

    /// <summary>All bits set in the lanes where a = b, else zero (false for NaN).</summary>
    static abstract L Equal(L a, L b);

    /// <summary>Lanes of <paramref name="whenTrue"/> where the mask is set, else of <paramref name="whenFalse"/>.</summary>
    static abstract L Select(L mask, L whenTrue, L whenFalse);

    /// <summary>
    /// <see cref="Select"/> by <see cref="GreaterThan"/>: said in one, AVX-512 keeps the mask in a mask register (16 lanes, tanh: 9 % less time).
    /// </summary>
    static abstract L SelectGreater(L a, L b, L whenTrue, L whenFalse);

    /// <summary>Bitwise and.</summary>
    static abstract L And(L a, L b);

    /// <summary>Bitwise or.</summary>
    static abstract L Or(L a, L b);

    /// <summary>Bitwise exclusive or.</summary>
    static abstract L Xor(L a, L b);

    /// <summary>
    /// 2^n from n + 1.5 · 2²³, n a whole number in [−126, 127]: in that sum the lowest bits are n, so that no conversion is needed,
    /// (bits &lt;&lt; 23) + bits of 1.
    /// </summary>
    static abstract L PowerOfTwoOfShifted(L shifted);

    /// <summary>The unbiased exponent of a positive normal number as a float: (bits &gt;&gt; 23) − 127.</summary>
    static abstract L Exponent(L value);

    /// <summary>Reinterpreted 32-bit integer addition of <paramref name="bits"/> to each lane.</summary>
    static abstract L AddBits(L value, int bits);
}
