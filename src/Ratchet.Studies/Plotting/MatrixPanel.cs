namespace Ratchet.Studies.Plotting;

/// <summary>A number for each pair of names, written in its cell on a colour that diverges from the middle of the range. Columns are numbered; the rows say which name a number is.</summary>
public sealed record MatrixPanel : Panel
{
    /// <summary>The names, of rows from the top and of columns from the left.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>The cell of (row, column), row by row; one whose value is not finite stays empty.</summary>
    public required IReadOnlyList<MatrixCell> Cells { get; init; }

    /// <summary>What the columns are, below them.</summary>
    public required string ColumnLabel { get; init; }

    /// <summary>The value of the one end of the colours.</summary>
    public double Low { get; init; }

    /// <summary>The value of the other end.</summary>
    public double High { get; init; } = 1;
}

/// <summary>A cell of a matrix.</summary>
/// <param name="Value">Its value, a share: written in per cent, without the sign.</param>
/// <param name="IsStressed">Whether it is written in bold.</param>
public readonly record struct MatrixCell(double Value, bool IsStressed);
