using System.Globalization;
using System.Text;

namespace Ratchet.Studies.Plotting.Drawing;

/// <summary>
/// Writes the elements of a figure. With a fixed theme colours stand at the elements, which every program that reads SVG understands; with the automatic one they are classes.
/// There are no identifiers, so that several pictures can stand in one page.
/// </summary>
internal sealed class SvgWriter(Theme theme)
{
    private readonly StringBuilder _body = new();
    private readonly SortedDictionary<string, (string Property, Paint Paint)> _classes = new(StringComparer.Ordinal);

    public void Rectangle(Rect area, Paint fill, double opacity = 1, double corner = 0) =>
        Rectangle(area, Attributes(fill, null) + (opacity < 1 ? $" fill-opacity=\"{Fine(opacity)}\"" : "") + (corner > 0 ? $" rx=\"{N(corner)}\"" : ""));

    public void Rectangle(Rect area, Colour fill) => Rectangle(area, $" fill=\"{fill}\"");

    public void Fill(SvgPath path, Paint fill, double opacity = 1)
    {
        if (!path.IsEmpty)
            _body.Append("<path").Append(Attributes(fill, null)).Append(opacity < 1 ? $" fill-opacity=\"{Fine(opacity)}\"" : "").Append(" d=\"").Append(path).Append("\"/>\n");
    }

    /// <summary>Cells side by side: without softened edges, which would show as seams.</summary>
    public void FillCells(SvgPath path, Colour fill) => _body.Append($"<path fill=\"{fill}\" shape-rendering=\"crispEdges\" d=\"{path}\"/>\n");

    public void Stroke(SvgPath path, Paint stroke, double width, string dash = "", double opacity = 1)
    {
        if (path.IsEmpty)
            return;
        _body.Append("<path").Append(Attributes(null, stroke)).Append($" stroke-width=\"{Fine(width)}\"");
        if (dash.Length > 0)
            _body.Append($" stroke-dasharray=\"{dash}\"");
        if (opacity < 1)
            _body.Append($" stroke-opacity=\"{Fine(opacity)}\"");
        _body.Append(" stroke-linejoin=\"round\" stroke-linecap=\"").Append(dash.Length > 0 ? "butt" : "round").Append("\" d=\"").Append(path).Append("\"/>\n");
    }

    public void Line(double fromX, double fromY, double toX, double toY, Paint stroke, double width, string dash = "") =>
        Stroke(new SvgPath().MoveTo(fromX, fromY).LineTo(toX, toY), stroke, width, dash);

    /// <summary>A marker: a shape filled with one paint and edged with another.</summary>
    public void Shape(SvgPath path, Paint fill, Paint edge, double width) =>
        _body.Append("<path").Append(Attributes(fill, edge)).Append($" stroke-width=\"{Fine(width)}\" d=\"{path}\"/>\n");

    /// <summary>A line of text; where it is shortened, the whole is told when it is pointed at.</summary>
    public void Text(string text, double x, double y, TextStyle style, string? whole = null)
    {
        if (text.Length == 0)
            return;
        string place = style.IsUpright ? $" transform=\"translate({N(x)} {N(y)})rotate(-90)\"" : $" x=\"{N(x)}\" y=\"{N(y)}\"";
        _body.Append("<text").Append(place).Append(Attributes(style.Paint, null)).Append($" font-size=\"{N(style.Size)}\"");
        if (style.IsBold)
            _body.Append(" font-weight=\"600\"");
        if (style.Anchor != Anchor.Start)
            _body.Append(" text-anchor=\"").Append(style.Anchor == Anchor.Middle ? "middle" : "end").Append('"');
        _body.Append('>').Append(whole is null || whole == text ? "" : $"<title>{Escape(whole)}</title>").Append(Escape(text)).Append("</text>\n");
    }

    /// <summary>The whole picture.</summary>
    public string ToSvg(double width, double height, string title, string description)
    {
        var svg = new StringBuilder();
        svg.Append($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {N(width)} {N(height)}\" width=\"{N(width)}\" height=\"{N(height)}\" role=\"img\" ")
            .Append($"font-family=\"{TextMetrics.FontFamily}\">\n<title>{Escape(title)}</title>\n");
        if (description.Length > 0)
            svg.Append("<desc>").Append(Escape(description)).Append("</desc>\n");
        if (theme.InTheDark is { } dark)
            svg.Append("<style>").Append(Sheet(theme.Scheme)).Append("@media(prefers-color-scheme:dark){").Append(Sheet(dark)).Append("}</style>\n");
        return svg.Append(_body).Append("</svg>\n").ToString();
    }

    /// <summary>Text as XML holds it. What XML cannot hold, and marks that turn the direction of writing, become U+FFFD.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
            escaped.Append(rune.Value switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\'' => "&#39;",
                '\t' or '\n' or '\r' => " ",
                < 32 or (>= 0x7f and < 0xa0) or 0x200e or 0x200f or (>= 0x202a and <= 0x202e) or (>= 0x2066 and <= 0x2069) or 0xfffe or 0xffff => "\ufffd",
                _ => rune.ToString(),
            });
        return escaped.ToString();
    }

    private void Rectangle(Rect area, string attributes) =>
        _body.Append($"<rect x=\"{N(area.Left)}\" y=\"{N(area.Top)}\" width=\"{N(area.Width)}\" height=\"{N(area.Height)}\"{attributes}/>\n");

    private string Attributes(Paint? fill, Paint? stroke)
    {
        if (theme.InTheDark is null)
            return $" fill=\"{(fill is { } inside ? theme.Scheme[inside] : "none")}\"" + (stroke is { } edge ? $" stroke=\"{theme.Scheme[edge]}\"" : "");
        string classes = $"{Use("fill", fill)} {Use("stroke", stroke)}".Trim();
        return (fill is null ? " fill=\"none\"" : "") + $" class=\"{classes}\"";
    }

    private string Use(string property, Paint? paint)
    {
        if (paint is not { } used)
            return "";
        string name = $"ratchet-{property}-{used.Name}";
        _classes[name] = (property, used);
        return name;
    }

    private string Sheet(Scheme scheme)
    {
        var sheet = new StringBuilder();
        foreach ((string name, (string property, Paint paint)) in _classes)
            sheet.Append($".{name}{{{property}:{scheme[paint]}}}");
        return sheet.ToString();
    }

    private static string N(double value) => SvgPath.Number(value);

    private static string Fine(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}

internal enum Anchor
{
    Start,
    Middle,
    End,
}

/// <summary>How a line of text looks.</summary>
internal readonly record struct TextStyle(double Size, Paint Paint, Anchor Anchor = Anchor.Start, bool IsBold = false, bool IsUpright = false);
