namespace Ratchet.Studies.Plotting.Drawing;

/// <summary>Curves as paths: cut at gaps, thinned to what can be seen, clipped to the plot.</summary>
internal static class Polyline
{
    /// <summary>Columns of thinning per pixel: screens with two points a pixel see no difference either.</summary>
    private const double ColumnsPerPixel = 2;

    /// <summary>What stands on an edge of the plot, such as a share of 100 %, may come to lie beyond it by a rounding, and is still inside.</summary>
    private const double Rounding = 1e-6;

    /// <summary>Adds a curve: its pieces between gaps; a point between two gaps is a dot.</summary>
    public static void AddTo(SvgPath path, IReadOnlyList<Spot> spots, Rect area)
    {
        area = WithEdges(area);
        foreach (List<Spot> piece in Pieces(spots))
            if (piece.Count > 1)
                AddLines(path, Thin(piece), area);
            else if (IsInside(piece[0], area))
                path.Dot(piece[0].X, piece[0].Y);
    }

    /// <summary>Adds the area between two curves that have the same x.</summary>
    public static void AddBand(SvgPath path, IReadOnlyList<Spot> low, IReadOnlyList<Spot> high, Rect area)
    {
        area = WithEdges(area);
        int start = 0;
        for (int i = 0; i <= low.Count; i++)
        {
            if (i < low.Count && low[i].IsFinite && high[i].IsFinite)
                continue;
            if (i - start > 1)
                AddPolygon(path, Outline(low, high, start, i), area);
            start = i + 1;
        }
    }

    /// <summary>The runs of points between those that are not finite.</summary>
    public static IEnumerable<List<Spot>> Pieces(IReadOnlyList<Spot> spots)
    {
        List<Spot> piece = [];
        foreach (Spot spot in spots)
        {
            if (spot.IsFinite)
            {
                piece.Add(spot);
            }
            else if (piece.Count > 0)
            {
                yield return piece;
                piece = [];
            }
        }

        if (piece.Count > 0)
            yield return piece;
    }

    /// <summary>
    /// Keeps of each column of pixels the first, the least, the greatest and the last point (M4; Jugel, Jerzak, Hackenbroich and Markl, VLDB 2014): every column that the
    /// curve paints stays painted from the same top to the same bottom, and is entered and left at the same place.
    /// </summary>
    public static List<Spot> Thin(List<Spot> spots)
    {
        List<Spot> kept = [];
        int start = 0;
        for (int i = 1; i <= spots.Count; i++)
        {
            if (i < spots.Count && ColumnOf(spots[i]) == ColumnOf(spots[start]))
                continue;
            KeepExtremes(spots, start, i, kept);
            start = i;
        }

        return kept;
    }

    private static double ColumnOf(Spot spot) => Math.Floor(spot.X * ColumnsPerPixel);

    private static void KeepExtremes(List<Spot> spots, int start, int end, List<Spot> kept)
    {
        int least = start, greatest = start;
        for (int i = start; i < end; i++)
        {
            least = spots[i].Y < spots[least].Y ? i : least;
            greatest = spots[i].Y > spots[greatest].Y ? i : greatest;
        }

        int last = -1;
        foreach (int i in (ReadOnlySpan<int>)[start, Math.Min(least, greatest), Math.Max(least, greatest), end - 1])
        {
            if (i > last)
                kept.Add(spots[i]);
            last = Math.Max(last, i);
        }
    }

    private static List<Spot> Outline(IReadOnlyList<Spot> low, IReadOnlyList<Spot> high, int start, int end)
    {
        List<Spot> outline = Thin([.. high.Skip(start).Take(end - start)]);
        List<Spot> back = Thin([.. low.Skip(start).Take(end - start)]);
        back.Reverse();
        outline.AddRange(back);
        return outline;
    }

    private static void AddLines(SvgPath path, List<Spot> spots, Rect area)
    {
        bool isOpen = false;
        for (int i = 1; i < spots.Count; i++)
        {
            if (Clip(spots[i - 1], spots[i], area) is not { } segment)
            {
                isOpen = false;
                continue;
            }

            if (!isOpen)
                path.MoveTo(segment.From.X, segment.From.Y);
            path.LineTo(segment.To.X, segment.To.Y);
            isOpen = segment.To == spots[i];
        }
    }

    /// <summary>The part of a segment inside a rectangle (Liang and Barsky 1984); null when there is none.</summary>
    private static (Spot From, Spot To)? Clip(Spot from, Spot to, Rect area)
    {
        if (IsInside(from, area) && IsInside(to, area))
            return (from, to);
        double dx = to.X - from.X, dy = to.Y - from.Y, enter = 0, leave = 1;
        foreach ((double slope, double room) in (ReadOnlySpan<(double, double)>)
            [(-dx, from.X - area.Left), (dx, area.Right - from.X), (-dy, from.Y - area.Top), (dy, area.Bottom - from.Y)])
        {
            if (slope == 0 && room < 0)
                return null;
            if (slope < 0)
                enter = Math.Max(enter, room / slope);
            else if (slope > 0)
                leave = Math.Min(leave, room / slope);
        }

        return enter > leave ? null : (enter > 0 ? At(enter) : from, leave < 1 ? At(leave) : to);

        Spot At(double share) => new(from.X + (share * dx), from.Y + (share * dy));
    }

    /// <summary>A polygon's part inside a rectangle, side by side (Sutherland and Hodgman 1974).</summary>
    private static void AddPolygon(SvgPath path, List<Spot> outline, Rect area)
    {
        outline = Cut(outline, spot => spot.X - area.Left);
        outline = Cut(outline, spot => area.Right - spot.X);
        outline = Cut(outline, spot => spot.Y - area.Top);
        outline = Cut(outline, spot => area.Bottom - spot.Y);
        if (outline.Count < 3)
            return;
        path.MoveTo(outline[0].X, outline[0].Y);
        foreach (Spot spot in outline)
            path.LineTo(spot.X, spot.Y);
        path.Close();
    }

    private static List<Spot> Cut(List<Spot> outline, Func<Spot, double> inside)
    {
        List<Spot> kept = [];
        for (int i = 0; i < outline.Count; i++)
        {
            Spot from = outline[i == 0 ? ^1 : i - 1], to = outline[i];
            double before = inside(from), after = inside(to);
            if ((before < 0) != (after < 0))
            {
                double share = before / (before - after);
                kept.Add(new(from.X + (share * (to.X - from.X)), from.Y + (share * (to.Y - from.Y))));
            }

            if (after >= 0)
                kept.Add(to);
        }

        return kept;
    }

    private static Rect WithEdges(Rect area) => new(area.Left - Rounding, area.Top - Rounding, area.Width + (2 * Rounding), area.Height + (2 * Rounding));

    private static bool IsInside(Spot spot, Rect area) => spot.X >= area.Left && spot.X <= area.Right && spot.Y >= area.Top && spot.Y <= area.Bottom;
}
