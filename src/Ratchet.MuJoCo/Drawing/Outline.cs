using Ratchet.Environments.Drawing;
using Ratchet.Numerics;

namespace Ratchet.MuJoCo.Drawing;

/// <summary>
/// The outline of a geom in the picture. Seen without perspective, a sphere is a disc, a capsule a line with round caps as thick as the capsule, and everything else that
/// is convex the polygon of its outermost points.
/// </summary>
internal static class Outline
{
    /// <summary>Directions in which the outermost point of a round body is sought.</summary>
    private const int Corners = 32;

    /// <summary>Draws a geom.</summary>
    /// <param name="scene">Where.</param>
    /// <param name="camera">From where it is seen.</param>
    /// <param name="type">mjtGeom.</param>
    /// <param name="size">[3]: geom_size.</param>
    /// <param name="position">[3]: geom_xpos.</param>
    /// <param name="orientation">[9]: geom_xmat, by rows; its columns are the geom's own axes.</param>
    /// <param name="paint">Its colour.</param>
    public static void Draw(Scene scene, Camera camera, int type, ReadOnlySpan<double> size, ReadOnlySpan<double> position, ReadOnlySpan<double> orientation, Paint paint)
    {
        (double x, double y) = camera.Project(position);
        switch (type)
        {
            case Layout.mjGEOM_SPHERE:
                scene.Circle(x, y, size[0], paint);
                break;
            case Layout.mjGEOM_CAPSULE:
                (double ax, double ay) = Axis(camera, orientation, 2, size[1]);
                scene.Line(x - ax, y - ay, x + ax, y + ay, 2 * size[0], paint);
                break;
            case Layout.mjGEOM_BOX or Layout.mjGEOM_MESH:
                DrawBox(scene, (x, y), Axis(camera, orientation, 0, size[0]), Axis(camera, orientation, 1, size[1]), Axis(camera, orientation, 2, size[2]), paint);
                break;
            case Layout.mjGEOM_CYLINDER:
                DrawRound(scene, (x, y), Axis(camera, orientation, 0, size[0]), Axis(camera, orientation, 1, size[0]), (0, 0), Axis(camera, orientation, 2, size[1]), paint);
                break;
            case Layout.mjGEOM_ELLIPSOID:
                DrawRound(scene, (x, y), Axis(camera, orientation, 0, size[0]), Axis(camera, orientation, 1, size[1]), Axis(camera, orientation, 2, size[2]), (0, 0), paint);
                break;
        }
    }

    /// <summary>One of the geom's axes in the picture, of some length.</summary>
    private static (double X, double Y) Axis(Camera camera, ReadOnlySpan<double> orientation, int axis, double length)
    {
        (double x, double y) = camera.Project([orientation[axis], orientation[3 + axis], orientation[6 + axis]]);
        return (length * x, length * y);
    }

    /// <summary>
    /// A box is the sum of its three edges, and so is its outline: from the lowest corner along the edges in the order of their angles, and back the same way.
    /// </summary>
    private static void DrawBox(Scene scene, (double X, double Y) centre, (double X, double Y) a, (double X, double Y) b, (double X, double Y) c, Paint paint)
    {
        Span<(double X, double Y)> edges = [Upward(a), Upward(b), Upward(c)];
        edges.Sort(static (one, other) => (other.X * one.Y - other.Y * one.X).CompareTo(0));
        Span<double> corners = stackalloc double[12];
        (double x, double y) = (centre.X - edges[0].X - edges[1].X - edges[2].X, centre.Y - edges[0].Y - edges[1].Y - edges[2].Y);
        for (int i = 0; i < 6; i++)
        {
            (corners[2 * i], corners[(2 * i) + 1]) = (x, y);
            int way = i < 3 ? 2 : -2;
            x += way * edges[i % 3].X;
            y += way * edges[i % 3].Y;
        }

        scene.Polygon(corners, paint);
    }

    /// <summary>The same edge, pointing into the upper half of the picture.</summary>
    private static (double X, double Y) Upward((double X, double Y) edge) => edge.Y < 0 || (edge.Y == 0 && edge.X < 0) ? (-edge.X, -edge.Y) : edge;

    /// <summary>
    /// A body that is an ellipsoid with the half axes a, b, c, moved along a way from −s to s. In the direction d its outermost point is
    /// ± s + (a (a·d) + b (b·d) + c (c·d)) / √((a·d)² + (b·d)² + (c·d)²), with the sign of s·d; a cylinder is a disc (c = 0) that is moved along its axis.
    /// </summary>
    private static void DrawRound(
        Scene scene, (double X, double Y) centre, (double X, double Y) a, (double X, double Y) b, (double X, double Y) c, (double X, double Y) s, Paint paint)
    {
        Span<double> corners = stackalloc double[2 * Corners];
        for (int i = 0; i < Corners; i++)
        {
            (double dy, double dx) = Real.SinCos(2 * Math.PI * i / Corners);
            double alongA = (a.X * dx) + (a.Y * dy), alongB = (b.X * dx) + (b.Y * dy), alongC = (c.X * dx) + (c.Y * dy);
            double length = Math.Sqrt((alongA * alongA) + (alongB * alongB) + (alongC * alongC));
            // A disc seen from its edge, in the direction in which it is a point.
            double scale = length > 0 ? 1 / length : 0, side = (s.X * dx) + (s.Y * dy) < 0 ? -1 : 1;
            corners[2 * i] = centre.X + (side * s.X) + (scale * ((a.X * alongA) + (b.X * alongB) + (c.X * alongC)));
            corners[(2 * i) + 1] = centre.Y + (side * s.Y) + (scale * ((a.Y * alongA) + (b.Y * alongB) + (c.Y * alongC)));
        }

        scene.Polygon(corners, paint);
    }
}
