using System.Text;
using System.Xml.Linq;
using Ratchet.Studies.Reports;
using Xunit;

namespace Ratchet.Studies.Tests.Reports;

public class HtmlTests
{
    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("\"><img src=x onerror=alert(1)>")]
    [InlineData("' onload='x' & &amp; &#60;")]
    [InlineData("]]>-->{{x}}\t\n")]
    [InlineData("Ünïcödé 🚀 ‖ ε")]
    public void Text_and_attributes_read_back_as_they_were(string text)
    {
        var element = XElement.Parse(Render(Html.Element("p", text).With("title", text)), LoadOptions.PreserveWhitespace);

        Assert.Equal(text, element.Value);
        Assert.Empty(element.Elements());
        // In an attribute, XML reads a tab or a line feed as a space.
        Assert.Equal(text.Replace('\t', ' ').Replace('\n', ' '), element.Attribute("title")!.Value);
    }

    /// <summary>XML 1.0 knows no control characters; U+202E shows what follows it from right to left, the page's own words too.</summary>
    [Fact]
    public void Characters_that_no_page_can_hold_are_replaced()
    {
        foreach (char letter in "\0\u001b\ud800\u202e\uffff")
            Assert.Equal("a\ufffdb", XElement.Parse(Render(Html.Element("p", $"a{letter}b"))).Value);
    }

    [Theory]
    [InlineData("p onclick=x")]
    [InlineData("P")]
    [InlineData("")]
    public void Names_of_elements_and_attributes_are_words(string name)
    {
        Assert.Throws<ArgumentException>(() => Html.Element(name));
        Assert.Throws<ArgumentException>(() => Html.Element("p").With(name, ""));
    }

    [Theory]
    [InlineData("javascript:alert(1)", "./javascript%3Aalert%281%29")]
    [InlineData("//example.org/x", "./%2F%2Fexample.org/x")]
    [InlineData("figures/a b.svg", "./figures/a%20b.svg")]
    [InlineData("#runs", "#runs")]
    public void A_link_leads_to_the_page_itself_or_to_a_file_below_it(string target, string expected)
    {
        string address = Html.Link(target, "x") is var link ? XElement.Parse(Render(link)).Attribute("href")!.Value : "";

        Assert.True(address == expected || address == "./" + string.Join('/', target.Split('/').Select(Uri.EscapeDataString)), address);
        Assert.DoesNotContain(":", address, StringComparison.Ordinal);
        Assert.False(address.StartsWith("//", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0.49999998, 0.5, "0.49999998")]
    [InlineData(0.4, 0.5, "0.400")]
    [InlineData(0.5, 0.5, "0.500")]
    [InlineData(0.50000001, 0.5, "0.500")]
    public void A_number_below_its_bound_does_not_look_like_the_bound(double value, double bound, string expected) => Assert.Equal(expected, ReportNumbers.Within(value, bound));

    [Theory]
    [InlineData(0, "0 %")]
    [InlineData(0.5, "50.0 %")]
    [InlineData(0.000002, "2.0e-4 %")]
    [InlineData(double.NaN, "–")]
    public void A_small_share_does_not_look_like_nothing(double share, string expected) => Assert.Equal(expected, ReportNumbers.Share(share));

    [Theory]
    [InlineData(3, "3.0 s")]
    [InlineData(200, "3 min 20 s")]
    [InlineData(7500, "2 h 5 min")]
    [InlineData(273_600, "3 d 4 h")]
    public void Times_have_two_units(double seconds, string expected) => Assert.Equal(expected, ReportNumbers.Time(seconds));

    private static string Render(HtmlNode node)
    {
        var text = new StringBuilder();
        node.Write(text);
        return text.ToString();
    }
}
