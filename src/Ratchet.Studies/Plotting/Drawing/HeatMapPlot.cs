namespace Ratchet.Studies.Plotting.Drawing;

/// <summary>Draws values over a grid, and the colour bar beside it.</summary>
internal sealed class HeatMapPlot : Plot
{
    private const int Levels = 96;
    private const double BarGap = 12, BarWidth = 11, LabelGap = 6, LabelHeight = 18;

    private readonly HeatMapPanel _panel;
    private readonly AxisRange _colours;

    public HeatMapPlot(HeatMapPanel panel)
        : base(panel)
    {
        if (panel.Values.Count != panel.Columns.Count * panel.Rows.Count)
            throw new ArgumentException($"A heat map of {panel.Rows.Count} rows and {panel.Columns.Count} columns has {panel.Values.Count} values.", nameof(panel));
        _panel = panel;
        X = AxisRange.Of(panel.X, Edges(panel.Columns, panel.X.Scale), isTight: true);
        Y = AxisRange.Of(panel.Y, Edges(panel.Rows, panel.Y.Scale), isTight: true);
        _colours = RangeOfColours(panel);
    }

    public override Axis Bottom => _panel.X;

    public override Axis Side => _panel.Y;

    public override AxisRange X { get; }

    public override AxisRange Y { get; }

    public override IEnumerable<LegendEntry> Entries => [];

    public override double RightIn(double height) =>
        BarGap + BarWidth + LabelGap + ColourTicks(height).LabelWidth + (_panel.Colours.Label.Length > 0 ? LabelHeight : 0);

    public override void Draw(SvgWriter svg, Frame frame, bool withMarkers)
    {
        DrawCells(svg, frame);
        DrawBar(svg, frame.Area);
    }

    /// <summary>Cells of one colour are one path, neighbours in a row one rectangle of it.</summary>
    private void DrawCells(SvgWriter svg, Frame frame)
    {
        double[] left = [.. Edges(_panel.Columns, _panel.X.Scale).Select(x => Math.Clamp(frame.XOf(x), frame.Area.Left, frame.Area.Right))];
        double[] bottom = [.. Edges(_panel.Rows, _panel.Y.Scale).Select(y => Math.Clamp(frame.YOf(y), frame.Area.Top, frame.Area.Bottom))];
        var paths = new SortedDictionary<int, SvgPath>();
        int columns = _panel.Columns.Count;
        for (int row = 0; row < _panel.Rows.Count; row++)
            for (int from = 0, to; from < columns; from = to)
            {
                int level = LevelOf(_panel.Values[(row * columns) + from]);
                for (to = from + 1; to < columns && LevelOf(_panel.Values[(row * columns) + to]) == level; to++)
                {
                }

                if (level < 0)
                    continue;
                if (!paths.TryGetValue(level, out SvgPath? path))
                    paths.Add(level, path = new SvgPath());
                path.Rectangle(left[from], bottom[row + 1], left[to], bottom[row]);
            }

        foreach ((int level, SvgPath path) in paths)
            svg.FillCells(path, ColourOf(level));
    }

    private void DrawBar(SvgWriter svg, Rect area)
    {
        double left = area.Right + BarGap, right = left + BarWidth;
        for (int level = 0; level < Levels; level++)
        {
            double top = area.Bottom - (area.Height * (level + 1) / Levels);
            svg.FillCells(new SvgPath().Rectangle(left, top, right, area.Bottom - (area.Height * level / Levels)), ColourOf(level));
        }

        Ticks ticks = ColourTicks(area.Height);
        foreach (Tick tick in ticks.Major)
        {
            double y = area.Bottom - (_colours.Place(tick.Value) * area.Height);
            svg.Line(right, y, right + 3, y, Paint.Axis, 1);
            svg.Text(tick.Label, right + LabelGap, y + (0.35 * FigureLayout.TickSize), new(FigureLayout.TickSize, Paint.Muted));
        }

        string label = TextMetrics.Shorten(_panel.Colours.Label, FigureLayout.LabelSize, area.Height + 20);
        svg.Text(label, right + LabelGap + ticks.LabelWidth + 14, area.Top + (area.Height / 2), new(FigureLayout.LabelSize, Paint.Ink, Anchor.Middle, IsUpright: true), _panel.Colours.Label);
    }

    private Ticks ColourTicks(double height) => Ticks.Of(_colours, _panel.Colours.Format, height, isUpright: true);

    private Colour ColourOf(int level) => _panel.Map.At((level + 0.5) / Levels);

    private int LevelOf(double value)
    {
        double place = double.IsFinite(value) ? _colours.Place(value) : double.NaN;
        return double.IsNaN(place) ? -1 : Math.Clamp((int)(Math.Clamp(place, 0, 1) * Levels), 0, Levels - 1);
    }

    /// <summary>A diverging map reaches as far below 0 as above, so that its neutral colour is 0.</summary>
    private static AxisRange RangeOfColours(HeatMapPanel panel)
    {
        double[] values = [.. panel.Values.Where(double.IsFinite)];
        if (!panel.Map.IsDiverging)
        {
            double low = values.DefaultIfEmpty(0).Min(), high = values.DefaultIfEmpty(1).Max();
            return AxisRange.Of(panel.Colours, [low, high], isTight: true);
        }

        double most = Math.Max(Math.Abs(panel.Colours.Low ?? values.DefaultIfEmpty(1).Min()), Math.Abs(panel.Colours.High ?? values.DefaultIfEmpty(1).Max()));
        return AxisRange.Of(panel.Colours with { Scale = AxisScale.Linear, Low = -most, High = most }, []);
    }

    /// <summary>Halfway between centres, and as far beyond the outer ones; halfway in the logarithm on a logarithmic axis.</summary>
    private static double[] Edges(IReadOnlyList<double> centres, AxisScale scale)
    {
        bool isLog = scale == AxisScale.Log;
        double[] places = [.. centres.Select(centre => isLog ? Math.Log(centre) : centre)];
        if (places.Length == 0)
            return [];
        double[] edges = new double[places.Length + 1];
        for (int i = 1; i < places.Length; i++)
            edges[i] = (places[i - 1] + places[i]) / 2;
        edges[0] = places.Length > 1 ? places[0] - (edges[1] - places[0]) : places[0] - 0.5;
        edges[^1] = places.Length > 1 ? places[^1] + (places[^1] - edges[^2]) : places[0] + 0.5;
        return isLog ? Array.ConvertAll(edges, Math.Exp) : edges;
    }
}
