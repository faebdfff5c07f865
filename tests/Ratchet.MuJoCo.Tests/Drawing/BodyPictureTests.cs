using Ratchet.Environments;
using Ratchet.Environments.Drawing;
using Ratchet.MuJoCo.Tasks;
using Ratchet.Numerics;
using Xunit;

namespace Ratchet.MuJoCo.Tests.Drawing;

/// <summary>Bodies in the picture have the sizes and places of the model, and looking at them changes nothing.</summary>
public sealed class BodyPictureTests : NeedsMuJoCo
{
    [Theory]
    [MemberData(nameof(Tasks))]
    public void Every_task_begins_within_its_view(string task)
    {
        using MuJoCoEnvironment environment = Make(task);
        Scene scene = Show(environment);
        foreach ((Shape shape, double[] numbers) in Bodies(scene))
        {
            int ends = shape.Kind switch { ShapeKind.Line => 4, ShapeKind.Circle => 2, _ => numbers.Length };
            for (int i = 0; i < ends; i += 2)
            {
                Assert.InRange(numbers[i], scene.Left, scene.Right);
                Assert.InRange(numbers[i + 1], scene.Bottom, scene.Top);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public void An_episode_is_the_same_drawn_or_not(string task)
    {
        double[] Play(bool draw)
        {
            using MuJoCoEnvironment environment = Make(task);
            RandomStream random = Stream();
            environment.Reset(ref random);
            for (int step = 0; step < 10; step++)
            {
                if (draw)
                    Show(environment);
                environment.Step(RandomAction(environment, ref random), ref random);
            }

            double[] snapshot = new double[environment.SnapshotSize];
            environment.SaveSnapshot(snapshot);
            return snapshot;
        }

        Assert.Equal(Play(draw: false), Play(draw: true));
    }

    /// <summary>
    /// Where all lies in the plane that is looked at, a capsule is as long as it is: 2 × its half length in the model's file. The pictures are those of moving bodies.
    /// </summary>
    [Theory]
    [InlineData("halfcheetah", new[] { 1, 0.3, 0.29, 0.3, 0.188, 0.266, 0.212, 0.14 }, new[] { 0.092, 0.092, 0.092, 0.092, 0.092, 0.092, 0.092, 0.092 })]
    [InlineData("hopper", new[] { 0.4, 0.45, 0.5, 0.39 }, new[] { 0.1, 0.1, 0.08, 0.12 })]
    [InlineData("walker2d", new[] { 0.4, 0.45, 0.5, 0.2, 0.45, 0.5, 0.2 }, new[] { 0.1, 0.1, 0.08, 0.12, 0.1, 0.08, 0.12 })]
    [InlineData("swimmer", new[] { 1.0, 1, 1 }, new[] { 0.2, 0.2, 0.2 })]
    [InlineData("inverted-double-pendulum", new[] { 2, 0.2, 0.6, 0.6 }, new[] { 0.04, 0.2, 0.09, 0.09 })]
    public void Capsules_are_as_long_and_as_thick_as_in_the_model(string task, double[] lengths, double[] widths)
    {
        using MuJoCoEnvironment environment = Make(task);
        RandomStream random = Stream();
        environment.Reset(ref random);
        for (int step = 0; step < 10; step++)
        {
            environment.Step(RandomAction(environment, ref random), ref random);
            (Shape Shape, double[] Numbers)[] lines = [.. Bodies(Show(environment)).Where(body => body.Shape.Kind == ShapeKind.Line)];
            Assert.Equal(lengths, lines.Select(line => Length(line.Numbers)), Close);
            Assert.Equal(widths, lines.Select(line => line.Numbers[4]), Close);
        }
    }

    /// <summary>
    /// Hopper stands: torso 1.05 … 1.45 m (centre 1.25, half length 0.2), thigh 0.6 … 1.05, leg 0.1 … 0.6, foot at 0.1 from −0.13 to 0.26 (its body at 0.13, centre −0.065 from
    /// there, half length 0.195); each begins where the one before ends.
    /// </summary>
    [Fact]
    public void Joints_meet()
    {
        using MuJoCoEnvironment hopper = Make("hopper");
        double[][] lines = [.. Bodies(Show(hopper)).Select(body => Sorted(body.Numbers))];
        double[][] expected = [[0, 1.05, 0, 1.45], [0, 0.6, 0, 1.05], [0, 0.1, 0, 0.6], [-0.13, 0.1, 0.26, 0.1]];
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], lines[i][..4], Close);
    }

    /// <summary>Seen obliquely a capsule is shorter by the share of it that points at the reader: |projection|² = length² − (length · view)².</summary>
    [Theory]
    [InlineData("ant")]
    [InlineData("humanoid")]
    public void Seen_obliquely_a_capsule_is_its_projection(string task)
    {
        using MuJoCoEnvironment environment = Make(task);
        RandomStream random = Stream();
        environment.Reset(ref random);
        environment.Step(RandomAction(environment, ref random), ref random);
        double[][] lines = [.. Bodies(Show(environment)).Where(body => body.Shape.Kind == ShapeKind.Line).Select(body => body.Numbers)];
        int[] capsules = [.. Enumerable.Range(0, environment.Model.GeomCount).Where(geom => TypeOf(environment, geom) == Layout.mjGEOM_CAPSULE)];
        Assert.Equal(capsules.Length, lines.Length);
        // From the front on the right: the view's direction is (−3/5, 4/5, 0)·12/13 + (0, 0, −5/13).
        double[] view = [-36 / 65.0, 48 / 65.0, -25 / 65.0];
        for (int i = 0; i < lines.Length; i++)
        {
            ReadOnlySpan<double> axes = environment.Array(Layout.Data.geom_xmat, 9 * environment.Model.GeomCount).Slice(9 * capsules[i], 9);
            double length = 2 * environment.Model.Doubles(Layout.Model.geom_size, 3 * environment.Model.GeomCount)[(3 * capsules[i]) + 1];
            double towards = length * ((axes[2] * view[0]) + (axes[5] * view[1]) + (axes[8] * view[2]));
            Assert.Equal(Math.Sqrt((length * length) - (towards * towards)), Length(lines[i]), 9);
        }
    }

    [Fact]
    public void The_view_goes_along_with_the_body_over_the_ground()
    {
        using var cheetah = new HalfCheetah();
        double[] state = State(cheetah);
        Scene here = Show(cheetah);
        state[0] += 7;
        state[1] += 0.5;
        cheetah.SetState(state);
        Scene there = Show(cheetah);
        Assert.Equal(here.Left + 7, there.Left, 9);
        Assert.Equal(here.Bottom, there.Bottom, 9);
        (double[] one, double[] other) = (Bodies(here)[0].Numbers, Bodies(there)[0].Numbers);
        Assert.Equal(one[0] + 7, other[0], 9);
        Assert.Equal(one[1] + 0.5, other[1], 9);
    }

    [Fact]
    public void A_cart_on_a_rail_is_seen_to_move()
    {
        using var pendulum = new InvertedPendulum();
        Scene here = Show(pendulum);
        pendulum.SetState([0.5, 0, 0, 0]);
        Assert.Equal(here.Left, Show(pendulum).Left);
    }

    [Fact]
    public void Time_passes_as_in_the_simulation()
    {
        // HalfCheetah: five steps of 0.01 s; Reacher: two of 0.01 s.
        using MuJoCoEnvironment cheetah = Make("halfcheetah"), reacher = Make("reacher");
        Assert.Equal(0.05, Show(cheetah).SecondsPerFrame, 12);
        Assert.Equal(0.02, Show(reacher).SecondsPerFrame, 12);
    }

    [Fact]
    public void Left_and_right_limbs_and_things_apart_have_colours_of_their_own()
    {
        using MuJoCoEnvironment humanoid = Make("humanoid"), walker = Make("walker2d"), reacher = Make("reacher");
        Assert.Equal([Paint.Blue, Paint.Orange, Paint.Green], Bodies(Show(humanoid)).Select(body => body.Shape.Fill).Distinct().OrderBy(paint => paint == Paint.Blue ? 0 : paint == Paint.Orange ? 1 : 2));
        // Torso, then both legs of three capsules.
        Assert.Equal(
            [Paint.Blue, Paint.Orange, Paint.Orange, Paint.Orange, Paint.Green, Paint.Green, Paint.Green], Bodies(Show(walker)).Select(body => body.Shape.Fill));
        // The walls and the root stand still; the target is no part of the arm.
        Assert.Equal(Paint.Red, Bodies(Show(reacher))[^1].Shape.Fill);
        Assert.Equal(5, Bodies(Show(reacher)).Count(body => body.Shape.Fill == Paint.Grey));
    }

    internal static Scene Show(IEnvironment environment)
    {
        var scene = new Scene();
        Assert.True(scene.Show(environment));
        return scene;
    }

    internal static (Shape Shape, double[] Numbers)[] Bodies(Scene scene)
    {
        List<(Shape, double[])> bodies = [];
        foreach (Shape shape in scene.Shapes)
            if (shape.Kind is not (ShapeKind.Ground or ShapeKind.Floor))
                bodies.Add((shape, scene.Numbers.Slice(shape.First, shape.Count).ToArray()));
        return [.. bodies];
    }

    private static unsafe int TypeOf(MuJoCoEnvironment environment, int geom) => environment.Model.Ints(Layout.Model.geom_type)[geom];

    private static double Length(double[] line) => Math.Sqrt(((line[2] - line[0]) * (line[2] - line[0])) + ((line[3] - line[1]) * (line[3] - line[1])));

    /// <summary>From the left to the right, or from below.</summary>
    private static double[] Sorted(double[] line) =>
        line[0] < line[2] - 1e-9 || (Math.Abs(line[0] - line[2]) < 1e-9 && line[1] < line[3]) ? line : [line[2], line[3], line[0], line[1], line[4]];

    private static bool Close(double one, double other) => Math.Abs(one - other) < 1e-9;
}
