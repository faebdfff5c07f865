using System.Numerics;
using Ratchet.Numerics;

namespace Ratchet.Environments.Tetris;

/// <summary>The seven one-sided tetrominoes.</summary>
public enum Tetromino
{
    /// <summary>Four in a row.</summary>
    I,

    /// <summary>The square.</summary>
    O,

    /// <summary>Three in a row and one on the middle.</summary>
    T,

    /// <summary>Two below, two above to the right.</summary>
    S,

    /// <summary>Two above, two below to the right.</summary>
    Z,

    /// <summary>Three in a row and one on the left end.</summary>
    J,

    /// <summary>Three in a row and one on the right end.</summary>
    L,
}

/// <summary>
/// Where a piece can be dropped. A placement is numbered orientation · 10 + column: 0 to 3 quarter turns clockwise from the spawn orientation
/// (flat), and the board's column, from the left, under the left edge of the turned piece.
/// </summary>
public static class TetrisPlacements
{
    /// <summary>How many numbers there are: 4 orientations × 10 columns.</summary>
    public const int Count = Orientations * TetrisBoard.Width;

    /// <summary>How many tetrominoes there are.</summary>
    public const int Pieces = 7;

    internal const int Orientations = 4;

    private static readonly bool[] Distinct = FindDistinct();

    /// <summary>
    /// Which of the 40 numbers are the distinct placements of a piece: 9 of O; 17 of I, S and Z; 34 of T, J and L. The others mean the same
    /// as one of these: a turn that looks like an earlier one, or a column past the last, which counts as the last.
    /// </summary>
    public static ReadOnlySpan<bool> Of(Tetromino piece) => Distinct.AsSpan((int)piece * Count, Count);

    /// <summary>Each of the seven with the same probability, independently of those before.</summary>
    public static Tetromino Draw(ref RandomStream pieces) => (Tetromino)pieces.NextBelow(Pieces);

    /// <summary>How many of the four turns look different, the first ones.</summary>
    internal static int OrientationCount(Tetromino piece) => piece switch
    {
        Tetromino.O => 1,
        Tetromino.I or Tetromino.S or Tetromino.Z => 2,
        _ => 4,
    };

    private static bool[] FindDistinct()
    {
        bool[] distinct = new bool[Pieces * Count];
        for (int piece = 0; piece < Pieces; piece++)
            for (int orientation = 0; orientation < OrientationCount((Tetromino)piece); orientation++)
                distinct.AsSpan(piece * Count + orientation * TetrisBoard.Width, TetrisBoard.Width - TetrisShape.Of((Tetromino)piece, orientation).Width + 1).Fill(true);
        return distinct;
    }
}

/// <summary>A piece in one orientation: byte i holds its column i from the left, bit r of it the cell in row r from below.</summary>
internal readonly record struct TetrisShape(uint Bytes)
{
    public const int MaxWidth = 4;

    // A column of a tetromino has no gap, so that its mask tells all: the lowest cell, the highest, and what lies between.
    private static ReadOnlySpan<uint> Shapes =>
    [
        0x01010101, 0x0000000F, 0x01010101, 0x0000000F, // I
        0x00000303, 0x00000303, 0x00000303, 0x00000303, // O
        0x00010301, 0x00000207, 0x00020302, 0x00000702, // T
        0x00020301, 0x00000306, 0x00020301, 0x00000306, // S
        0x00010302, 0x00000603, 0x00010302, 0x00000603, // Z
        0x00010103, 0x00000407, 0x00030202, 0x00000701, // J
        0x00030101, 0x00000107, 0x00020203, 0x00000704, // L
    ];

    /// <summary>How many columns it takes.</summary>
    public int Width => MaxWidth - BitOperations.LeadingZeroCount(Bytes) / 8;

    /// <summary>After some quarter turns clockwise.</summary>
    public static TetrisShape Of(Tetromino piece, int orientation) => new(Shapes[(int)piece * TetrisPlacements.Orientations + orientation]);

    /// <summary>The cells of a column; 0 beyond the width.</summary>
    public uint Cells(int column) => (Bytes >> (8 * column)) & 0xFF;

    /// <summary>The row of a column's lowest cell; 32 beyond the width.</summary>
    public int Bottom(int column) => BitOperations.TrailingZeroCount(Cells(column));

    /// <summary>The height of a column's highest cell, 1 for a cell in row 0; 0 beyond the width.</summary>
    public int Top(int column) => 32 - BitOperations.LeadingZeroCount(Cells(column));
}
