namespace Ratchet.Studies.Plotting.Drawing;

internal enum LegendSign
{
    Line,
    Point,
    Area,
    Across,
    Upright,
}

/// <summary>What a legend says of one series.</summary>
internal readonly record struct LegendEntry(string Label, LegendSign Sign, int Style = 0, bool IsDashed = false);

/// <summary>Signs with their names, in as many lines as they need; outside of the data.</summary>
internal sealed class Legend
{
    private const double Size = 12, LineHeight = 19, SignGap = 6, EntryGap = 20;

    private readonly List<(LegendEntry Entry, double Left, int Line)> _places = [];
    private readonly double _width;
    private readonly bool _hasMarkers;

    /// <summary>Places entries, each label once.</summary>
    /// <param name="entries">The entries; those without a label are left out.</param>
    /// <param name="width">Room for a line.</param>
    /// <param name="fewest">With fewer entries there is no legend.</param>
    public Legend(IEnumerable<LegendEntry> entries, double width, int fewest)
    {
        _width = width;
        LegendEntry[] distinct = [.. entries.Where(entry => entry.Label.Length > 0).DistinctBy(entry => entry.Label)];
        _hasMarkers = distinct.Count(entry => entry.Sign == LegendSign.Line) > 1;
        if (distinct.Length >= fewest)
            Place(distinct);
    }

    /// <summary>Its height; 0 without entries.</summary>
    public double Height => _places.Count == 0 ? 0 : (_places[^1].Line + 1) * LineHeight;

    public void Draw(SvgWriter svg, double left, double top)
    {
        foreach ((LegendEntry entry, double offset, int line) in _places)
        {
            double x = left + offset, middle = top + ((line + 0.5) * LineHeight);
            double sign = SignWidth(entry.Sign);
            DrawSign(svg, entry, x, middle, sign);
            string label = TextMetrics.Shorten(entry.Label, Size, _width - sign - SignGap);
            svg.Text(label, x + sign + SignGap, middle + (0.35 * Size), new(Size, Paint.Ink), entry.Label);
        }
    }

    private void Place(LegendEntry[] entries)
    {
        double left = 0;
        int line = 0;
        foreach (LegendEntry entry in entries)
        {
            double width = SignWidth(entry.Sign) + SignGap + TextMetrics.Width(entry.Label, Size);
            if (left > 0 && left + width > _width)
                (left, line) = (0, line + 1);
            _places.Add((entry, left, line));
            left += width + EntryGap;
        }
    }

    private static double SignWidth(LegendSign sign) => sign switch
    {
        LegendSign.Line or LegendSign.Across => 22,
        LegendSign.Area => 12,
        _ => 8,
    };

    private void DrawSign(SvgWriter svg, LegendEntry entry, double x, double y, double width)
    {
        switch (entry.Sign)
        {
            case LegendSign.Line:
                svg.Line(x, y, x + width, y, Paint.Of(entry.Style), 2, entry.IsDashed ? LineStyles.Dashed : "");
                if (_hasMarkers)
                    Marker.Draw(svg, new(x + (width / 2), y), entry.Style);
                break;
            case LegendSign.Point:
                Marker.Draw(svg, new(x + (width / 2), y), entry.Style);
                break;
            case LegendSign.Area:
                svg.Rectangle(new(x, y - 6, width, 12), Paint.Of(entry.Style), 1, 1.5);
                break;
            case LegendSign.Across:
                svg.Line(x, y, x + width, y, Paint.Muted, LineStyles.ReferenceWidth, LineStyles.Reference);
                break;
            default:
                svg.Line(x + (width / 2), y - 7, x + (width / 2), y + 7, Paint.Muted, LineStyles.ReferenceWidth, LineStyles.Reference);
                break;
        }
    }
}

/// <summary>How strokes look.</summary>
internal static class LineStyles
{
    public const string Dashed = "5 3";
    public const string Reference = "3 2.5";
    public const double ReferenceWidth = 1.2;
}
