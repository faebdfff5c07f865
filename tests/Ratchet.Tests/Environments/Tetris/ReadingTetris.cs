using Ratchet.Environments.Tetris;

namespace Ratchet.Tests.Environments.Tetris;

/// <summary>
/// Tetris as a person would write it: a table of cells, pieces drawn as text and turned cell by cell, and loops. The board is tall enough
/// for any piece on top; <see cref="Height"/> says where the game's board ends.
/// </summary>
internal sealed class ReadingTetris(int height)
{
    public const int Width = 10;

    private static readonly string[][] Pieces =
    [
        ["####"],
        ["##", "##"],
        [".#.", "###"],
        [".##", "##."],
        ["##.", ".##"],
        ["#..", "###"],
        ["..#", "###"],
    ];

    private static readonly List<bool[,]>[] Turned = [.. Pieces.Select(FindOrientations)];

    public int Height => height;

    /// <summary>[row from below, column from the left].</summary>
    public bool[,] Cells { get; private init; } = new bool[height + 4, Width];

    /// <summary>The different turns of a piece, clockwise; [row from above, column].</summary>
    public static List<bool[,]> Orientations(Tetromino piece) => Turned[(int)piece];

    /// <summary>All (orientation, column) in which the piece lies within the walls, as numbers.</summary>
    public static List<int> Placements(Tetromino piece)
    {
        var placements = new List<int>();
        List<bool[,]> orientations = Orientations(piece);
        for (int orientation = 0; orientation < orientations.Count; orientation++)
            for (int column = 0; column + orientations[orientation].GetLength(1) <= Width; column++)
                placements.Add(10 * orientation + column);
        return placements;
    }

    public ReadingTetris Copy() => new(height) { Cells = (bool[,])Cells.Clone() };

    /// <summary>Drops a piece: falls row by row from above while nothing is in its way, then full rows vanish.</summary>
    public (int Removed, bool IsOver) Drop(Tetromino piece, int placement)
    {
        bool[,] shape = Orientations(piece)[placement / 10];
        int column = placement % 10, bottom = height;
        while (bottom > 0 && Fits(shape, bottom - 1, column))
            bottom--;
        for (int i = 0; i < shape.GetLength(0); i++)
            for (int j = 0; j < shape.GetLength(1); j++)
                if (shape[i, j])
                    Cells[bottom + shape.GetLength(0) - 1 - i, column + j] = true;

        int removed = 0;
        for (int row = height + 3; row >= 0; row--)
        {
            if (!IsFull(row))
                continue;
            RemoveRow(row);
            removed++;
        }

        bool isOver = false;
        for (int row = height; row < height + 4; row++)
            for (int k = 0; k < Width; k++)
            {
                isOver |= Cells[row, k];
                Cells[row, k] = false;
            }

        return (removed, isOver);
    }

    /// <summary>A row as one number: 1 for its first column, 2 for the second, 4 for the third, and so on.</summary>
    public int Row(int row) => Enumerable.Range(0, Width).Where(k => Cells[row, k]).Sum(k => 1 << k);

    public int HeightOf(int column)
    {
        for (int row = height + 3; row >= 0; row--)
            if (Cells[row, column])
                return row + 1;
        return 0;
    }

    public int Holes()
    {
        int holes = 0;
        for (int k = 0; k < Width; k++)
        {
            int top = HeightOf(k);
            for (int row = 0; row < top; row++)
                if (!Cells[row, k])
                    holes++;
        }

        return holes;
    }

    /// <summary>h₁ … h₁₀, |h₂ − h₁| … |h₁₀ − h₉|, maximum, holes.</summary>
    public double[] Features()
    {
        int[] heights = [.. Enumerable.Range(0, Width).Select(HeightOf)];
        var features = new List<double>();
        foreach (int h in heights)
            features.Add(h);
        for (int k = 0; k < 9; k++)
            features.Add(Math.Abs(heights[k + 1] - heights[k]));
        features.Add(heights.Max());
        features.Add(Holes());
        return [.. features];
    }

    /// <summary>For each placement w·φ of the board after it, the constant 1 last among φ; −∞ for one that loses.</summary>
    public Dictionary<int, double> Values(Tetromino piece, double[] weights)
    {
        var values = new Dictionary<int, double>();
        foreach (int placement in Placements(piece))
        {
            ReadingTetris after = Copy();
            bool isOver = after.Drop(piece, placement).IsOver;
            double[] features = [.. after.Features(), 1];
            values[placement] = isOver ? double.NegativeInfinity : features.Zip(weights, (phi, w) => phi * w).Sum();
        }

        return values;
    }

    private static List<bool[,]> FindOrientations(string[] text)
    {
        bool[,] cells = new bool[text.Length, text[0].Length];
        for (int i = 0; i < text.Length; i++)
            for (int j = 0; j < text[0].Length; j++)
                cells[i, j] = text[i][j] == '#';

        var different = new List<bool[,]>();
        for (int turn = 0; turn < 4; turn++)
        {
            if (!different.Exists(other => Same(other, cells)))
                different.Add(cells);
            cells = TurnClockwise(cells);
        }

        return different;
    }

    private static bool[,] TurnClockwise(bool[,] cells)
    {
        int rows = cells.GetLength(0), columns = cells.GetLength(1);
        bool[,] turned = new bool[columns, rows];
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++)
                turned[j, rows - 1 - i] = cells[i, j];
        return turned;
    }

    private static bool Same(bool[,] a, bool[,] b) =>
        a.GetLength(0) == b.GetLength(0) && a.GetLength(1) == b.GetLength(1) && a.Cast<bool>().SequenceEqual(b.Cast<bool>());

    private bool Fits(bool[,] shape, int bottom, int column)
    {
        for (int i = 0; i < shape.GetLength(0); i++)
            for (int j = 0; j < shape.GetLength(1); j++)
                if (shape[i, j] && Cells[bottom + shape.GetLength(0) - 1 - i, column + j])
                    return false;
        return true;
    }

    private bool IsFull(int row)
    {
        for (int k = 0; k < Width; k++)
            if (!Cells[row, k])
                return false;
        return true;
    }

    private void RemoveRow(int removed)
    {
        for (int row = removed; row < height + 3; row++)
            for (int k = 0; k < Width; k++)
                Cells[row, k] = Cells[row + 1, k];
        for (int k = 0; k < Width; k++)
            Cells[height + 3, k] = false;
    }
}
