namespace Ratchet.Studies.Plotting.Drawing;

/// <summary>Draws curves with bands, and points.</summary>
internal sealed class CurvePlot : Plot
{
    private const double BandOpacity = 0.18;
    private const int Markers = 5;
    private const int FewPoints = 8;

    private readonly IReadOnlyList<LineSeries> _lines;
    private readonly IReadOnlyList<PointSeries> _points;
    private readonly IReadOnlyList<ReferenceLine> _across, _upright;

    public CurvePlot(LinePanel panel)
        : base(panel)
    {
        (_lines, _points, _across, _upright) = (panel.Lines, [], panel.Across, panel.Upright);
        (Bottom, Side) = (panel.X, panel.Y);
        (X, Y) = (AxisRange.Of(panel.X, AllX, isTight: true), AxisRange.Of(panel.Y, AllY));
    }

    public CurvePlot(ScatterPanel panel)
        : base(panel)
    {
        (_lines, _points, _across, _upright) = (panel.Fits, panel.Points, panel.Across, panel.Upright);
        (Bottom, Side) = (panel.X, panel.Y);
        (X, Y) = (AxisRange.Of(panel.X, AllX), AxisRange.Of(panel.Y, AllY));
    }

    public override Axis Bottom { get; }

    public override Axis Side { get; }

    public override AxisRange X { get; }

    public override AxisRange Y { get; }

    public override IEnumerable<LegendEntry> Entries =>
    [
        .. _points.Select(points => new LegendEntry(points.Label, LegendSign.Point, points.Style)),
        .. _lines.Select(line => new LegendEntry(line.Label, LegendSign.Line, line.Style, line.IsDashed)),
        .. _across.Select(line => new LegendEntry(line.Label, LegendSign.Across)),
        .. _upright.Select(line => new LegendEntry(line.Label, LegendSign.Upright)),
    ];

    private IEnumerable<double> AllX => _lines.SelectMany(line => line.X.Concat(line.Runs.SelectMany(run => run.X))).Concat(_points.SelectMany(points => points.X))
        .Concat(_upright.Select(line => line.At));

    private IEnumerable<double> AllY => _lines.SelectMany(line => line.Y.Concat(line.Low).Concat(line.High).Concat(line.Runs.SelectMany(run => run.Y)))
        .Concat(_points.SelectMany(points => points.Y)).Concat(_across.Select(line => line.At));

    public override void Draw(SvgWriter svg, Frame frame, bool withMarkers)
    {
        foreach (LineSeries line in _lines)
            DrawBand(svg, frame, line);
        foreach (ReferenceLine line in _across)
            if (frame.Y.Place(line.At) is >= 0 and <= 1)
                svg.Line(frame.Area.Left, frame.YOf(line.At), frame.Area.Right, frame.YOf(line.At), Paint.Muted, LineStyles.ReferenceWidth, LineStyles.Reference);
        DrawUpright(svg, frame, _upright);
        foreach (LineSeries line in _lines)
            DrawRuns(svg, frame, line);
        foreach (LineSeries line in _lines)
            svg.Stroke(PathOf(frame, line.X, line.Y, line.IsStepped), Paint.Of(line.Style), 1.8, line.IsDashed ? LineStyles.Dashed : "");
        for (int i = 0; withMarkers && i < _lines.Count; i++)
            DrawMarkers(svg, frame, _lines[i], (i + 0.5) / _lines.Count);
        foreach (PointSeries points in _points)
            for (int i = 0; i < Math.Min(points.X.Count, points.Y.Count); i++)
                if (Visible(frame, frame.Of(points.X[i], points.Y[i])) is { } spot)
                    Marker.Draw(svg, spot, points.Style);
    }

    private static void DrawBand(SvgWriter svg, Frame frame, LineSeries line)
    {
        int count = Math.Min(line.X.Count, Math.Min(line.Low.Count, line.High.Count));
        List<Spot> low = Stepped(Spots(frame, line.X, line.Low, count), line.IsStepped), high = Stepped(Spots(frame, line.X, line.High, count), line.IsStepped);
        var path = new SvgPath();
        Polyline.AddBand(path, low, high, frame.Area);
        svg.Fill(path, Paint.Of(line.Style), BandOpacity);
    }

    private static void DrawRuns(SvgWriter svg, Frame frame, LineSeries line)
    {
        bool isAlone = line.Y.Count == 0;
        var path = new SvgPath();
        foreach (Trace run in line.Runs)
            Polyline.AddTo(path, Stepped(Spots(frame, run.X, run.Y), line.IsStepped), frame.Area);
        svg.Stroke(path, Paint.Of(line.Style), isAlone ? 1.3 : 0.9, line.IsDashed ? LineStyles.Dashed : "", isAlone ? 0.9 : 0.5);
    }

    private static SvgPath PathOf(Frame frame, IReadOnlyList<double> x, IReadOnlyList<double> y, bool isStepped)
    {
        var path = new SvgPath();
        Polyline.AddTo(path, Stepped(Spots(frame, x, y), isStepped), frame.Area);
        return path;
    }

    /// <summary>A few markers along a curve, or along each of its runs; those of several curves stand at different places. A curve of few points has one at each.</summary>
    private static void DrawMarkers(SvgWriter svg, Frame frame, LineSeries line, double offset)
    {
        IEnumerable<Trace> marked = line.Y.Count > 0 ? [new Trace(line.X, line.Y)] : line.Runs;
        foreach (Trace trace in marked)
        {
            List<Spot> spots = Spots(frame, trace.X, trace.Y).FindAll(spot => Visible(frame, spot) is not null);
            if (spots.Count <= FewPoints)
                spots.ForEach(spot => Marker.Draw(svg, spot, line.Style, 2.8));
            else
                for (int i = 0; i < Markers; i++)
                    DrawNearest(svg, spots, frame.Area.Left + (frame.Area.Width * (i + offset) / Markers), frame.Area.Width / Markers, line.Style);
        }
    }

    private static void DrawNearest(SvgWriter svg, List<Spot> spots, double x, double spacing, int style)
    {
        Spot nearest = spots.MinBy(spot => Math.Abs(spot.X - x));
        if (Math.Abs(nearest.X - x) < spacing / 4)
            Marker.Draw(svg, nearest, style, 2.8);
    }

    private static Spot? Visible(Frame frame, Spot spot) =>
        spot.IsFinite && spot.X >= frame.Area.Left - 0.1 && spot.X <= frame.Area.Right + 0.1 && spot.Y >= frame.Area.Top - 0.1 && spot.Y <= frame.Area.Bottom + 0.1 ? spot : null;

    private static List<Spot> Spots(Frame frame, IReadOnlyList<double> x, IReadOnlyList<double> y, int most = int.MaxValue)
    {
        int count = Math.Min(most, Math.Min(x.Count, y.Count));
        List<Spot> spots = new(count);
        for (int i = 0; i < count; i++)
            spots.Add(frame.Of(x[i], y[i]));
        return spots;
    }

    private static List<Spot> Stepped(List<Spot> spots, bool isStepped)
    {
        if (!isStepped)
            return spots;
        List<Spot> steps = [];
        for (int i = 0; i < spots.Count; i++)
        {
            if (i > 0 && spots[i - 1].IsFinite && spots[i].IsFinite)
                steps.Add(new(spots[i].X, spots[i - 1].Y));
            steps.Add(spots[i]);
        }

        return steps;
    }
}
