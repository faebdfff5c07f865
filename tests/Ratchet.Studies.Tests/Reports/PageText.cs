using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace Ratchet.Studies.Tests.Reports;

/// <summary>A page as a test sees it: well-formed XML that refers to nothing outside of itself.</summary>
internal sealed partial class PageText
{
    private PageText(string text, XElement root) => (Text, Root) = (text, root);

    public string Text { get; }

    public XElement Root { get; }

    public static PageText Parse(string text)
    {
        const string Type = "<!DOCTYPE html>\n";
        Assert.StartsWith(Type, text, StringComparison.Ordinal);
        var root = XElement.Parse(text[Type.Length..], LoadOptions.PreserveWhitespace);
        Assert.Empty(root.DescendantsAndSelf("script"));
        foreach (XAttribute attribute in root.Descendants().Attributes())
        {
            Assert.False(attribute.Name.LocalName.StartsWith("on", StringComparison.OrdinalIgnoreCase), $"a handler: {attribute}");
            if (attribute.Name.LocalName == "src")
                Assert.StartsWith("data:image/svg+xml;base64,", attribute.Value, StringComparison.Ordinal);
            if (attribute.Name.LocalName is "href" or "action" or "data")
                Assert.True(attribute.Value.StartsWith('#') || attribute.Value.StartsWith("./", StringComparison.Ordinal), $"leads away: {attribute}");
        }

        Assert.DoesNotMatch(Foreign(), string.Concat(root.Descendants("style").Select(style => style.Value)));
        return new PageText(text, root);
    }

    /// <summary>The exact numbers in a row of any table, by the row's name.</summary>
    public double[] Row(string name) => NumbersOf(Assert.Single(Root.Descendants("tr"), row => row.Elements("th").FirstOrDefault()?.Value == name));

    /// <summary>The exact number above a meaning of the headlines.</summary>
    public double Headline(string meaning) => Assert.Single(NumbersOf(Assert.Single(Root.Descendants("li"), item => item.Element("small")?.Value == meaning)));

    public XElement Section(string id) => Assert.Single(Root.Descendants("section"), section => section.Attribute("id")?.Value == id);

    /// <summary>The pictures inside the page, as SVG.</summary>
    public XElement[] Pictures() =>
        [.. Root.Descendants("img").Select(image => XElement.Parse(System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(image.Attribute("src")!.Value.Split(',')[1]))))];

    private static double[] NumbersOf(XElement element) =>
        [.. element.Descendants("data").Select(number => double.Parse(number.Attribute("value")!.Value, CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"url\s*\(|@import|https?:|//", RegexOptions.IgnoreCase)]
    private static partial Regex Foreign();
}
