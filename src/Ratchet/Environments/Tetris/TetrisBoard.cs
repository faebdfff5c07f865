using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ratchet.Environments.Tetris;

/// <summary>
/// A board of 10 columns, each a word of bits: bit r is the cell in row r, counted from 0 at the bottom. Heights are leading zeros, holes
/// follow from a count of bits, and a full row is a bit that all columns share. A mutable value: a copy is another board.
/// </summary>
/// <remarks>
/// The rule: a piece is dropped straight down from above a board that is open at the top; full rows vanish and those above move down; if
/// anything then remains above the top row, the game is over. Rows that vanish by the last move count.
/// </remarks>
public struct TetrisBoard
{
    /// <summary>How many columns.</summary>
    public const int Width = 10;

    /// <summary>
    /// How many features <see cref="WriteFeatures"/> writes: h₁ … h₁₀, |h₂ − h₁| … |h₁₀ − h₉|, the maximum height and the number of holes.
    /// </summary>
    public const int Features = Width + (Width - 1) + 1 + 1;

    /// <summary>The highest board of which a piece on top still fits into the words.</summary>
    public const int MaxHeight = 32 - TetrisShape.MaxWidth;

    private Columns _columns;

    /// <summary>An empty board.</summary>
    /// <param name="height">How many rows: 20, or 10 for quick experiments; 4 to 28.</param>
    public TetrisBoard(int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 4);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, MaxHeight);
        Height = height;
    }

    /// <summary>How many rows.</summary>
    public int Height { get; }

    /// <summary>The cells of a column: bit r for row r from below.</summary>
    public readonly uint this[int column] => _columns[column];

    /// <summary>The height of a column: the number, from 1, of the row of its highest filled cell; 0 where it is empty.</summary>
    public readonly int HeightOf(int column) => 32 - BitOperations.LeadingZeroCount(_columns[column]);

    /// <summary>The cells of a row, counted from 0 at the bottom: bit k for column k from the left.</summary>
    public readonly int GetRow(int row)
    {
        RequireRow(row);
        int cells = 0;
        for (int k = 0; k < Width; k++)
            cells |= (int)((_columns[k] >> row) & 1) << k;
        return cells;
    }

    /// <summary>Replaces a row, counted from 0 at the bottom: bit k for column k from the left.</summary>
    public void SetRow(int row, int cells)
    {
        RequireRow(row);
        for (int k = 0; k < Width; k++)
            _columns[k] = (_columns[k] & ~(1u << row)) | ((uint)((cells >> k) & 1) << row);
    }

    /// <summary>Drops a piece and removes full rows. After the end of a game, what stood above the top row is cut off.</summary>
    /// <param name="piece">The piece.</param>
    /// <param name="placement">0 to 39, as <see cref="TetrisPlacements"/> numbers them, distinct or not.</param>
    /// <param name="isOver">Whether anything remained above the top row.</param>
    /// <returns>How many rows were removed, 0 to 4.</returns>
    public int Drop(Tetromino piece, int placement, out bool isOver)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)piece, (uint)TetrisPlacements.Pieces);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)placement, (uint)TetrisPlacements.Count);
        TetrisShape shape = TetrisShape.Of(piece, placement / Width);
        int width = shape.Width, first = Math.Min(placement % Width, Width - width), row = 0;
        for (int i = 0; i < width; i++)
            row = Math.Max(row, HeightOf(first + i) - shape.Bottom(i));
        for (int i = 0; i < width; i++)
            _columns[first + i] |= shape.Cells(i) << row;

        uint full = FullRows();
        if (full != 0)
            Remove(full);
        isOver = CutOff();
        return BitOperations.PopCount(full);
    }

    /// <summary>
    /// The features of Bertsekas and Tsitsiklis (1996): the heights of the columns, the absolute differences of neighbours, the maximum
    /// height, and the number of holes, which are empty cells with a filled one above them in their column.
    /// </summary>
    /// <param name="features">[21], written; all in cells.</param>
    public readonly void WriteFeatures(Span<double> features)
    {
        features = features[..Features];
        int last = HeightOf(0), max = last, holes = last - BitOperations.PopCount(_columns[0]);
        features[0] = last;
        for (int k = 1; k < Width; k++)
        {
            int height = HeightOf(k);
            features[k] = height;
            features[Width + k - 1] = Math.Abs(height - last);
            max = Math.Max(max, height);
            holes += height - BitOperations.PopCount(_columns[k]);
            last = height;
        }

        features[Features - 2] = max;
        features[Features - 1] = holes;
    }

    private readonly void RequireRow(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Height);
    }

    private readonly uint FullRows()
    {
        uint full = uint.MaxValue;
        for (int k = 0; k < Width; k++)
            full &= _columns[k];
        return full;
    }

    private void Remove(uint full)
    {
        // From the highest down, so that the rows still to be removed stay where they are.
        while (full != 0)
        {
            uint below = (1u << BitOperations.Log2(full)) - 1;
            for (int k = 0; k < Width; k++)
                _columns[k] = (_columns[k] & below) | ((_columns[k] >> 1) & ~below);
            full &= below;
        }
    }

    private bool CutOff()
    {
        uint any = 0;
        for (int k = 0; k < Width; k++)
            any |= _columns[k];
        if (any >> Height == 0)
            return false;
        for (int k = 0; k < Width; k++)
            _columns[k] &= (1u << Height) - 1;
        return true;
    }

    [InlineArray(Width)]
    private struct Columns
    {
        private uint _first;
    }
}
