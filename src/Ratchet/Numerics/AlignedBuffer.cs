using System.Runtime.CompilerServices;

namespace Ratchet.Numerics;

/// <summary>
/// A block of numbers at a fixed address that is a multiple of 64 bytes, zero at first. The memory is a pinned managed array:
/// nothing to dispose, and the pointer is good for as long as this object is alive.
/// </summary>
/// <typeparam name="T">The number.</typeparam>
internal sealed unsafe class AlignedBuffer<T>
    where T : unmanaged
{
    private const int Alignment = 64;

    private readonly T[] _array;
    private readonly int _offset;

    /// <summary>A block of <paramref name="length"/> zeros.</summary>
    /// <exception cref="InsufficientMemoryException">It is longer than an array can be.</exception>
    public AlignedBuffer(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (length > Array.MaxLength - Alignment)
            throw new InsufficientMemoryException($"A block of {length} numbers is needed, but an array has at most {Array.MaxLength}: choose a smaller batch, minibatch or network.");
        _array = GC.AllocateArray<T>((int)length + (Alignment / sizeof(T)), pinned: true);
        nint start = (nint)Unsafe.AsPointer(ref _array[0]);
        _offset = (int)((((start + Alignment - 1) & -Alignment) - start) / sizeof(T));
        Pointer = (T*)start + _offset;
        Length = (int)length;
    }

    /// <summary>A block of rows × columns zeros; no offset into it overflows an <c>int</c>.</summary>
    /// <exception cref="InsufficientMemoryException">It is longer than an array can be.</exception>
    public AlignedBuffer(int rows, int columns)
        : this((long)rows * columns)
    {
    }

    /// <summary>How many numbers.</summary>
    public int Length { get; }

    /// <summary>The block.</summary>
    public Span<T> Span => _array.AsSpan(_offset, Length);

    /// <summary>Address of the first number.</summary>
    public T* Pointer { get; }
}
