using System.Runtime.CompilerServices;
using Ratchet.Numerics;

namespace Ratchet.Environments.ClassicControl;

/// <summary>
/// A structure of arrays, seen from one of its simulators: column i holds the i-th number of that simulator, and behind it those of the next ones.
/// </summary>
/// <param name="first">The simulator's number in column 0.</param>
/// <param name="stride">From a column to the next, in doubles; 1 for a single simulator.</param>
internal readonly unsafe struct Columns(double* first, nint stride)
{
    private readonly double* _first = first;
    private readonly nint _stride = stride;

    /// <summary>The first simulator's number in a column.</summary>
    public ref double this[int column]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _first[column * _stride];
    }

    /// <summary>The numbers of the first <see cref="IDoubleLanes{D}.Count"/> simulators in a column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public D Load<D>(int column)
        where D : unmanaged, IDoubleLanes<D> => D.Load(_first + (column * _stride));

    /// <summary>Writes the numbers of the first <see cref="IDoubleLanes{D}.Count"/> simulators in a column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store<D>(int column, D value)
        where D : unmanaged, IDoubleLanes<D> => D.Store(_first + (column * _stride), value);

    /// <summary>The same columns from a later simulator on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Columns From(nint row) => new(_first + row, _stride);
}
