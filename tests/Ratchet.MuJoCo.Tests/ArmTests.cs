using Ratchet.Environments;
using Ratchet.Numerics;
using Xunit;

namespace Ratchet.MuJoCo.Tests;

/// <summary>The tasks of reaching and balancing, whose rewards and observations read places that lag behind the state.</summary>
public sealed class ArmTests : NeedsMuJoCo
{
    // The fingertip of links 0.1 and 0.11: (0.1 cos q₀ + 0.11 cos(q₀ + q₁), 0.1 sin q₀ + 0.11 sin(q₀ + q₁)). After SetState everything is
    // up to date; the second step finds the distance of the first step's observation, although the arm has moved on since.
    [Fact]
    public void The_reacher_pays_for_the_distance_before_the_step_and_the_unclamped_action()
    {
        using MuJoCoEnvironment reacher = Make("reacher");
        reacher.SetState([0.5, -0.8, 0.15, 0.05, 2, -3, 0, 0]);
        RandomStream random = default;
        double x = 0.1 * Math.Cos(0.5) + 0.11 * Math.Cos(-0.3) - 0.15, y = 0.1 * Math.Sin(0.5) + 0.11 * Math.Sin(-0.3) - 0.05;
        Transition first = reacher.Step([0.5, -2], ref random);
        Assert.Equal(-Math.Sqrt(x * x + y * y) - 4.25, first.Reward, 1e-12);
        double[] lagged = first.Observation[8..].ToArray(), state = State(reacher);
        double moved = 0.1 * Math.Cos(state[0]) + 0.11 * Math.Cos(state[0] + state[1]) - 0.15;
        Assert.NotEqual(moved, lagged[0], 1e-8);
        Assert.Equal(-Math.Sqrt(lagged.Sum(d => d * d)), reacher.Step([0, 0], ref random).Reward, 1e-12);
    }

    [Fact]
    public void The_reacher_observes_angles_target_velocities_and_the_way()
    {
        using MuJoCoEnvironment reacher = Make("reacher");
        RandomStream random = Stream();
        reacher.Reset(ref random);
        double[] seen = reacher.Step([0.3, 0.7], ref random).Observation.ToArray(), state = State(reacher);
        double[] expected = [Math.Cos(state[0]), Math.Cos(state[1]), Math.Sin(state[0]), Math.Sin(state[1]), state[2], state[3], state[4], state[5]];
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], seen[i], 1e-14);
        int fingertip = 3 * reacher.Model.BodyIndex("fingertip"), target = 3 * reacher.Model.BodyIndex("target");
        double[] places = reacher.Array(Layout.Data.xpos, 15).ToArray();
        for (int i = 0; i < 3; i++)
            Assert.Equal(places[fingertip + i] - places[target + i], seen[8 + i]);
        Assert.Equal(state[2], places[target], 1e-12);
        Assert.Equal(state[3], places[target + 1], 1e-12);
        Assert.Equal(0, seen[10], 1e-12);
    }

    // Uniform in a disc of radius R: E r² = R²/2 = 0.02. 4000 draws: a standard deviation of R²/√12/√4000 = 0.00018.
    [Fact]
    public void The_reachers_target_is_uniform_in_its_disc_and_at_rest()
    {
        using MuJoCoEnvironment reacher = Make("reacher");
        RandomStream random = Stream();
        double squares = 0, x = 0, y = 0;
        for (int reset = 0; reset < 4000; reset++)
        {
            reacher.Reset(ref random);
            double[] state = State(reacher);
            double square = state[2] * state[2] + state[3] * state[3];
            Assert.True(square < 0.04);
            Assert.All(state[..2], angle => Assert.InRange(angle, -0.1, 0.1));
            Assert.All(state[4..6], velocity => Assert.InRange(velocity, -0.005, 0.005));
            Assert.Equal([0, 0], state[6..]);
            (squares, x, y) = (squares + square, x + state[2], y + state[3]);
        }
        Assert.Equal(0.02, squares / 4000, 0.001);
        Assert.Equal(0, x / 4000, 0.01);
        Assert.Equal(0, y / 4000, 0.01);
    }

    // With all joints at 0 the arm lies along x from (0, −0.6, 0): its tip is at 0.1 + 0.4 + 0.321 = 0.821. The object's offsets (0.02
    // along y, −0.03 along x) put it at (0.42, −0.03, −0.275), the goal stays at (0.45, −0.05, −0.323).
    [Fact]
    public void The_pusher_pays_for_the_distances_before_the_step()
    {
        using MuJoCoEnvironment pusher = Make("pusher");
        double[] state = new double[22];
        (state[7], state[8], state[11]) = (0.02, -0.03, 1);
        pusher.SetState(state);
        RandomStream random = default;
        double toGoal = Length(0.03, 0.02, 0.048), toTip = Length(0.821 - 0.42, -0.6 + 0.03, 0.275);
        Transition first = pusher.Step([1, 0, 0, -3, 0, 0, 0], ref random);
        Assert.Equal(-toGoal - 0.1 * 10 - 0.5 * toTip, first.Reward, 1e-12);
        double[] seen = first.Observation.ToArray(), places = pusher.Array(Layout.Data.xpos, 3 * 13).ToArray();
        int tip = 3 * pusher.Model.BodyIndex("tips_arm"), thing = 3 * pusher.Model.BodyIndex("object"), goal = 3 * pusher.Model.BodyIndex("goal");
        double[] after = State(pusher);
        Assert.Equal([.. after[..7], .. after[11..18], .. places[tip..(tip + 3)], .. places[thing..(thing + 3)], .. places[goal..(goal + 3)]], seen);
        double expected = -Length(seen[17] - seen[20], seen[18] - seen[21], seen[19] - seen[22])
            - 0.5 * Length(seen[17] - seen[14], seen[18] - seen[15], seen[19] - seen[16]);
        Assert.Equal(expected, pusher.Step(new double[7], ref random).Reward, 1e-12);
    }

    [Fact]
    public void The_pushers_object_slides_along_y_first()
    {
        using MuJoCoEnvironment pusher = Make("pusher");
        double[] state = new double[22];
        (state[7], state[8], state[9], state[10]) = (0.1, 0.2, -0.1, -0.2);
        pusher.SetState(state);
        ReadOnlySpan<double> places = pusher.Array(Layout.Data.xpos, 3 * 13);
        Assert.Equal([0.45 + 0.2, -0.05 + 0.1, -0.275], places.Slice(3 * pusher.Model.BodyIndex("object"), 3).ToArray());
        Assert.Equal([0.45 - 0.2, -0.05 - 0.1, -0.323], places.Slice(3 * pusher.Model.BodyIndex("goal"), 3).ToArray());
    }

    [Fact]
    public void The_pusher_starts_with_the_object_away_from_the_goal()
    {
        using MuJoCoEnvironment pusher = Make("pusher");
        RandomStream random = Stream();
        double lowest = 0, widest = 0, nearest = 1;
        for (int reset = 0; reset < 2000; reset++)
        {
            pusher.Reset(ref random);
            double[] state = State(pusher);
            Assert.InRange(state[7], -0.3, 0);
            Assert.InRange(state[8], -0.2, 0.2);
            double distance = Length(state[7], state[8], 0);
            Assert.True(distance > 0.17);
            Assert.All(state[..7].Concat(state[9..11]), position => Assert.Equal(0, position));
            Assert.All(state[11..18], velocity => Assert.InRange(velocity, -0.005, 0.005));
            Assert.Contains(state[11..18], velocity => velocity != 0);
            Assert.Equal(new double[4], state[18..]);
            (lowest, widest, nearest) = (Math.Min(lowest, state[7]), Math.Max(widest, Math.Abs(state[8])), Math.Min(nearest, distance));
        }
        Assert.True(lowest < -0.29 && widest > 0.19 && nearest < 0.18, "the starts do not fill their region");
    }

    // Two poles of 0.6: the tip is at (q₀ + 0.6 sin q₁ + 0.6 sin(q₁ + q₂), 0.6 cos q₁ + 0.6 cos(q₁ + q₂)). The reward reads it as the last
    // evaluation saw it, and the velocities as they are.
    [Fact]
    public void The_double_pendulums_reward_reads_the_lagged_tip_and_the_new_velocities()
    {
        using MuJoCoEnvironment pendulum = Make("inverted-double-pendulum");
        double[] start = [0.2, 0.1, -0.3, 0.5, 1, -2];
        pendulum.SetState(start);
        double[] tip = pendulum.Array(Layout.Data.site_xpos, 3).ToArray();
        Assert.Equal(0.2 + 0.6 * Math.Sin(0.1) + 0.6 * Math.Sin(-0.2), tip[0], 1e-12);
        Assert.Equal(0.6 * Math.Cos(0.1) + 0.6 * Math.Cos(-0.2), tip[2], 1e-12);
        RandomStream random = default;
        double reward = pendulum.Step([0.3], ref random).Reward;
        double[] state = State(pendulum);
        tip = pendulum.Array(Layout.Data.site_xpos, 3).ToArray();
        Assert.NotEqual(state[0] + 0.6 * Math.Sin(state[1]) + 0.6 * Math.Sin(state[1] + state[2]), tip[0], 1e-8);
        double expected = 10 - 0.01 * tip[0] * tip[0] - Math.Pow(tip[2] - 2, 2) - 0.001 * state[4] * state[4] - 0.005 * state[5] * state[5];
        Assert.Equal(expected, reward, 1e-12);
    }

    // The cart beyond its limit of 1 is pushed back by far more than 10.
    [Fact]
    public void The_double_pendulum_observes_angles_and_clipped_velocities_and_constraint_forces()
    {
        using MuJoCoEnvironment pendulum = Make("inverted-double-pendulum");
        pendulum.SetState([1.05, 0.4, -0.3, 0, 30, -1]);
        RandomStream random = default;
        double[] seen = pendulum.Step([0], ref random).Observation.ToArray(), state = State(pendulum);
        double[] forces = pendulum.Array(Layout.Data.qfrc_constraint, 3).ToArray();
        double[] expected =
        [
            state[0], Math.Sin(state[1]), Math.Sin(state[2]), Math.Cos(state[1]), Math.Cos(state[2]),
            .. state[3..].Select(v => Math.Clamp(v, -10, 10)), .. forces.Select(f => Math.Clamp(f, -10, 10)),
        ];
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], seen[i], 1e-14);
        Assert.True(state[4] > 10 && forces[0] < -10, "nothing was clipped");
    }

    // At rest with angle θ of both poles together the tip is 1.2 cos θ high, and 1.2 cos θ = 1 at θ = 0.5857.
    [Theory]
    [InlineData(0.57, false)]
    [InlineData(0.60, true)]
    public void The_double_pendulum_has_fallen_when_its_tip_is_at_one_or_below(double angle, bool fallen)
    {
        using MuJoCoEnvironment pendulum = Make("inverted-double-pendulum");
        pendulum.SetState([0, angle, 0, 0, 0, 0]);
        RandomStream random = default;
        Assert.Equal(fallen, pendulum.Step([0], ref random).Terminated);
    }

    private static double Length(double x, double y, double z) => Math.Sqrt(x * x + y * y + z * z);
}
