using Ratchet.Numerics;

namespace Ratchet.MuJoCo.Drawing;

/// <summary>
/// From where a model is looked at, without perspective: a length in the picture is the length in the world, as seen from this side. The axes are exact fractions, so
/// that the picture has the same bits everywhere.
/// </summary>
public sealed record Camera
{
    private readonly (double X, double Y, double Z) _right;
    private readonly (double X, double Y, double Z) _up;

    private Camera((double X, double Y, double Z) right, (double X, double Y, double Z) up) => (_right, _up) = (right, up);

    /// <summary>From the side, along y: x to the right, z up. For what moves in that plane.</summary>
    public static Camera Side { get; } = new((1, 0, 0), (0, 0, 1));

    /// <summary>From above: x to the right, y up.</summary>
    public static Camera Above { get; } = new((1, 0, 0), (0, 1, 0));

    /// <summary>From the front on the right, and 23° from above: x to the right and towards the reader, z up.</summary>
    public static Camera Oblique { get; } = new((4 / 5.0, 3 / 5.0, 0), (-3 / 5.0 * 5 / 13, 4 / 5.0 * 5 / 13, 12 / 13.0));

    /// <summary>From anywhere.</summary>
    /// <param name="azimuth">Degrees from the x axis to what is to the right in the picture; 0 looks along y.</param>
    /// <param name="elevation">Degrees above the horizon: 0 is level, 90 straight down.</param>
    public static Camera From(double azimuth, double elevation)
    {
        (double sinA, double cosA) = Real.SinCos(azimuth * (Math.PI / 180));
        (double sinE, double cosE) = Real.SinCos(elevation * (Math.PI / 180));
        return new Camera((cosA, sinA, 0), (-sinA * sinE, cosA * sinE, cosE));
    }

    /// <summary>Whether the horizon is a line: level ground is seen from its edge.</summary>
    internal bool IsLevel => _up.Z == 1;

    /// <summary>Where a point, or a vector, is in the picture.</summary>
    internal (double X, double Y) Project(ReadOnlySpan<double> point) => (Dot(_right, point), Dot(_up, point));

    /// <summary>How near a point is to who looks: along right × up.</summary>
    internal double Depth(ReadOnlySpan<double> point) => Dot(
        ((_right.Y * _up.Z) - (_right.Z * _up.Y), (_right.Z * _up.X) - (_right.X * _up.Z), (_right.X * _up.Y) - (_right.Y * _up.X)), point);

    private static double Dot((double X, double Y, double Z) axis, ReadOnlySpan<double> point) => (axis.X * point[0]) + (axis.Y * point[1]) + (axis.Z * point[2]);
}
