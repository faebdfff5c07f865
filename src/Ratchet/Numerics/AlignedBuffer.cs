using System.Runtime.CompilerServices;

namespace Ratchet.Numerics;

/// <summary>
/// A block of numbers at a fixed address that is a multiple of 64 bytes, zero at first. The memory is a pinned managed array:
/// nothing to dispose, and the pointer is good for as long as this object is alive.
/// </summary>
/// <typeparam name="T">The number.</typeparam>
public sealed unsafe class AlignedBuffer<T>
    where T : unmanaged
{
    private const int Alignment = 64;

    private readonly T[] _array;
    private readonly int _offset;

    /// <summary>A block of <paramref name="length"/> zeros.</summary>
    public AlignedBuffer(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        _array = GC.AllocateArray<T>(length + (Alignment / sizeof(T)), pinned: true);
        nint start = (nint)Unsafe.AsPointer(ref _array[0]);
        _offset = (int)((((start + Alignment - 1) & -Alignment) - start) / sizeof(T));
        Pointer = (T*)start + _offset;
        Length = length;
    }

    /// <summary>How many numbers.</summary>
    public int Length { get; }

    /// <summary>The block.</summary>
    public Span<T> Span => _array.AsSpan(_offset, Length);

    /// <summary>Address of the first number.</summary>
    internal T* Pointer { get; }
}
