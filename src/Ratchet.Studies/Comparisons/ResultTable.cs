namespace Ratchet.Studies.Comparisons;

/// <summary>A table of results, for whatever shows it: a terminal, Markdown or a page.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Headers">Of the columns; the first holds names.</param>
/// <param name="Rows">As long as the headers each.</param>
/// <param name="Stamp">What its numbers are of: it goes wherever the table goes. Empty where there is nothing to say.</param>
/// <param name="Caption">How to read it. May be empty.</param>
public sealed record ResultTable(string Title, IReadOnlyList<string> Headers, IReadOnlyList<IReadOnlyList<ResultCell>> Rows, string Stamp, string Caption)
{
    /// <summary>A mean, its deviation and its interval.</summary>
    private const int LongestNumber = 40;

    /// <summary>Whether a column is set to the right: the first holds names, and one with a long text holds texts.</summary>
    internal bool HoldsNumbers(int column) => column > 0 && Rows.All(row => row[column].Text.Length <= LongestNumber);
}

/// <summary>A field of a table.</summary>
/// <param name="Text">As plain text; it may come from names of folders.</param>
/// <param name="IsBest">Whether it is set in bold.</param>
public readonly record struct ResultCell(string Text, bool IsBest = false)
{
    /// <summary>Text that is not bold.</summary>
    public static implicit operator ResultCell(string text) => new(text);
}
