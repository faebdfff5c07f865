using Ratchet.Environments;
using Ratchet.MuJoCo.Tasks;
using Ratchet.Numerics;
using Xunit;

namespace Ratchet.MuJoCo.Tests;

/// <summary>Rewards, observations, ends and starts of the tasks.</summary>
public sealed class TaskTests : NeedsMuJoCo
{
    [Theory]
    [InlineData("halfcheetah", 0.05, 0.1, 0)]
    [InlineData("hopper", 0.008, 0.001, 1)]
    [InlineData("walker2d", 0.008, 0.001, 1)]
    [InlineData("swimmer", 0.04, 0.0001, 0)]
    public void The_reward_is_speed_and_bonus_less_the_cost_of_the_unclamped_action(string task, double dt, double cost, double bonus)
    {
        using MuJoCoEnvironment environment = Make(task);
        RandomStream random = Stream();
        environment.Reset(ref random);
        for (int i = 0; i < 20; i++)
        {
            double before = State(environment)[0];
            double[] action = RandomAction(environment, ref random);
            double reward = environment.Step(action, ref random).Reward;
            Assert.Equal((State(environment)[0] - before) / dt + bonus - cost * action.Sum(a => a * a), reward, 1e-9);
        }
    }

    // Beyond the range the library clamps: the motion of ±1, but Σa² = 6 · 25 costs 0.1 · 144 more than 6 · 1.
    [Fact]
    public void An_action_beyond_the_range_moves_as_its_bound_and_costs_in_full()
    {
        using MuJoCoEnvironment bounded = Make("halfcheetah"), beyond = Make("halfcheetah");
        RandomStream random = default;
        double atBound = bounded.Step([1, -1, 1, -1, 1, -1], ref random).Reward;
        double farBeyond = beyond.Step([5, -5, 5, -5, 5, -5], ref random).Reward;
        Assert.Equal(State(bounded), State(beyond));
        Assert.Equal(14.4, atBound - farBeyond, 1e-9);
    }

    [Theory]
    [InlineData("halfcheetah", 1, double.PositiveInfinity)]
    [InlineData("hopper", 1, 10)]
    [InlineData("walker2d", 1, 10)]
    [InlineData("swimmer", 2, double.PositiveInfinity)]
    [InlineData("inverted-pendulum", 0, double.PositiveInfinity)]
    public void The_observation_is_positions_less_the_hidden_ones_then_velocities_clipped(string task, int hidden, double bound)
    {
        using MuJoCoEnvironment environment = Make(task);
        int positions = environment.Model.PositionCount;
        double[] start = State(environment);
        start[^1] = double.IsFinite(bound) ? 60 : 1;
        environment.SetState(start);
        RandomStream random = default;
        double[] observation = environment.Step(new double[environment.Model.ControlCount], ref random).Observation.ToArray();
        double[] state = State(environment);
        Assert.Equal(state[hidden..positions].Concat(state[positions..].Select(v => Math.Clamp(v, -bound, bound))), observation);
        Assert.True(bound > 10 || state[^1] > 10, "nothing was clipped");
    }

    [Theory]
    [InlineData(0.7, 0, 0, 0, false)]
    [InlineData(0.70001, 0, 0, 0, true)]
    [InlineData(1.25, 0.2, 0, 0, false)]
    [InlineData(1.25, -0.2, 0, 0, false)]
    [InlineData(1.25, 0.19999, 0, 0, true)]
    [InlineData(1.25, -0.19999, 0, 0, true)]
    [InlineData(1.25, 0, 100, 0, false)]
    [InlineData(1.25, 0, -99.999, 0, true)]
    [InlineData(1.25, 0, 0, -100, false)]
    [InlineData(1.25, 0, 0, 99.999, true)]
    [InlineData(double.NaN, 0, 0, 0, false)]
    [InlineData(1.25, 0, 0, double.NaN, false)]
    public void The_hopper_is_healthy_strictly_inside_its_bounds(double height, double lean, double joint, double velocity, bool healthy) =>
        Assert.Equal(healthy, Hopper.IsHealthy([0, height, lean, 0, joint, 0], [0, 0, 0, 0, 0, velocity]));

    [Theory]
    [InlineData(0.8, 0, false)]
    [InlineData(0.80001, 0, true)]
    [InlineData(2, 0, false)]
    [InlineData(1.99999, 0, true)]
    [InlineData(1.25, 1, false)]
    [InlineData(1.25, -0.99999, true)]
    public void The_walker_is_healthy_strictly_inside_its_bounds(double height, double lean, bool healthy) =>
        Assert.Equal(healthy, Walker2d.IsHealthy([0, height, lean, 0, 0, 0, 0, 0, 0]));

    [Theory]
    [InlineData(0.2, false)]
    [InlineData(0.20001, true)]
    [InlineData(-0.20001, true)]
    public void The_pole_has_fallen_beyond_one_fifth(double angle, bool fallen) => Assert.Equal(fallen, InvertedPendulum.HasFallen(angle));

    [Fact]
    public void A_hopper_that_leans_too_far_terminates_and_still_earns_its_bonus()
    {
        using MuJoCoEnvironment hopper = Make("hopper");
        hopper.SetState([0, 1.25, 0.3, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        double before = State(hopper)[0];
        RandomStream random = default;
        Transition transition = hopper.Step([0, 0, 0], ref random);
        Assert.True(transition.Terminated);
        Assert.Equal((State(hopper)[0] - before) / 0.008 + 1, transition.Reward, 1e-9);
    }

    [Fact]
    public void A_cheetah_on_its_back_goes_on()
    {
        using MuJoCoEnvironment cheetah = Make("halfcheetah");
        double[] start = new double[18];
        start[2] = Math.PI;
        cheetah.SetState(start);
        RandomStream random = default;
        Assert.False(cheetah.Step(new double[6], ref random).Terminated);
    }

    // The noise's mean square: U(±b) has b²/3, 0.1 N(0,1) has 0.01. 2000 resets of at least two numbers: within 10% of it.
    [Theory]
    [InlineData("halfcheetah", 0.1, 0.1 * 0.1 / 3, 0.01)]
    [InlineData("hopper", 0.005, 0.005 * 0.005 / 3, 0.005 * 0.005 / 3)]
    [InlineData("walker2d", 0.005, 0.005 * 0.005 / 3, 0.005 * 0.005 / 3)]
    [InlineData("swimmer", 0.1, 0.1 * 0.1 / 3, 0.1 * 0.1 / 3)]
    [InlineData("inverted-pendulum", 0.01, 0.01 * 0.01 / 3, 0.01 * 0.01 / 3)]
    [InlineData("inverted-double-pendulum", 0.1, 0.1 * 0.1 / 3, 0.01)]
    [InlineData("ant", 0.1, 0.1 * 0.1 / 3, 0.01)]
    [InlineData("humanoid", 0.01, 0.01 * 0.01 / 3, 0.01 * 0.01 / 3)]
    [InlineData("humanoid-standup", 0.01, 0.01 * 0.01 / 3, 0.01 * 0.01 / 3)]
    public void Starts_are_disturbed_as_the_table_has_it(string task, double bound, double positionSquare, double velocitySquare)
    {
        using MuJoCoEnvironment environment = Make(task);
        int positions = environment.Model.PositionCount, velocities = environment.Model.VelocityCount;
        bool free = positions != velocities;
        double[] initial = environment.Model.Doubles(Layout.Model.qpos0, positions).ToArray();
        RandomStream random = Stream();
        double positionSum = 0, velocitySum = 0;
        const int Resets = 2000;
        for (int reset = 0; reset < Resets; reset++)
        {
            environment.Reset(ref random);
            double[] state = State(environment);
            for (int i = 0; i < positions; i++)
            {
                // A free root's quaternion is disturbed like the rest, and then normalised.
                if (free && i is >= 3 and < 7)
                    continue;
                double noise = state[i] - initial[i];
                Assert.InRange(noise, -bound - 1e-15, bound + 1e-15);
                positionSum += noise * noise;
            }
            velocitySum += state[positions..].Sum(v => v * v);
        }
        Assert.Equal(positionSquare, positionSum / (Resets * (free ? positions - 4 : positions)), 0.1 * positionSquare);
        Assert.Equal(velocitySquare, velocitySum / (Resets * velocities), 0.1 * velocitySquare);
    }

    [Fact]
    public void The_hopper_and_the_walker_start_at_the_height_that_they_report() =>
        Assert.All(["hopper", "walker2d"], (string task) =>
        {
            using MuJoCoEnvironment environment = Make(task);
            Assert.Equal(1.25, State(environment)[1]);
        });
}
