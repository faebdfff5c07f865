using Ratchet.Environments.Drawing;
using Ratchet.Numerics;

namespace Ratchet.Environments.ClassicControl;

/// <summary>
/// What mountain cars drive in: ground of height 0.45·sin(3p) + 0.55 at position p, whose slope 1.35·cos(3p) is what pulls the car (−0.0025·cos(3p) in its
/// dynamics).
/// </summary>
internal static class Valley
{
    private const int Corners = 60;

    /// <summary>Draws valley, flag and car.</summary>
    public static void Draw(Scene scene, double position, double goal)
    {
        const double left = MountainCar.Dynamics.MinPosition, right = MountainCar.Dynamics.MaxPosition, flag = 0.2;
        scene.View(left, 0, right, 1.25);
        scene.SecondsPerFrame = 1.0 / 30;
        Span<double> ground = stackalloc double[2 * (Corners + 3)];
        for (int i = 0; i <= Corners; i++)
            (ground[2 * i], ground[(2 * i) + 1]) = PointAt(left + ((right - left) * i / Corners));
        (ground[^4], ground[^3], ground[^2], ground[^1]) = (right, 0, left, 0);
        scene.Polygon(ground, Paint.Faint);
        double foot = HeightAt(goal);
        scene.Line(goal, foot, goal, foot + flag, 0.01, Paint.Ink);
        scene.Polygon([goal, foot + flag, goal - 0.1, foot + (0.8 * flag), goal, foot + (0.6 * flag)], Paint.Green);
        DrawCar(scene, position);
    }

    /// <summary>A body on two wheels, along the slope.</summary>
    private static void DrawCar(Scene scene, double position)
    {
        const double halfLength = 0.07, wheel = 0.022, height = 0.06;
        double slope = 1.35 * Real.Cos(3 * position), scale = 1 / Math.Sqrt(1 + (slope * slope));
        (double x, double y) = PointAt(position);
        // Along the slope, and away from the ground.
        (double ax, double ay) = (scale, slope * scale);
        (double X, double Y) At(double along, double above) => (x + (along * ax) - (above * ay), y + (along * ay) + (above * ax));
        (double x1, double y1) = At(-halfLength, wheel);
        (double x2, double y2) = At(halfLength, wheel);
        (double x3, double y3) = At(0.7 * halfLength, wheel + height);
        (double x4, double y4) = At(-0.7 * halfLength, wheel + height);
        scene.Polygon([x1, y1, x2, y2, x3, y3, x4, y4], Paint.Blue);
        foreach (double along in (ReadOnlySpan<double>)[-0.6 * halfLength, 0.6 * halfLength])
        {
            (double wx, double wy) = At(along, wheel);
            scene.Circle(wx, wy, wheel, Paint.Ink);
        }
    }

    private static double HeightAt(double position) => (0.45 * Real.Sin(3 * position)) + 0.55;

    private static (double X, double Y) PointAt(double position) => (position, HeightAt(position));
}
