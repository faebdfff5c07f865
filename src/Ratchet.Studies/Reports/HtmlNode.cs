using System.Text;

namespace Ratchet.Studies.Reports;

/// <summary>
/// A piece of a page. Text becomes a node by itself and is escaped when it is written, so that no name or message that was found in a folder can become markup. What is
/// written is HTML and well-formed XML at once.
/// </summary>
internal abstract class HtmlNode
{
    /// <summary>Text, escaped when it is written.</summary>
    public static implicit operator HtmlNode(string text) => new HtmlText(text);

    public abstract void Write(StringBuilder page);

    /// <summary>
    /// Text as it may stand between tags and in quoted attributes. Characters that XML does not know (control characters, half a surrogate pair) become U+FFFD, and so do the marks that turn
    /// the direction of the text around them, by which a name could show the page's own words in another order.
    /// </summary>
    protected static void Escape(StringBuilder page, string text)
    {
        foreach (Rune rune in text.EnumerateRunes())
            _ = rune.Value switch
            {
                '<' => page.Append("&lt;"),
                '>' => page.Append("&gt;"),
                '&' => page.Append("&amp;"),
                '"' => page.Append("&quot;"),
                '\'' => page.Append("&#39;"),
                '\t' or '\n' => page.Append((char)rune.Value),
                < 0x20 or (>= 0x7f and < 0xa0) or 0xfffe or 0xffff or (>= 0x202a and <= 0x202e) or (>= 0x2066 and <= 0x2069) => page.Append('\ufffd'),
                < 0x10000 => page.Append((char)rune.Value),
                _ => page.Append(rune.ToString()),
            };
    }

    private sealed class HtmlText(string text) : HtmlNode
    {
        public override void Write(StringBuilder page) => Escape(page, text);
    }
}

/// <summary>An element with its attributes and children.</summary>
internal sealed class HtmlElement : HtmlNode
{
    /// <summary>Elements that have no end tag in HTML.</summary>
    private static readonly string[] Void = ["meta", "img", "br", "hr", "col"];

    private readonly string _name;
    private readonly List<(string Name, string Value)> _attributes = [];
    private readonly List<HtmlNode> _children = [];

    /// <param name="name">A word of this program's own, never one that was found somewhere.</param>
    /// <param name="children">What stands in it.</param>
    public HtmlElement(string name, params IEnumerable<HtmlNode> children)
    {
        _name = RequireName(name);
        _children.AddRange(children);
    }

    /// <summary>The same element, with one attribute more.</summary>
    public HtmlElement With(string name, string value)
    {
        _attributes.Add((RequireName(name), value));
        return this;
    }

    public override void Write(StringBuilder page)
    {
        page.Append('<').Append(_name);
        foreach ((string name, string value) in _attributes)
        {
            page.Append(' ').Append(name).Append("=\"");
            Escape(page, value);
            page.Append('"');
        }

        if (Void.Contains(_name))
        {
            page.Append("/>\n");
            return;
        }

        page.Append('>');
        foreach (HtmlNode child in _children)
            child.Write(page);
        page.Append("</").Append(_name).Append('>');
        if (_name is not ("b" or "code" or "data" or "td" or "th" or "a" or "span" or "small" or "em"))
            page.Append('\n');
    }

    private static string RequireName(string name) =>
        name.Length > 0 && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-')
            ? name
            : throw new ArgumentException($"'{name}' is no name of an element or an attribute.", nameof(name));
}
