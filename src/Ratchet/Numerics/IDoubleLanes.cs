using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ratchet.Numerics;

/// <summary>
/// A vector of <see cref="Count"/> doubles, for the dynamics of simulators: as <see cref="ILanes{L}"/> is for the floats of networks, with 8, 4, 2
/// and 1 lanes. Each operation is exactly rounded IEEE 754 per lane, so what is written once over it has the same bits at every width.
/// </summary>
/// <typeparam name="D">The implementing vector itself.</typeparam>
internal unsafe interface IDoubleLanes<D> :
    IAdditionOperators<D, D, D>, ISubtractionOperators<D, D, D>, IMultiplyOperators<D, D, D>, IDivisionOperators<D, D, D>, IUnaryNegationOperators<D, D>
    where D : unmanaged, IDoubleLanes<D>
{
    /// <summary>Number of doubles in the vector.</summary>
    static abstract int Count { get; }

    /// <summary>A scalar in every lane, so that formulas keep their form.</summary>
    static abstract implicit operator D(double value);

    /// <summary>Reads <see cref="Count"/> doubles; no alignment needed.</summary>
    static abstract D Load(double* source);

    /// <summary>Reads <see cref="Count"/> floats; no alignment needed.</summary>
    static abstract D Load(float* source);

    /// <summary>Writes <see cref="Count"/> doubles; no alignment needed.</summary>
    static abstract void Store(double* destination, D value);

    /// <summary>Rounds to single precision and writes <see cref="Count"/> floats; no alignment needed.</summary>
    static abstract void Store(float* destination, D value);

    /// <summary>a · b + c with one rounding.</summary>
    static abstract D FusedMultiplyAdd(D a, D b, D c);

    /// <summary>Magnitude (clears the sign bit).</summary>
    static abstract D Abs(D value);

    /// <summary>The nearest whole number, ties to even.</summary>
    static abstract D Round(D value);

    /// <summary>The next whole number below.</summary>
    static abstract D Floor(D value);

    /// <summary>The nearest number of single precision.</summary>
    static abstract D RoundToSingle(D value);

    /// <summary>All bits set in the lanes where a &gt; b, else zero (false for NaN).</summary>
    static abstract D GreaterThan(D a, D b);

    /// <summary>All bits set in the lanes where a ≥ b, else zero (false for NaN).</summary>
    static abstract D GreaterThanOrEqual(D a, D b);

    /// <summary>Whether a &gt; b in every lane (false with a NaN).</summary>
    static abstract bool AllGreater(D a, D b);

    /// <summary>Whether a &gt; b in any lane.</summary>
    static abstract bool AnyGreater(D a, D b);

    /// <summary>Lanes of <paramref name="whenTrue"/> where a &gt; b, else of <paramref name="whenFalse"/>.</summary>
    static abstract D SelectGreater(D a, D b, D whenTrue, D whenFalse);

    /// <summary>Lanes of <paramref name="whenNegative"/> where the sign bit is set, else of <paramref name="whenPositive"/>.</summary>
    static abstract D SelectBySign(D value, D whenNegative, D whenPositive);

    /// <summary>Into [low, high]; NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static virtual D Clip(D value, D low, D high) => D.SelectGreater(low, value, low, D.SelectGreater(value, high, high, value));

    /// <summary>Bitwise and.</summary>
    static abstract D And(D a, D b);

    /// <summary>Bitwise or.</summary>
    static abstract D Or(D a, D b);

    /// <summary>Bitwise exclusive or.</summary>
    static abstract D Xor(D a, D b);

    /// <summary>The 64 bits of each lane moved up.</summary>
    static abstract D ShiftLeft(D value, int bits);

    /// <summary>The sign bit of each lane, lane 0 lowest: for a mask, where it is set.</summary>
    static abstract uint SignBits(D value);
}
