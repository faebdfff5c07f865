using Ratchet.Environments;
using Ratchet.Environments.ClassicControl;
using Ratchet.Environments.Drawing;
using Xunit;

namespace Ratchet.Tests.Environments.Drawing;

/// <summary>Lengths and angles in the picture are those of the model.</summary>
public sealed class ClassicControlPictureTests
{
    private const int Digits = 12;

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.1)]
    [InlineData(-0.2)]
    public void The_pole_is_a_metre_long_and_stands_upright_at_zero(double theta)
    {
        double[] pole = Shapes(new CartPole(), [0.7, 0, theta, 0], ShapeKind.Line)[^1];
        // From the cart: sin θ to the right, cos θ up.
        Equal([0.7, 0, 0.7 + Math.Sin(theta), Math.Cos(theta)], pole);
    }

    [Fact]
    public void The_cart_s_track_ends_where_an_episode_does()
    {
        double[][] lines = Shapes(new CartPole(), [0, 0, 0, 0], ShapeKind.Line);
        Assert.Equal([-2.4, 2.4], lines[..2].Select(line => line[0]));
    }

    [Theory]
    [InlineData(0.0, 0.0)]
    [InlineData(0.4, -1.3)]
    [InlineData(Math.PI, 0.0)]
    public void The_links_of_the_acrobot_hang_down_at_zero_and_meet_in_the_joint(double theta1, double theta2)
    {
        double[][] links = Shapes(new Acrobot(), [theta1, theta2, 0, 0], ShapeKind.Line)[1..];
        double x = Math.Sin(theta1), y = -Math.Cos(theta1);
        Equal([0, 0, x, y], links[0]);
        Equal([x, y, x + Math.Sin(theta1 + theta2), y - Math.Cos(theta1 + theta2)], links[1]);
    }

    [Fact]
    public void The_acrobot_s_line_is_where_its_end_terminates_the_episode()
    {
        // −cos θ1 − cos(θ1 + θ2) > 1 is the height of the end above 1.
        double[] line = Shapes(new Acrobot(), [0, 0, 0, 0], ShapeKind.Line)[0];
        Assert.Equal((1.0, 1.0), (line[1], line[3]));
    }

    [Fact]
    public void The_pendulum_is_upright_at_zero_and_hangs_down_at_pi()
    {
        Equal([0, 0, 0, 1], Shapes(new Pendulum(), [0, 0], ShapeKind.Line)[^1]);
        Equal([0, 0, 0, -1], Shapes(new Pendulum(), [Math.PI, 0], ShapeKind.Line)[^1]);
        // A positive angle is counter-clockwise: to the left.
        Equal([0, 0, -1, 0], Shapes(new Pendulum(), [Math.PI / 2, 0], ShapeKind.Line)[^1]);
    }

    [Theory]
    [InlineData(-1.2)]
    [InlineData(-0.5)]
    [InlineData(0.3)]
    public void The_car_stands_on_its_wheels_along_the_slope(double position)
    {
        double[][] wheels = Shapes(new MountainCar(), [position, 0], ShapeKind.Circle);
        // Midway between the wheels' centres, one radius above the ground along its normal; their line has the slope 1.35·cos 3p.
        double slope = 1.35 * Math.Cos(3 * position), length = Math.Sqrt(1 + (slope * slope)), radius = wheels[0][2];
        Assert.Equal(slope, (wheels[1][1] - wheels[0][1]) / (wheels[1][0] - wheels[0][0]), 9);
        Assert.Equal(position - (radius * slope / length), (wheels[0][0] + wheels[1][0]) / 2, Digits);
        Assert.Equal((0.45 * Math.Sin(3 * position)) + 0.55 + (radius / length), (wheels[0][1] + wheels[1][1]) / 2, Digits);
    }

    [Fact]
    public void The_flag_stands_at_the_goal_of_each_mountain_car()
    {
        foreach ((IEnvironment environment, double goal) in ((IEnvironment, double)[])[(new MountainCar(), 0.5), (new MountainCarContinuous(), 0.45)])
        {
            double[] pole = Shapes(environment, [0, 0], ShapeKind.Line)[0];
            Assert.Equal((goal, goal), (pole[0], pole[2]));
            Assert.Equal((0.45 * Math.Sin(3 * goal)) + 0.55, pole[1], Digits);
        }
    }

    private static double[][] Shapes(IEnvironment environment, double[] state, ShapeKind kind)
    {
        environment.SetState(state);
        var scene = new Scene();
        Assert.True(scene.Show(environment));
        List<double[]> found = [];
        foreach (Shape shape in scene.Shapes)
            if (shape.Kind == kind)
                found.Add(scene.Numbers.Slice(shape.First, shape.Count).ToArray());
        return [.. found];
    }

    private static void Equal(double[] ends, double[] line)
    {
        for (int i = 0; i < ends.Length; i++)
            Assert.Equal(ends[i], line[i], Digits);
    }
}
