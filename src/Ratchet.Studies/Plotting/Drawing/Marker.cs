namespace Ratchet.Studies.Plotting.Drawing;

/// <summary>The second sign of a series besides its colour, for grey print and for readers who see few colours: eight shapes.</summary>
internal static class Marker
{
    private const int Shapes = 8;
    private const int FirstHollow = 5;

    /// <summary>Draws the marker of a style.</summary>
    public static void Draw(SvgWriter svg, Spot at, int style, double radius = 3.2)
    {
        int shape = ShapeOf(style);
        Paint colour = Paint.Of(style);
        bool isHollow = shape >= FirstHollow;
        SvgPath path = Outline(shape % FirstHollow, at, radius);
        svg.Shape(path, isHollow ? Paint.Paper : colour, isHollow ? colour : Paint.Paper, isHollow ? 1.4 : 0.8);
    }

    /// <summary>Styles beyond the eighth share colours with the first ones, but no shape.</summary>
    private static int ShapeOf(int style) => (int)(((uint)style + ((uint)style / Paint.SeriesCount)) % Shapes);

    private static SvgPath Outline(int shape, Spot at, double radius) => shape switch
    {
        0 => Polygon(at, radius, [(1, 0), (0.71, 0.71), (0, 1), (-0.71, 0.71), (-1, 0), (-0.71, -0.71), (0, -1), (0.71, -0.71)]),
        1 => Polygon(at, radius, [(0.9, 0.9), (-0.9, 0.9), (-0.9, -0.9), (0.9, -0.9)]),
        2 => Polygon(at, radius, [(0, -1.2), (1.1, 0.8), (-1.1, 0.8)]),
        3 => Polygon(at, radius, [(0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)]),
        _ => Polygon(at, radius, [(0, 1.2), (1.1, -0.8), (-1.1, -0.8)]),
    };

    private static SvgPath Polygon(Spot at, double radius, ReadOnlySpan<(double X, double Y)> corners)
    {
        var path = new SvgPath();
        for (int i = 0; i < corners.Length; i++)
        {
            (double x, double y) = (at.X + (corners[i].X * radius), at.Y + (corners[i].Y * radius));
            _ = i == 0 ? path.MoveTo(x, y) : path.LineTo(x, y);
        }

        return path.Close();
    }
}
