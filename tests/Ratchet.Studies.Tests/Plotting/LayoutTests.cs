using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Ratchet.Studies.Plotting;
using Ratchet.Studies.Plotting.Drawing;
using Ratchet.Studies.Tests.Figures;
using Xunit;

namespace Ratchet.Studies.Tests.Plotting;

public sealed partial class LayoutTests(ExampleFigures examples) : IClassFixture<ExampleFigures>
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";
    private static readonly string LongName = string.Join('-', Enumerable.Repeat("epsilon", 20));

    [Fact]
    public void No_text_overlaps_another_or_is_cut() => Assert.All(examples.All, example => RequireRoom(example.Name, example.Figure));

    [Fact]
    public void Long_names_are_no_exception()
    {
        BarGroup[] groups = [.. Enumerable.Range(0, 6).Select(i => new BarGroup($"{i} {LongName}", [new($"{i} {LongName}", i, i * 1e5), new($"{i} b", i, -i * 1e5)]))];
        LineSeries[] lines = [.. Enumerable.Range(0, 12).Select(i => new LineSeries($"{i} {(i % 2 == 0 ? LongName : "rule")}", i, [0, 123_456_789], [0.00012345, 0.00012346]))];
        RequireRoom("long names", new Figure
        {
            Title = LongName,
            Note = LongName + " " + LongName,
            Columns = 3,
            Panels =
            [
                new BarPanel { Title = LongName, Values = new(LongName), Groups = groups },
                new LinePanel { Title = LongName, X = new(LongName), Y = new(LongName), Lines = lines },
                new ScatterPanel { Title = "b", X = new("x", AxisScale.Log), Y = new(LongName), Points = [new(LongName, 0, [1e-9, 1e9], [1e8, 2e8])] },
                new StackPanel { Title = LongName, Values = new(LongName), Parts = [LongName, "b"], Rows = [new(LongName, [1, 2])] },
                new HeatMapPanel { X = new(LongName), Y = new(LongName), Columns = [1, 2], Rows = [1, 2], Values = [1, 2, 3, 123456], Colours = new(LongName) },
                new MatrixPanel { Names = [LongName, "b"], Cells = [new(double.NaN, false), new(1, true), new(0, true), new(double.NaN, false)], ColumnLabel = LongName },
            ],
        });
    }

    [Fact]
    public void A_panel_of_its_own_legend_keeps_room_for_it()
    {
        LineSeries[] lines = [.. Enumerable.Range(0, 9).Select(i => new LineSeries($"series {i}", i, [0, 1], [i, i]))];
        RequireRoom("own legends", new Figure
        {
            Title = "own legends",
            SharedLegend = false,
            Columns = 2,
            Panels = [new LinePanel { Title = "a", X = new("x"), Y = new("y"), Lines = lines }, new LinePanel { Title = "b", X = new("x"), Y = new("z"), Lines = lines[..2] }],
        });
    }

    /// <summary>Plots of a column begin at the same place, however wide their labels are.</summary>
    [Fact]
    public void Plots_line_up()
    {
        Figure figure = new() { Title = "", Panels = [Line(1), Line(1e-3)] };
        double[] lefts = [.. XDocument.Parse(figure.ToSvg(Theme.Light)).Descendants(Svg + "path").Where(path => (string?)path.Attribute("stroke") == Scheme.Light.Axis.ToString())
            .Select(path => double.Parse(path.Attribute("d")!.Value.Split(' ')[0][1..], CultureInfo.InvariantCulture))];
        Assert.Equal(4, lefts.Length);
        Assert.Single(lefts.Distinct());

        static LinePanel Line(double height) => new() { X = new("x"), Y = new("y"), Lines = [new("a", 0, [0, 1], [0, height])] };
    }

    private static void RequireRoom(string name, Figure figure)
    {
        XElement svg = XDocument.Parse(figure.ToSvg(Theme.Light)).Root!;
        (double width, double height) = ((double)svg.Attribute("width")!, (double)svg.Attribute("height")!);
        (string Text, Rect Box)[] boxes = [.. svg.Elements(Svg + "text").Select(BoxOf)];
        for (int i = 0; i < boxes.Length; i++)
        {
            (string text, Rect box) = boxes[i];
            Assert.True(box.Left >= 0 && box.Top >= 0 && box.Right <= width && box.Bottom <= height, $"{name}: '{text}' is cut at {box}, the figure has {width} by {height}");
            for (int j = 0; j < i; j++)
                Assert.False(Overlap(box, boxes[j].Box), $"{name}: '{text}' at {box} overlaps '{boxes[j].Text}' at {boxes[j].Box}");
        }
    }

    private static bool Overlap(Rect a, Rect b) => a.Left < b.Right && b.Left < a.Right && a.Top < b.Bottom && b.Top < a.Bottom;

    /// <summary>Letters rise to 0.73 of the size above the line, and sink 0.21 below it.</summary>
    private static (string Text, Rect Box) BoxOf(XElement element)
    {
        string text = element.Nodes().OfType<XText>().Last().Value;
        double size = (double)element.Attribute("font-size")!, width = TextMetrics.Width(text, size, element.Attribute("font-weight") is not null);
        double before = (string?)element.Attribute("text-anchor") switch { "middle" => width / 2, "end" => width, _ => 0 };
        if ((string?)element.Attribute("transform") is not { } transform)
            return (text, new((double)element.Attribute("x")! - before, (double)element.Attribute("y")! - (0.73 * size), width, 0.94 * size));
        double[] place = [.. Number().Matches(transform).Select(number => double.Parse(number.Value, CultureInfo.InvariantCulture))];
        return (text, new(place[0] - (0.73 * size), place[1] - (width - before), 0.94 * size, width));
    }

    [GeneratedRegex(@"-?(\d+(\.\d+)?|\.\d+)")]
    private static partial Regex Number();
}
