namespace Ratchet.Studies.Plotting.Drawing;

/// <summary>Draws the axes of a plot: ticks with numbers or names, labels, a quiet grid.</summary>
internal static class AxisPainter
{
    private const double TickLength = 4, MinorLength = 2.5;

    /// <summary>The grid, below the data.</summary>
    public static void DrawGrid(SvgWriter svg, Frame frame, Ticks across, Ticks? upright)
    {
        var grid = new SvgPath();
        foreach (Tick tick in upright?.Major ?? [])
            grid.MoveTo(frame.Area.Left, frame.YOf(tick.Value)).LineTo(frame.Area.Right, frame.YOf(tick.Value));
        if (upright is null)
            foreach (Tick tick in across.Major)
                grid.MoveTo(frame.XOf(tick.Value), frame.Area.Top).LineTo(frame.XOf(tick.Value), frame.Area.Bottom);
        svg.Stroke(grid, Paint.Grid, 1);
    }

    /// <summary>The axis along the bottom, over the data, so that its line is whole.</summary>
    public static void DrawBottom(SvgWriter svg, Frame frame, Ticks ticks)
    {
        double y = frame.Area.Bottom;
        SvgPath line = new SvgPath().MoveTo(frame.Area.Left, y).LineTo(frame.Area.Right, y);
        foreach (double value in ticks.Minor)
            line.MoveTo(frame.XOf(value), y).LineTo(frame.XOf(value), y + MinorLength);
        foreach (Tick tick in ticks.Major)
            line.MoveTo(frame.XOf(tick.Value), y).LineTo(frame.XOf(tick.Value), y + TickLength);
        svg.Stroke(line, Paint.Axis, 1);
        foreach (Tick tick in ticks.Major)
            svg.Text(tick.Label, frame.XOf(tick.Value), y + FigureLayout.TickSize + 5, new(FigureLayout.TickSize, Paint.Muted, Anchor.Middle));
    }

    /// <summary>The axis of numbers on the left.</summary>
    public static void DrawSide(SvgWriter svg, Frame frame, Ticks ticks)
    {
        double x = frame.Area.Left;
        SvgPath line = new SvgPath().MoveTo(x, frame.Area.Top).LineTo(x, frame.Area.Bottom);
        foreach (double value in ticks.Minor)
            line.MoveTo(x, frame.YOf(value)).LineTo(x - MinorLength, frame.YOf(value));
        foreach (Tick tick in ticks.Major)
            line.MoveTo(x, frame.YOf(tick.Value)).LineTo(x - TickLength, frame.YOf(tick.Value));
        svg.Stroke(line, Paint.Axis, 1);
        foreach (Tick tick in ticks.Major)
            svg.Text(tick.Label, x - TickLength - 3, frame.YOf(tick.Value) + (0.35 * FigureLayout.TickSize), new(FigureLayout.TickSize, Paint.Muted, Anchor.End));
    }

    /// <summary>Names on the left, in one or two lines each.</summary>
    public static void DrawNames(SvgWriter svg, Frame frame, Plot plot, double width)
    {
        for (int i = 0; i < plot.Names.Count; i++)
        {
            List<string> lines = LinesOf(plot.Names[i], width);
            double middle = plot.Rows!.Middle(frame.Area, i);
            for (int line = 0; line < lines.Count; line++)
                svg.Text(
                    lines[line], frame.Area.Left - 8, middle + ((line - ((lines.Count - 1) / 2.0)) * 12.5) + (0.35 * FigureLayout.LabelSize),
                    new(FigureLayout.LabelSize, Paint.Ink, Anchor.End), string.Join(' ', lines) == plot.Names[i] ? lines[line] : plot.Names[i]);
        }
    }

    /// <summary>Width that names take, at most <paramref name="most"/>.</summary>
    public static double NamesWidth(Plot plot, double most) =>
        plot.Names.SelectMany(name => LinesOf(name, most)).Select(line => TextMetrics.Width(line, FigureLayout.LabelSize)).DefaultIfEmpty(0).Max();

    /// <summary>A second line only where the first has no room: rows are low.</summary>
    private static List<string> LinesOf(string name, double width) => TextMetrics.Wrap(name, FigureLayout.LabelSize, width, 2);
}
