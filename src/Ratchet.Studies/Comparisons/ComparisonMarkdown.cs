using System.Text;

namespace Ratchet.Studies.Comparisons;

/// <summary>A comparison as Markdown.</summary>
public static class ComparisonMarkdown
{
    /// <summary>Letters that Markdown or HTML would obey. A name of a folder is shown, never obeyed.</summary>
    private const string Special = "\\`*_[]<>|&#~";

    /// <summary>All tables and notes.</summary>
    public static string Write(Comparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        var text = new StringBuilder();
        foreach (ResultTable table in ComparisonTables.Of(comparison))
            text.Append("## ").Append(Escape(table.Title)).Append("\n\n").Append(Write(table)).Append('\n');
        if (comparison.Notes.Count > 0)
            text.Append("## Notes\n\n").AppendJoin("", comparison.Notes.Select(note => $"- {Escape(note)}\n"));
        return text.ToString();
    }

    /// <summary>One table with its caption.</summary>
    public static string Write(ResultTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var text = new StringBuilder();
        AppendRow(text, table.Headers.Select(Escape));
        AppendRow(text, table.Headers.Select((_, i) => table.HoldsNumbers(i) ? "---:" : "---"));
        foreach (IReadOnlyList<ResultCell> row in table.Rows)
            AppendRow(text, row.Select(cell => cell.IsBest ? $"**{Escape(cell.Text)}**" : Escape(cell.Text)));
        string[] below = [.. new[] { table.Stamp, table.Caption }.Where(part => part.Length > 0)];
        return text.Append('\n').Append(Escape(string.Join(' ', below))).Append('\n').ToString();
    }

    private static void AppendRow(StringBuilder text, IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    private static string Escape(string text) =>
        string.Concat(text.Select(letter => Special.Contains(letter, StringComparison.Ordinal) ? $"\\{letter}" : char.IsControl(letter) ? " " : letter.ToString()));
}
