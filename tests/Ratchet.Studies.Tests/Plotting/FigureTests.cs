using System.Xml.Linq;
using Ratchet.Studies.Plotting;
using Ratchet.Studies.Tests.Plotting.Drawing;
using Xunit;

namespace Ratchet.Studies.Tests.Plotting;

public class FigureTests
{
    private const string Hostile = "</text><script>alert(1)</script>&amp;\"'\u0000\u202e\ud800 ]]>";

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Text_of_others_does_no_harm()
    {
        var figure = new Figure
        {
            Title = Hostile,
            Description = Hostile,
            Note = Hostile,
            Panels =
            [
                new LinePanel { Title = Hostile, X = new(Hostile), Y = new(Hostile), Lines = [new(Hostile, 0, [1, 2], [1, 2]), new(Hostile + 2, 1, [1, 2], [1, 2])], Across = [new(1, Hostile + 3)] },
                new BarPanel { Values = new(Hostile), Groups = [new(Hostile, [new(Hostile + 4, 0, 1)])] },
                new StackPanel { Values = new(Hostile), Parts = [Hostile], Rows = [new(Hostile, [1])] },
            ],
        };
        XDocument svg = XDocument.Parse(figure.ToSvg(Theme.Automatic));

        Assert.All(svg.Descendants(), element => Assert.Contains(element.Name.LocalName, (string[])["desc", "path", "rect", "style", "svg", "text", "title"]));
        Assert.Contains("<script>alert(1)</script>", svg.Root!.Element(Svg + "title")!.Value, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202e', svg.ToString());
    }

    [Fact]
    public void Readers_who_do_not_see_it_get_its_title_and_description()
    {
        XElement svg = XDocument.Parse(new Figure { Title = "Learning curves", Description = "Returns.", Panels = [] }.ToSvg(Theme.Light)).Root!;
        Assert.Equal("img", svg.Attribute("role")!.Value);
        Assert.Equal("Learning curves", svg.Elements().First().Value);
        Assert.Equal("Returns.", svg.Element(Svg + "desc")!.Value);
    }

    [Fact]
    public void The_automatic_theme_has_both_schemes_and_the_others_need_no_style_sheet()
    {
        var figure = new Figure { Title = "x", Panels = [Line([1, 2], [1, 2])] };
        string automatic = figure.ToSvg(Theme.Automatic);
        Assert.Contains("prefers-color-scheme:dark", automatic, StringComparison.Ordinal);
        Assert.Contains(Scheme.Light.Paper.ToString(), automatic, StringComparison.Ordinal);
        Assert.Contains(Scheme.Dark.Paper.ToString(), automatic, StringComparison.Ordinal);
        Assert.DoesNotContain("<style", figure.ToSvg(Theme.Light), StringComparison.Ordinal);
        Assert.Contains(Scheme.Dark.Ink.ToString(), figure.ToSvg(Theme.Dark), StringComparison.Ordinal);
    }

    // Two pictures in one page must not share identifiers.
    [Fact]
    public void There_are_no_identifiers() =>
        Assert.DoesNotContain(XDocument.Parse(new Figure { Title = "x", Panels = [Line([1, 2], [1, 2])] }.ToSvg(Theme.Automatic)).Descendants(), element => element.Attribute("id") is not null);

    [Fact]
    public void The_same_figure_is_the_same_bytes()
    {
        var figure = new Figure { Title = "x", Panels = [Line([.. Enumerable.Range(0, 500).Select(i => (double)i)], [.. Enumerable.Range(0, 500).Select(i => Math.Sqrt(i))])] };
        Assert.Equal(figure.ToSvg(Theme.Light), figure.ToSvg(Theme.Light));
    }

    /// <summary>A line of 10,000 points is at most 8 points for each pixel, of about 7 bytes each.</summary>
    [Fact]
    public void Ten_thousand_points_are_a_small_file()
    {
        var random = new Random(1);
        LinePanel panel = Line([.. Enumerable.Range(0, 10_000).Select(i => (double)i)], [.. Enumerable.Range(0, 10_000).Select(_ => random.NextDouble())]);
        Assert.InRange(new Figure { Title = "x", Panels = [panel] }.ToSvg(Theme.Light).Length, 1000, 8 * 400 * 9);
    }

    [Theory]
    [InlineData(new double[0], new double[0])]
    [InlineData(new double[] { 1 }, new double[] { 1 })]
    [InlineData(new double[] { 1, 2 }, new double[] { double.NaN, double.NaN })]
    [InlineData(new double[] { 1, 2 }, new double[] { 0, 0 })]
    [InlineData(new double[] { 1, 2, 3 }, new double[] { 1e300, -1e300, double.PositiveInfinity })]
    [InlineData(new double[] { 5, 5, 5 }, new double[] { 1e-300, 1e-310, 5 })]
    [InlineData(new double[] { 1, 2, 3 }, new double[] { 1, 2 })]
    public void Any_data_are_drawn(double[] x, double[] y)
    {
        foreach (AxisScale scale in Enum.GetValues<AxisScale>())
        {
            Axis axis = new("y", scale);
            LineSeries line = new("a", 0, x, y) { Low = y, High = y, Runs = [new(x, y)], IsStepped = true };
            var figure = new Figure
            {
                Title = "x",
                Panels =
                [
                    new LinePanel { X = new("x", scale), Y = axis, Lines = [line] },
                    new ScatterPanel { X = new("x", scale), Y = axis, Points = [new("a", 0, x, y)] },
                    new BarPanel { Values = axis, Groups = [.. y.Select(value => new BarGroup("g", [new("", 0, value, value, value)]))], Baseline = 0 },
                    new BarPanel { Values = axis, Groups = [.. y.Select(value => new BarGroup("g", [new("", 0, value, value, value)]))] },
                    new StackPanel { Values = new("s"), Parts = ["a", "b", "c"], Rows = [new("w", y)] },
                    new HeatMapPanel { X = new("x"), Y = new("y"), Columns = [1, 2, 3], Rows = [1], Values = [.. y.Concat([0, 0, 0]).Take(3)], Colours = axis, Map = ColourMap.Diverging },
                ],
                Columns = 2,
            };
            string svg = figure.ToSvg(Theme.Light);
            XDocument.Parse(svg);
            Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
            Assert.DoesNotContain("∞", svg, StringComparison.Ordinal);
        }
    }

    // Bars begin at the baseline: with values from −1 to 3 over the whole width the bar of 3 is 3/4 of it, that of −1 one quarter.
    [Fact]
    public void A_bar_is_as_long_as_its_value()
    {
        var panel = new BarPanel { Values = new("v", Low: -1, High: 3), Baseline = 0, Groups = [new("a", [new("", 0, 3)]), new("b", [new("", 1, -1)])] };
        XElement[] bars = [.. XDocument.Parse(new Figure { Title = "", Panels = [panel] }.ToSvg(Theme.Light)).Descendants(Svg + "rect").Where(rect => rect.Attribute("fill-opacity") is not null)];
        double long_ = (double)bars[0].Attribute("width")!, short_ = (double)bars[1].Attribute("width")!;
        Assert.Equal(3, long_ / short_, 0.01);
        Assert.Equal((double)bars[0].Attribute("x")!, (double)bars[1].Attribute("x")! + short_, 0.11);
    }

    // Top + height − height is not always top: what stands on an edge of the plot is inside all the same.
    [Fact]
    public void A_line_along_the_edge_of_the_plot_is_drawn()
    {
        for (double height = 90; height < 260; height += 7.3)
            foreach (double y in (double[])[0, 1])
            {
                var panel = new LinePanel { X = new("x", Low: 0, High: 3), Y = new("y", Low: 0, High: 1), Lines = [new("a", 0, [0, 1, 2, 3], [y, y, y, y]) { IsStepped = true }] };
                XDocument svg = XDocument.Parse(new Figure { Title = "", Panels = [panel], PlotHeight = height, Width = 500 }.ToSvg(Theme.Light));
                XElement line = Assert.Single(svg.Descendants(Svg + "path"), path => (string?)path.Attribute("stroke-width") == "1.8" && ((string?)path.Attribute("d"))?.Length > 20);
                double[] places = [.. PathReader.Read(line.Attribute("d")!.Value).Select(spot => spot.X)];
                Assert.True(places.Max() - places.Min() > 350, $"at a height of {height}");
            }
    }

    // Over the whole width from 0 to 4, with the mean's stroke at 2.
    [Fact]
    public void Single_runs_stand_where_their_values_are()
    {
        var panel = new BarPanel { Values = new("v", Low: 0, High: 4), Groups = [new("a", [new("", 0, 2) { Runs = [1, 3] }])] };
        XDocument svg = XDocument.Parse(new Figure { Title = "", Panels = [panel] }.ToSvg(Theme.Light));
        double mean = Assert.Single(Centres("2.4"));
        double[] centres = Centres("0.8");
        Assert.Equal(2, centres.Length);
        Assert.Equal(mean, centres.Average(), 0.2);
        Assert.True(centres[0] < centres[1]);

        double[] Centres(string width) =>
            [.. svg.Descendants(Svg + "path").Where(path => (string?)path.Attribute("stroke-width") == width).Select(path => PathReader.Read(path.Attribute("d")!.Value).Average(spot => spot.X))];
    }

    // The first row is at the bottom; 0 is the neutral colour though the data reach from −1 to 3; what is no number stays empty.
    [Fact]
    public void A_heat_map_has_its_first_row_below_and_zero_in_the_middle()
    {
        var panel = new HeatMapPanel { X = new("x"), Y = new("y"), Columns = [0, 1], Rows = [0, 1], Values = [0, -1, 3, double.NaN], Colours = new("v"), Map = ColourMap.Diverging };
        XElement[] cells = [.. XDocument.Parse(new Figure { Title = "", Panels = [panel] }.ToSvg(Theme.Light)).Descendants(Svg + "path").Where(path => path.Attribute("shape-rendering") is not null)];
        XElement[] map = cells[..3];

        // In the order of their colours: −1 is a sixth of the bar of −3 to 3 from its lower end, two sixths; 0 the middle; 3 the end.
        Assert.Equal([ColourMap.Diverging.At(32.5 / 96).ToString(), ColourMap.Diverging.At(48.5 / 96).ToString(), ColourMap.Diverging.At(95.5 / 96).ToString()], map.Select(cell => cell.Attribute("fill")!.Value));
        double[] top = [.. map.Select(cell => PathReader.Read(cell.Attribute("d")!.Value).Min(spot => spot.Y))];
        Assert.Equal(top[0], top[1]);
        Assert.True(top[2] < top[1]);
    }

    private static LinePanel Line(double[] x, double[] y) => new() { X = new("x"), Y = new("y"), Lines = [new("a", 0, x, y)] };
}
