using System.Text;
using Ratchet.Studies.Comparisons;

namespace Ratchet.Studies.Reports;

/// <summary>A cell: what people read, and the exact number where it is one.</summary>
/// <param name="Text">As people read it.</param>
/// <param name="Value">The number; null where it is a text.</param>
/// <param name="IsBest">Whether it is set in bold.</param>
/// <param name="More">What stands behind it, smaller, such as an interval; empty for nothing.</param>
internal readonly record struct ReportCell(string Text, double? Value = null, bool IsBest = false, string More = "")
{
    public static implicit operator ReportCell(string text) => new(text);

    public static ReportCell Count(double value) => new(ReportNumbers.Count(value), value);

    public static ReportCell Measure(double value) => new(ReportNumbers.Measure(value), value);

    public static ReportCell Share(double value) => new(ReportNumbers.Share(value), value);
}

/// <summary>
/// A table that is written as HTML, as Markdown and as CSV, so that the three say the same.
/// </summary>
/// <param name="Headers">Of the columns.</param>
/// <param name="Texts">How many columns from the left hold texts; the others hold numbers.</param>
/// <param name="Rows">The rows.</param>
internal sealed record ReportTable(IReadOnlyList<string> Headers, int Texts, IReadOnlyList<IReadOnlyList<ReportCell>> Rows)
{
    /// <summary>The same table with some of its columns.</summary>
    public ReportTable Only(IReadOnlyList<int> columns) => new(
        [.. columns.Select(i => Headers[i])], columns.Count(i => i < Texts), [.. Rows.Select(row => (IReadOnlyList<ReportCell>)[.. columns.Select(i => row[i])])]);

    public HtmlElement ToHtml() => Html.Table(Headers, Rows.Select(row => (IReadOnlyList<HtmlNode>)[.. row.Select(ToHtml)]), Texts);

    /// <summary>A pipe table; what people read, with the best in bold.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        Line(Headers.Select(Escape));
        Line(Headers.Select((_, i) => i < Texts ? "---" : "---:"));
        foreach (IReadOnlyList<ReportCell> row in Rows)
            Line(row.Select(cell => (cell.IsBest ? $"**{Escape(cell.Text)}**" : Escape(cell.Text)) + (cell.More.Length > 0 ? $" {Escape(cell.More)}" : "")));
        return text.ToString();

        void Line(IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
    }

    /// <summary>Exact numbers, a line a row.</summary>
    public string ToCsv() => Csv.Write(Headers, Rows.Select(row => row.Select(cell => cell.Value is { } value ? ReportNumbers.Exact(value) : cell.Text)));

    /// <summary>What Markdown or the HTML inside it would read as markup.</summary>
    internal static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (char letter in text)
            _ = letter switch
            {
                '\n' or '\r' or '\t' => escaped.Append(' '),
                < ' ' => escaped.Append('\ufffd'),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '&' => escaped.Append("&amp;"),
                '\\' or '|' or '*' or '_' or '`' or '[' or ']' or '#' or '!' or '~' => escaped.Append('\\').Append(letter),
                _ => escaped.Append(letter),
            };
        return escaped.ToString();
    }

    /// <summary>A table of a comparison.</summary>
    public static HtmlElement ToHtml(ResultTable table) => Html.Table(
        table.Headers, table.Rows.Select(row => (IReadOnlyList<HtmlNode>)[.. row.Select(cell => cell.IsBest ? Html.Element("b", cell.Text) : (HtmlNode)cell.Text)]),
        table.HoldsNumbers);

    private static HtmlNode ToHtml(ReportCell cell)
    {
        HtmlNode number = cell.Value is { } value ? Html.Number(value, cell.Text) : cell.Text;
        HtmlNode first = cell.IsBest ? Html.Element("b", number) : number;
        return cell.More.Length == 0 ? first : Html.Element("span", first, " ", Html.Element("small", cell.More));
    }
}
