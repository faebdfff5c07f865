using System.Runtime.CompilerServices;

namespace Ratchet.Numerics;

/// <summary>One lane: a double, for the simulator that runs alone and for the rows behind the last whole vector.</summary>
internal readonly unsafe struct DoubleLanes1(double value) : IDoubleLanes<DoubleLanes1>
{
    private readonly double _value = value;

    public static int Count => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator DoubleLanes1(double value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator double(DoubleLanes1 value) => value._value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes1 Load(double* source) => new(*source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes1 Load(float* source) => new(*source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(double* destination, DoubleLanes1 value) => *destination = value._value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* destination, DoubleLanes1 value) => *destination = (float)value._value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes1 FusedMultiplyAdd(DoubleLanes1 a, DoubleLanes1 b, DoubleLanes1 c) => new(Math.FusedMultiplyAdd(a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes1 Abs(DoubleLanes1 value) => new(Math.Abs(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes1 Round(DoubleLanes1 value) => new(Math.Round(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes1 Floor(DoubleLanes1 value) => new(Math.Floor(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes1 RoundToSingle(DoubleLanes1 value) => new((float)value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes1 GreaterThan(DoubleLanes1 a, DoubleLanes1 b) => Mask(a._value > b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes1 GreaterThanOrEqual(DoubleLanes1 a, DoubleLanes1 b) => Mask(a._value >= b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AllGreater(DoubleLanes1 a, DoubleLanes1 b) => a._value > b._value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyGreater(DoubleLanes1 a, DoubleLanes1 b) => a._value > b._value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes1 SelectGreater(DoubleLanes1 a, DoubleLanes1 b, DoubleLanes1 whenTrue, DoubleLanes1 whenFalse) => a._value > b._value ? whenTrue : whenFalse;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes1 SelectBySign(DoubleLanes1 value, DoubleLanes1 whenNegative, DoubleLanes1 whenPositive) =>
        Bits(value) < 0 ? whenNegative : whenPositive;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes1 And(DoubleLanes1 a, DoubleLanes1 b) => FromBits(Bits(a) & Bits(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes1 Or(DoubleLanes1 a, DoubleLanes1 b) => FromBits(Bits(a) | Bits(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes1 Xor(DoubleLanes1 a, DoubleLanes1 b) => FromBits(Bits(a) ^ Bits(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes1 ShiftLeft(DoubleLanes1 value, int bits) => FromBits(Bits(value) << bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint SignBits(DoubleLanes1 value) => (uint)(Bits(value) >>> 63);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes1 operator +(DoubleLanes1 a, DoubleLanes1 b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes1 operator -(DoubleLanes1 a, DoubleLanes1 b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes1 operator *(DoubleLanes1 a, DoubleLanes1 b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes1 operator /(DoubleLanes1 a, DoubleLanes1 b) => new(a._value / b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes1 operator -(DoubleLanes1 value) => new(-value._value);

    private static long Bits(DoubleLanes1 value) => BitConverter.DoubleToInt64Bits(value._value);

    private static DoubleLanes1 FromBits(long bits) => new(BitConverter.Int64BitsToDouble(bits));

    private static DoubleLanes1 Mask(bool set) => FromBits(set ? -1 : 0);
}
