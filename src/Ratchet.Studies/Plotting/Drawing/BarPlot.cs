namespace Ratchet.Studies.Plotting.Drawing;

/// <summary>Draws estimates with intervals.</summary>
internal sealed class BarPlot : Plot
{
    private const double RunRadius = 2.6;

    private readonly BarPanel _panel;

    public BarPlot(BarPanel panel)
        : base(panel)
    {
        _panel = panel;
        Rows = new Rows(panel.Groups.Select(group => group.Bars.Count));
        X = AxisRange.Of(panel.Values, AllValues);
        Names = [.. panel.Groups.Select(group => group.Label)];
    }

    public override Axis Bottom => _panel.Values;

    public override Axis? Side => null;

    public override AxisRange X { get; }

    public override AxisRange Y => new(0, 1, false);

    public override IReadOnlyList<string> Names { get; }

    public override Rows Rows { get; }

    public override IEnumerable<LegendEntry> Entries =>
    [
        .. _panel.Groups.SelectMany(group => group.Bars).Select(bar => new LegendEntry(bar.Label, LegendSign.Area, bar.Style)),
        .. _panel.Upright.Select(line => new LegendEntry(line.Label, LegendSign.Upright)),
    ];

    private IEnumerable<double> AllValues => _panel.Groups.SelectMany(group => group.Bars).SelectMany(bar => (double[])[bar.Value, bar.Low, bar.High, .. bar.Runs])
        .Concat(_panel.Upright.Select(line => line.At)).Append(_panel.Baseline ?? double.NaN);

    public override double HeightIn(double standard) => Rows.Height;

    public override void Draw(SvgWriter svg, Frame frame, bool withMarkers)
    {
        DrawUpright(svg, frame, _panel.Upright);
        for (int group = 0; group < _panel.Groups.Count; group++)
            for (int i = 0; i < _panel.Groups[group].Bars.Count; i++)
            {
                (double top, double height) = Rows.Place(frame.Area, group, i);
                Bar bar = _panel.Groups[group].Bars[i];
                if (_panel.Baseline is { } baseline)
                    DrawBar(svg, frame, bar, baseline, new(0, top + 1, 0, height - 2));
                else
                    DrawEstimate(svg, frame, bar, new(0, top + 1.5, 0, height - 3));
            }
    }

    private static void DrawBar(SvgWriter svg, Frame frame, Bar bar, double baseline, Rect row)
    {
        double from = Inside(frame, baseline), to = Inside(frame, bar.Value), middle = row.Top + (row.Height / 2);
        if (double.IsFinite(from) && double.IsFinite(to))
            svg.Rectangle(new(Math.Min(from, to), row.Top, Math.Abs(to - from), row.Height), Paint.Of(bar.Style), 0.9);
        (double low, double high) = (Inside(frame, bar.Low), Inside(frame, bar.High));
        if (!double.IsFinite(low) || !double.IsFinite(high))
            return;
        svg.Line(low, middle, high, middle, Paint.Paper, 3.4);
        svg.Line(low, middle, high, middle, Paint.Ink, 1.4);
    }

    private static void DrawEstimate(SvgWriter svg, Frame frame, Bar bar, Rect row)
    {
        (double low, double high, double value) = (Inside(frame, bar.Low), Inside(frame, bar.High), Inside(frame, bar.Value));
        bool hasInterval = double.IsFinite(low) && double.IsFinite(high);
        if (hasInterval)
            svg.Rectangle(new(low, row.Top, Math.Max(high - low, 1), row.Height), Paint.Of(bar.Style), 0.35);
        Spot[] runs = [.. bar.Runs.Where(double.IsFinite).Select(run => new Spot(Inside(frame, run), row.Top + (row.Height / 2)))];
        foreach (Spot run in runs)
            Marker.Draw(svg, run, bar.Style, RunRadius);
        if (!double.IsFinite(value))
            return;
        if (hasInterval || runs.Length > 1)
            svg.Line(value, row.Top, value, row.Top + row.Height, Paint.Of(bar.Style), 2.4);
        else
            Marker.Draw(svg, new(value, row.Top + (row.Height / 2)), bar.Style, 4);
    }

    private static double Inside(Frame frame, double value)
    {
        double place = frame.X.IsLog && value <= 0 ? 0 : frame.X.Place(value);
        return double.IsNaN(place) ? double.NaN : frame.Area.Left + (Math.Clamp(place, 0, 1) * frame.Area.Width);
    }
}
