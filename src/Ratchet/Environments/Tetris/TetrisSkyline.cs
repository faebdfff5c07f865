using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ratchet.Environments.Tetris;

/// <summary>
/// What the evaluations of all placements on one board share: its columns, and what lies before and from each of them on. Column k stands
/// at k + 1, so that the walls have an entry; right of the board everything is full and of height 0.
/// </summary>
/// <remarks>
/// A piece is landed on four columns at once, whatever its width. There is no branch on the way: the compiler makes branches of Math.Max
/// and Math.Abs on whole numbers in a loop, and heights are as hard to predict as coins (2026-11-21, .NET 10: 880 ns a piece with those
/// branches, 430 without).
/// </remarks>
internal unsafe struct TetrisSkyline
{
    private const int Width = TetrisBoard.Width;

    /// <summary>A wall on the left, and as many columns on the right as a piece in the last one reaches over.</summary>
    private const int Size = 1 + Width + TetrisShape.MaxWidth;

    private fixed uint _cells[Size];
    private fixed int _heights[Size];
    private fixed double _levels[Size];

    // At k: over the columns before k, and over those from k on.
    private fixed uint _fullBefore[Width];
    private fixed uint _fullFrom[Width + TetrisShape.MaxWidth];
    private fixed double _valueBefore[Width];
    private fixed double _valueFrom[Width + 1];

    /// <summary>How many cells are filled.</summary>
    public int FilledCells;

    /// <summary>The maximum height.</summary>
    public int Highest;

    /// <summary>Takes a board in.</summary>
    /// <param name="board">The board.</param>
    /// <param name="slopes">[10]: the value of a row of height of each column.</param>
    /// <param name="edges">[11]: at k the value of a row of difference between the columns k − 1 and k; 0 at both walls.</param>
    public void Survey(in TetrisBoard board, double* slopes, double* edges)
    {
        CopyColumns(board);
        uint full = uint.MaxValue;
        double value = 0;
        for (int k = 0; k < Width; k++)
        {
            (_fullBefore[k], _valueBefore[k]) = (full, value);
            full &= _cells[k + 1];
            value += slopes[k] * _levels[k + 1] + edges[k] * Math.Abs(_levels[k + 1] - _levels[k]);
        }

        (full, value) = (uint.MaxValue, 0);
        for (int k = Width; k > 0; k--)
        {
            (_fullFrom[k], _valueFrom[k]) = (full, value);
            full &= _cells[k];
            value += slopes[k - 1] * _levels[k] + edges[k] * Math.Abs(_levels[k + 1] - _levels[k]);
        }

        _fullFrom[Width + 1] = _fullFrom[Width + 2] = _fullFrom[Width + 3] = uint.MaxValue;
    }

    /// <summary>The row of a piece's lowest cells once it has landed with its left edge in a column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Land(in TetrisLanding piece, int first)
    {
        Vector128<int> rows = Vector128.LoadUnsafe(ref _heights[0], (nuint)(first + 1)) - piece.Bottoms;
        rows = Greater(rows, Vector128.Shuffle(rows, Vector128.Create(2, 3, 0, 1)));
        return Greater(rows, Vector128.Shuffle(rows, Vector128.Create(1, 0, 3, 2))).ToScalar();
    }

    /// <summary>The rows that a piece fills up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint FullRows(in TetrisLanding piece, int first, int row)
    {
        Vector128<uint> cells = Vector128.LoadUnsafe(ref _cells[0], (nuint)(first + 1)) | (piece.Cells << row);
        cells &= Vector128.Shuffle(cells, Vector128.Create(2u, 3, 0, 1));
        cells &= Vector128.Shuffle(cells, Vector128.Create(1u, 0, 3, 2));
        return cells.ToScalar() & _fullBefore[first] & _fullFrom[first + TetrisShape.MaxWidth];
    }

    /// <summary>before(c) + from(c + n) + d·|y + t₁ − h(c−1)| + d·|h(c+n) − y − tₙ|, for a piece on n columns from c on that lands in row y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Surroundings(in TetrisLanding piece, int first, double row, double* edges)
    {
        int next = first + piece.Width;
        return (_valueBefore[first] + _valueFrom[next])
            + (edges[first] * Math.Abs(row + piece.LeftTop - _levels[first]) + edges[next] * Math.Abs(row + piece.RightTop - _levels[next + 1]));
    }

    private static Vector128<int> Greater(Vector128<int> a, Vector128<int> b) => Vector128.ConditionalSelect(Vector128.GreaterThan(a, b), a, b);

    private void CopyColumns(in TetrisBoard board)
    {
        (_cells[0], _heights[0], _levels[0]) = (uint.MaxValue, 0, 0);
        int filled = 0;
        uint any = 0;
        for (int k = 0; k < Width; k++)
        {
            uint cells = board[k];
            int height = 32 - BitOperations.LeadingZeroCount(cells);
            (_cells[k + 1], _heights[k + 1], _levels[k + 1]) = (cells, height, height);
            filled += BitOperations.PopCount(cells);
            any |= cells;
        }

        for (int k = Width + 1; k < Size; k++)
            (_cells[k], _heights[k], _levels[k]) = (uint.MaxValue, 0, 0);
        (FilledCells, Highest) = (filled, 32 - BitOperations.LeadingZeroCount(any));
    }
}

/// <summary>A piece in one orientation, taken apart for landing it in every column.</summary>
internal readonly struct TetrisLanding(TetrisShape shape)
{
    public readonly Vector128<uint> Cells = Vector128.Create(shape.Cells(0), shape.Cells(1), shape.Cells(2), shape.Cells(3));

    // 32 beyond the width: no board is so high that such a column would carry the piece.
    public readonly Vector128<int> Bottoms = Vector128.Create(shape.Bottom(0), shape.Bottom(1), shape.Bottom(2), shape.Bottom(3));
    public readonly int Width = shape.Width;
    public readonly int Height = Math.Max(Math.Max(shape.Top(0), shape.Top(1)), Math.Max(shape.Top(2), shape.Top(3)));
    public readonly double LeftTop = shape.Top(0), RightTop = shape.Top(shape.Width - 1);

    private static readonly TetrisLanding[][] All = [.. Enum.GetValues<Tetromino>().Select(
        piece => Enumerable.Range(0, TetrisPlacements.OrientationCount(piece)).Select(turns => new TetrisLanding(TetrisShape.Of(piece, turns))).ToArray())];

    /// <summary>A piece in each of its different orientations.</summary>
    public static ReadOnlySpan<TetrisLanding> Of(Tetromino piece) => All[(int)piece];
}
