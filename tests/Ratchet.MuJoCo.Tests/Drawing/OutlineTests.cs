using Ratchet.Environments;
using Ratchet.Environments.Drawing;
using Ratchet.MuJoCo.Drawing;
using Ratchet.Numerics;
using Xunit;

namespace Ratchet.MuJoCo.Tests.Drawing;

/// <summary>Outlines of solids, against their corners and half axes.</summary>
public sealed class OutlineTests : NeedsMuJoCo
{
    private const string Solids = """
        <mujoco>
          <worldbody>
            <body pos="0 0 1">
              <joint name="lift" type="slide" axis="0 0 1" limited="true" range="-1 1"/>
              <geom type="box" size="0.1 0.2 0.3"/>
              <geom type="box" size="0.1 0.2 0.3" euler="0 0 30"/>
              <geom type="cylinder" size="0.1 0.4" euler="0 90 0"/>
              <geom type="ellipsoid" size="0.1 0.2 0.3"/>
            </body>
          </worldbody>
          <actuator><motor joint="lift"/></actuator>
        </mujoco>
        """;

    [Fact]
    public void A_box_is_its_six_outermost_corners()
    {
        // From above the box is a rectangle of 0.2 × 0.4; turned by 30°, its corners are ±0.1·(cos 30°, sin 30°) ± 0.2·(−sin 30°, cos 30°).
        double[][] outlines = Outlines(Camera.Above);
        Assert.Equal((-0.1, 0.1, -0.2, 0.2), Extent(outlines[0]));
        double cos = Math.Cos(Math.PI / 6), sin = 0.5;
        foreach ((int a, int b) in ((int, int)[])[(1, 1), (1, -1), (-1, 1), (-1, -1)])
            Assert.Contains(Points(outlines[1]), point => Near(point, ((0.1 * a * cos) - (0.2 * b * sin), (0.1 * a * sin) + (0.2 * b * cos))));
        // Obliquely: the eight corners lie inside or on the hexagon, and its six corners are among them.
        double[][] oblique = Outlines(Camera.Oblique);
        (double X, double Y)[] corners =
        [
            .. from x in (double[])[-0.1, 0.1] from y in (double[])[-0.2, 0.2] from z in (double[])[-0.3, 0.3]
               select ((0.8 * x) + (0.6 * y), (-3 / 13.0 * x) + (4 / 13.0 * y) + (12 / 13.0 * (z + 1))),
        ];
        Assert.Equal(6, Points(oblique[0]).Length);
        Assert.All(Points(oblique[0]), point => Assert.Contains(corners, corner => Near(corner, point)));
        Assert.Equal(6, Points(oblique[0]).Distinct().Count());
        Assert.All(corners, corner => Assert.True(IsWithin(corner, Points(oblique[0]))));
    }

    [Fact]
    public void A_cylinder_on_its_side_is_a_rectangle_and_seen_along_its_axis_a_disc()
    {
        // Along x, half length 0.4, radius 0.1, 1 m up.
        Assert.Equal((-0.4, 0.4, 0.9, 1.1), Extent(Outlines(Camera.Side)[2]));
        Assert.Equal((-0.4, 0.4, -0.1, 0.1), Extent(Outlines(Camera.Above)[2]));
    }

    [Fact]
    public void An_ellipsoid_reaches_to_its_half_axes_and_lies_on_its_ellipse()
    {
        double[] outline = Outlines(Camera.Side)[3];
        Assert.Equal((-0.1, 0.1, 0.7, 1.3), Extent(outline));
        Assert.All(Points(outline), point => Assert.Equal(1, Square(point.X / 0.1) + Square((point.Y - 1) / 0.3), 9));
    }

    [Fact]
    public void A_camera_s_axes_are_at_right_angles_and_of_length_one()
    {
        foreach (Camera camera in (Camera[])[Camera.Side, Camera.Above, Camera.Oblique, Camera.From(130, 25), Camera.From(-50, 80)])
        {
            // Of the unit vectors: the squares of what they show, and of their depths, sum to one each; the three rows are orthogonal.
            double[][] axes = [[1, 0, 0], [0, 1, 0], [0, 0, 1]];
            double[][] seen = [.. axes.Select(axis => (double[])[camera.Project(axis).X, camera.Project(axis).Y, camera.Depth(axis)])];
            for (int i = 0; i < 3; i++)
                for (int j = 0; j < 3; j++)
                    Assert.Equal(i == j ? 1 : 0, (seen[i][0] * seen[j][0]) + (seen[i][1] * seen[j][1]) + (seen[i][2] * seen[j][2]), 12);
        }
    }

    [Fact]
    public void The_named_cameras_are_angles()
    {
        double[] point = [0.3, -0.7, 0.2];
        // 3-4-5 and 5-12-13: the angles of the oblique one.
        double azimuth = Math.Atan2(3, 4) * 180 / Math.PI, elevation = Math.Atan2(5, 12) * 180 / Math.PI;
        foreach ((Camera one, Camera other) in ((Camera, Camera)[])[(Camera.Side, Camera.From(0, 0)), (Camera.Above, Camera.From(0, 90)), (Camera.Oblique, Camera.From(azimuth, elevation))])
            Assert.True(Near(one.Project(point), other.Project(point)) && Math.Abs(one.Depth(point) - other.Depth(point)) < 1e-9);
    }

    private static double[][] Outlines(Camera camera)
    {
        using var environment = new SolidsTask(MuJoCoModel.Load("solids", Solids), camera);
        return [.. BodyPictureTests.Bodies(BodyPictureTests.Show(environment)).Select(body => body.Numbers)];
    }

    private static (double X, double Y)[] Points(double[] outline) => [.. outline.Chunk(2).Select(pair => (pair[0], pair[1]))];

    private static (double Left, double Right, double Bottom, double Top) Extent(double[] outline)
    {
        (double X, double Y)[] points = Points(outline);
        return (Round(points.Min(point => point.X)), Round(points.Max(point => point.X)), Round(points.Min(point => point.Y)), Round(points.Max(point => point.Y)));
    }

    /// <summary>On one side of all edges, or on them.</summary>
    private static bool IsWithin((double X, double Y) point, (double X, double Y)[] polygon)
    {
        double[] sides = [.. polygon.Select((corner, i) =>
        {
            (double X, double Y) next = polygon[(i + 1) % polygon.Length];
            return ((next.X - corner.X) * (point.Y - corner.Y)) - ((next.Y - corner.Y) * (point.X - corner.X));
        })];
        return sides.All(side => side > -1e-9) || sides.All(side => side < 1e-9);
    }

    private static bool Near((double X, double Y) one, (double X, double Y) other) => Math.Abs(one.X - other.X) < 1e-9 && Math.Abs(one.Y - other.Y) < 1e-9;

    private static double Round(double value) => Math.Round(value, 9);

    private static double Square(double value) => value * value;

    private sealed class SolidsTask(MuJoCoModel model, Camera camera) : MuJoCoEnvironment(model, frameSkip: 1, observationSize: 1)
    {
        protected override Camera Camera => camera;

        public override Transition Step(ReadOnlySpan<double> action, ref RandomStream random) => default;

        protected override void DisturbStart(Span<double> positions, Span<double> velocities, ref RandomStream random)
        {
        }

        protected override void Observe(Span<double> observation)
        {
        }
    }
}
