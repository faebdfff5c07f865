namespace Ratchet.Environments.MinAtar;

/// <summary>
/// The board of all games, 10 × 10 cells. A set of cells is a bit-board: bit 10·y + x of a <see cref="UInt128"/>, so that all of them move
/// one row down by a shift of 10 and one column by a shift of 1.
/// </summary>
internal static class Grid
{
    public const int Size = 10;
    public const int Cells = Size * Size;
    public const int Last = Size - 1;

    /// <summary>Column 0: the bits 0, 10, …, 90.</summary>
    private static readonly UInt128 FirstColumn = new(1UL << 6 | 1UL << 16 | 1UL << 26, 1UL | 1UL << 10 | 1UL << 20 | 1UL << 30 | 1UL << 40 | 1UL << 50 | 1UL << 60);

    private static readonly UInt128 All = (UInt128.One << Cells) - 1;

    public static UInt128 Cell(int x, int y) => UInt128.One << (Size * y + x);

    public static UInt128 Row(int y) => (UInt128)((1 << Size) - 1) << (Size * y);

    public static UInt128 Column(int x) => FirstColumn << x;

    /// <summary>Every cell one row up; those of row 0 leave the board.</summary>
    public static UInt128 Up(UInt128 cells) => cells >> Size;

    /// <summary>Every cell one row down; those of row 9 leave the board.</summary>
    public static UInt128 Down(UInt128 cells) => (cells << Size) & All;
}
