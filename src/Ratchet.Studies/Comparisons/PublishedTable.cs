using System.Globalization;
using Ratchet.Training.Runs;

namespace Ratchet.Studies.Comparisons;

/// <summary>A table of a published study, read back. Nothing in it is trusted.</summary>
internal sealed class PublishedTable
{
    private readonly Dictionary<string, int> _columns;

    private PublishedTable(string file, string[] columns, IEnumerable<string[]> rows)
    {
        File = file;
        _columns = columns.Select((name, i) => (name, i)).DistinctBy(column => column.name, StringComparer.Ordinal).ToDictionary(column => column.name, column => column.i, StringComparer.Ordinal);
        Rows =
        [
            .. rows.Select((fields, i) => fields.Length == columns.Length
                ? new PublishedRow(this, i + 2, fields)
                : throw new RunException($"{file}, line {i + 2}, has {fields.Length} fields; its header has {columns.Length}.")),
        ];
    }

    /// <summary>Its file.</summary>
    public string File { get; }

    /// <summary>The names of its columns.</summary>
    public IReadOnlyCollection<string> Columns => _columns.Keys;

    /// <summary>Its lines, without the header.</summary>
    public IReadOnlyList<PublishedRow> Rows { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="RunException">It has no header, or a line has more or fewer fields.</exception>
    public static PublishedTable Read(string file)
    {
        string text = System.IO.File.ReadAllText(file);
        string[][] lines = [.. Csv.Read(text)];
        if (lines.Length == 0 || !text.EndsWith('\n'))
            throw new RunException($"{file} is cut off: a table has a header and whole lines.");
        return new PublishedTable(file, lines[0], lines.Skip(1));
    }

    /// <summary>The place of a column.</summary>
    /// <exception cref="RunException">There is none of the name.</exception>
    internal int PlaceOf(string column) =>
        _columns.TryGetValue(column, out int place) ? place : throw new RunException($"{File} has no column {column}.");
}

/// <summary>A line of a published table.</summary>
/// <param name="Table">The table.</param>
/// <param name="Line">Its number, the header's being 1.</param>
/// <param name="Fields">Its fields.</param>
internal sealed record PublishedRow(PublishedTable Table, int Line, string[] Fields)
{
    /// <summary>The text in a column.</summary>
    public string this[string column] => Fields[Table.PlaceOf(column)];

    /// <summary>The number in a column; NaN where it is empty.</summary>
    public double Number(string column) => this[column] is { Length: > 0 } text
        ? double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : throw Wrong(column, "a number")
        : double.NaN;

    /// <summary>The whole number in a column.</summary>
    public ulong Whole(string column) =>
        ulong.TryParse(this[column], NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) ? value : throw Wrong(column, "a whole number");

    /// <summary>What to throw where a field is not what it must be.</summary>
    public RunException Wrong(string column, string right) => new($"{Table.File}, line {Line}: {column} is '{this[column]}'; it must be {right}.");
}
