using System.Text;

namespace Ratchet.Studies.Reports;

/// <summary>The few elements that the pages are made of.</summary>
internal static class Html
{
    public static HtmlElement Element(string name, params IEnumerable<HtmlNode> children) => new(name, children);

    public static HtmlElement Paragraph(params IEnumerable<HtmlNode> children) => new("p", children);

    public static HtmlElement Small(params IEnumerable<HtmlNode> children) => new HtmlElement("p", children).With("class", "small");

    public static HtmlElement Code(string text) => new("code", text);

    /// <summary>A command as it is typed, a line each.</summary>
    public static HtmlElement Commands(params IEnumerable<string> lines) => new("pre", new HtmlElement("code", string.Join('\n', lines)));

    /// <summary>
    /// A number as people read it, which carries the exact one: &lt;data value="…"&gt;. The pointer that rests on it shows what was rounded.
    /// </summary>
    /// <param name="value">Not a number where there is none.</param>
    /// <param name="text">As people read it.</param>
    public static HtmlElement Number(double value, string text)
    {
        if (!double.IsFinite(value))
            return new HtmlElement("span", text);
        string exact = ReportNumbers.Exact(value);
        HtmlElement number = new HtmlElement("data", text).With("value", exact);
        return text == exact ? number : number.With("title", exact);
    }

    /// <summary>A count.</summary>
    public static HtmlElement Count(double value) => Number(value, ReportNumbers.Count(value));

    /// <summary>A measured number, four digits of it.</summary>
    public static HtmlElement Measure(double value) => Number(value, ReportNumbers.Measure(value));

    /// <summary>A share in per cent.</summary>
    public static HtmlElement Share(double value) => Number(value, ReportNumbers.Share(value));

    /// <summary>A section with a heading that can be linked to.</summary>
    public static HtmlElement Section(string id, string heading, params IEnumerable<HtmlNode> children) =>
        new HtmlElement("section", [new HtmlElement("h2", heading), .. children]).With("id", id);

    /// <summary>A part that is folded until it is asked for; print shows it.</summary>
    public static HtmlElement Folded(string summary, params IEnumerable<HtmlNode> children) =>
        new("details", [new HtmlElement("summary", summary), .. children]);

    /// <summary>A link to a place of this page or to a file beside it; nothing else can be linked to.</summary>
    public static HtmlElement Link(string target, string text)
    {
        string address = target.StartsWith('#') ? "#" + Uri.EscapeDataString(target[1..]) : string.Join('/', target.Split('/').Select(Uri.EscapeDataString));
        return new HtmlElement("a", text).With("href", target.StartsWith('#') ? address : "./" + address);
    }

    /// <summary>A picture that lies within the page: SVG has names and styles of its own, which do not meet those of the page or of other pictures.</summary>
    public static HtmlElement Picture(string svg, string alternative) => new HtmlElement(
        "figure", new HtmlElement("img").With("src", "data:image/svg+xml;base64," + Convert.ToBase64String(Encoding.UTF8.GetBytes(svg))).With("alt", alternative));

    /// <summary>A table of which the first column names the rows; <paramref name="numbers"/> says from which column on stand numbers.</summary>
    public static HtmlElement Table(IReadOnlyList<string> headers, IEnumerable<IReadOnlyList<HtmlNode>> rows, int numbers = 1) => Table(headers, rows, column => column >= numbers);

    /// <summary>A table of which the first column names the rows; <paramref name="isNumber"/> says which columns hold numbers.</summary>
    public static HtmlElement Table(IReadOnlyList<string> headers, IEnumerable<IReadOnlyList<HtmlNode>> rows, Func<int, bool> isNumber) => new HtmlElement(
        "div",
        new HtmlElement(
            "table",
            new HtmlElement("thead", new HtmlElement("tr", headers.Select((header, i) => Cell("th", header, isNumber(i)).With("scope", "col")))),
            new HtmlElement("tbody", rows.Select(row => new HtmlElement(
                "tr", row.Select((cell, i) => i == 0 ? Cell("th", cell, false).With("scope", "row") : Cell("td", cell, isNumber(i))))))))
        .With("class", "wide");

    private static HtmlElement Cell(string name, HtmlNode content, bool isNumber)
    {
        var cell = new HtmlElement(name, content);
        return isNumber ? cell.With("class", "number") : cell;
    }
}
