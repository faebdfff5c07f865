using System.Text;
using System.Xml.Linq;
using Ratchet.Studies.Comparisons;
using Ratchet.Studies.Reports;
using Xunit;

namespace Ratchet.Studies.Tests.Reports;

public class ReportTableTests
{
    private static readonly ReportTable Table = new(
        ["Task", "a|b"], 1,
        [
            ["x, \"y\"\nz", new ReportCell("1,235", 1234.5678, IsBest: true, More: "[1, 2]")],
            ["=cmd|'/c calc'", ReportCell.Measure(-0.25)],
            ["<b>*_`", ReportCell.Measure(double.NaN)],
        ]);

    [Fact]
    public void Csv_has_exact_numbers_and_quotes_what_needs_them() => Assert.Equal(
        "Task,a|b\n\"x, \"\"y\"\"\nz\",1234.5678\n'=cmd|'/c calc',-0.25\n<b>*_`,\n", Table.ToCsv());

    [Fact]
    public void Markdown_has_what_people_read_and_no_foreign_markup() => Assert.Equal(
        """
        | Task | a\|b |
        | --- | ---: |
        | x, "y" z | **1,235** \[1, 2\] |
        | =cmd\|'/c calc' | −0.250 |
        | &lt;b&gt;\*\_\` | – |

        """, Table.ToMarkdown());

    [Fact]
    public void Html_carries_the_exact_numbers_and_sets_the_best_in_bold()
    {
        var text = new StringBuilder();
        Table.ToHtml().Write(text);
        var table = XElement.Parse(text.ToString());

        Assert.Equal(["1234.5678", "-0.25"], table.Descendants("data").Select(number => number.Attribute("value")!.Value));
        Assert.Equal("1,235", Assert.Single(table.Descendants("b")).Value);
        Assert.Equal("<b>*_`", table.Descendants("tr").Last().Element("th")!.Value);
    }

    /// <summary>200 measurements every 10 of 2000 steps: 60 shares of 33⅓ steps each; the last at or before 33⅓ is 30, before 66⅔ 60, at 100 is 100.</summary>
    [Fact]
    public void A_thinned_curve_has_measurements_as_they_were_and_the_last_one()
    {
        double[] steps = [.. Enumerable.Range(1, 200).Select(i => i * 10.0)];
        var curve = new Curve(steps, [.. steps.Select(step => -step)]);

        (double Steps, double Value)[] thin = [.. CurveTables.Thin(curve, 2000)];

        Assert.Equal(CurveTables.PointsOfARun, thin.Length);
        Assert.Equal([(30.0, -30.0), (60.0, -60.0), (100.0, -100.0)], thin[..3]);
        Assert.Equal((2000.0, -2000.0), thin[^1]);
    }

    [Fact]
    public void A_short_curve_is_kept_whole() => Assert.Equal(
        [(1000.0, 1.0), (2010.0, 2.0)], CurveTables.Thin(new Curve([1000, 2010, 3000], [1, 2, 3]), 2000));

    [Fact]
    public void A_command_that_holds_a_fence_stays_inside_its_block()
    {
        var page = new MarkdownPage();
        page.Commands("./ratchet train '```'");

        Assert.Equal("````sh\n./ratchet train '```'\n````\n", page.ToString());
    }
}
