using System.Text;
using Ratchet.Training;

namespace Ratchet.Studies.Reports;

/// <summary>One HTML file that needs nothing else: no network, no script, its pictures inside.</summary>
internal static class Page
{
    /// <summary>A policy in the page itself: whatever a browser were to find in it, it loads nothing and runs nothing.</summary>
    private const string ContentPolicy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

    /// <summary>The text of the file.</summary>
    /// <param name="title">What it is about.</param>
    /// <param name="lead">A line below the title.</param>
    /// <param name="content">The rest.</param>
    public static string Write(string title, string lead, params IEnumerable<HtmlNode> content)
    {
        var page = new StringBuilder("<!DOCTYPE html>\n");
        Html.Element(
            "html",
            Html.Element(
                "head",
                Html.Element("meta").With("charset", "utf-8"),
                Html.Element("meta").With("name", "viewport").With("content", "width=device-width, initial-scale=1"),
                Html.Element("meta").With("name", "color-scheme").With("content", "light dark"),
                Html.Element("meta").With("http-equiv", "Content-Security-Policy").With("content", ContentPolicy),
                Html.Element("meta").With("name", "generator").With("content", $"Ratchet {Machine.Version}"),
                Html.Element("title", title),
                new Style()),
            Html.Element(
                "body",
                Html.Element("main", [Html.Element("header", Html.Element("h1", title), Html.Paragraph(lead).With("class", "lead")), .. content])))
            .With("lang", "en").Write(page);
        return page.ToString();
    }

    /// <summary>Numbers that are looked at first.</summary>
    public static HtmlElement Headlines(params IEnumerable<(HtmlNode Number, string Meaning)> numbers) => Html.Element(
        "ul", numbers.Select(pair => Html.Element("li", Html.Element("b", pair.Number), Html.Element("small", pair.Meaning)))).With("class", "numbers");

    /// <summary>The page's own style sheet is the one text that is not escaped.</summary>
    private sealed class Style : HtmlNode
    {
        public override void Write(StringBuilder page) => page.Append("<style>\n").Append(PageStyle.Css).Append("\n</style>\n");
    }
}
