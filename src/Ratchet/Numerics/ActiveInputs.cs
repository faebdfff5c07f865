using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ratchet.Numerics;

/// <summary>
/// Which numbers of a matrix are not zero, row by row: MinAtar shows some ten active cells of 400, so that its first layer is a sum of ten rows of weights. Leaving zeros out of a sum that
/// is accumulated in ascending order changes no bit of it, as long as the weights are finite: whether a batch is summed so is a matter of speed alone.
/// </summary>
internal sealed unsafe class ActiveInputs
{
    /// <summary>Below this many columns a search would cost more than it saves.</summary>
    private const int LeastColumns = 128;

    /// <summary>One in so many numbers may be active, on average over the rows: the dense product reads each weight once for four rows and keeps its sums in registers.</summary>
    private const int Sparsity = 8;

    private readonly AlignedBuffer<int> _starts;
    private readonly AlignedBuffer<int> _columns;
    private readonly int _width;

    private ActiveInputs(int capacity, int columns)
    {
        _width = columns;
        _starts = new AlignedBuffer<int>((long)capacity + 1);

        // A row is searched to its end before the room is looked at again.
        _columns = new AlignedBuffer<int>(((long)capacity * columns / Sparsity) + columns);
    }

    /// <summary>Row i has the columns Columns[Starts[i]] … Columns[Starts[i + 1] − 1], ascending.</summary>
    public int* Starts => _starts.Pointer;

    /// <summary>See <see cref="Starts"/>.</summary>
    public int* Columns => _columns.Pointer;

    /// <summary>Room for so many rows; null where there are too few columns for it to pay.</summary>
    public static ActiveInputs? For(int capacity, int columns) => columns < LeastColumns ? null : new ActiveInputs(capacity, columns);

    /// <summary>Looks for them.</summary>
    /// <returns>Whether they are few enough that leaving out the others is faster.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Find(float* source, nint stride, int rows)
    {
        int* starts = Starts, columns = Columns;
        int count = 0, most = (int)((long)rows * _width / Sparsity);
        for (int row = 0; row < rows; row++)
        {
            starts[row] = count;
            float* from = source + (row * stride);
            int column = 0;
            for (; column + Vector256<float>.Count <= _width; column += Vector256<float>.Count)
            {
                // NaN is not equal to zero, and so is active.
                uint active = ~Vector256.Equals(Vector256.Load(from + column), Vector256<float>.Zero).ExtractMostSignificantBits() & 0xFF;
                for (; active != 0; active &= active - 1)
                    columns[count++] = column + BitOperations.TrailingZeroCount(active);
            }

            for (; column < _width; column++)
            {
                if (from[column] != 0)
                    columns[count++] = column;
            }

            if (count > most)
                return false;
        }

        starts[rows] = count;
        return true;
    }
}
