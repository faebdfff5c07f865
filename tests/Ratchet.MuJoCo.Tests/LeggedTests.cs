using Ratchet.Environments;
using Ratchet.MuJoCo.Tasks;
using Ratchet.Numerics;
using Xunit;

namespace Ratchet.MuJoCo.Tests;

/// <summary>The ant and the humanoids, whose rewards and observations read derived quantities that lag behind the state.</summary>
public sealed class LeggedTests : NeedsMuJoCo
{
    [Fact]
    public void The_ants_speed_is_that_of_its_lagged_torso()
    {
        using MuJoCoEnvironment ant = Make("ant");
        RandomStream random = Stream();
        ant.Reset(ref random);
        int torso = 3 * ant.Model.BodyIndex("torso");
        bool lags = false;
        for (int i = 0; i < 20; i++)
        {
            double before = ant.Array(Layout.Data.xpos, 3 * 14)[torso];
            double[] action = RandomAction(ant, ref random);
            Transition transition = ant.Step(action, ref random);
            double after = ant.Array(Layout.Data.xpos, 3 * 14)[torso];
            Assert.Equal((after - before) / 0.05 + 1 - 0.5 * action.Sum(a => a * a), transition.Reward, 1e-9);
            double[] state = State(ant);
            Assert.Equal([.. state[2..]], transition.Observation.ToArray());
            lags |= Math.Abs(state[0] - after) > 1e-8;
        }
        Assert.True(lags, "the torso was never read late");
    }

    [Theory]
    [InlineData(0.19999, false)]
    [InlineData(0.2, true)]
    [InlineData(1, true)]
    [InlineData(1.00001, false)]
    public void The_ant_is_healthy_within_its_bounds(double height, bool healthy) =>
        Assert.Equal(healthy, Ant.IsHealthy([0, 0, height, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]));

    [Theory]
    [InlineData(1, false)]
    [InlineData(1.00001, true)]
    [InlineData(1.99999, true)]
    [InlineData(2, false)]
    public void The_humanoid_is_healthy_strictly_within_its_bounds(double height, bool healthy) =>
        Assert.Equal(healthy, Humanoid.IsHealthy([0, 0, height]));

    [Fact]
    public void The_humanoids_speed_is_that_of_its_lagged_centre_of_mass()
    {
        using MuJoCoEnvironment humanoid = Make("humanoid");
        RandomStream random = Stream();
        humanoid.Reset(ref random);
        for (int i = 0; i < 20; i++)
        {
            double before = CentreOfMass(humanoid);
            double[] action = RandomAction(humanoid, ref random);
            double reward = humanoid.Step(action, ref random).Reward;
            Assert.Equal(1.25 * (CentreOfMass(humanoid) - before) / 0.015 + 5 - 0.1 * action.Sum(a => a * a), reward, 1e-9);
        }
    }

    [Fact]
    public void A_humanoid_too_high_terminates_and_still_earns_its_bonus()
    {
        using MuJoCoEnvironment humanoid = Make("humanoid");
        double[] start = State(humanoid);
        start[2] = 2.1;
        humanoid.SetState(start);
        double before = CentreOfMass(humanoid);
        RandomStream random = default;
        Transition transition = humanoid.Step(new double[17], ref random);
        Assert.True(transition.Terminated);
        Assert.Equal(1.25 * (CentreOfMass(humanoid) - before) / 0.015 + 5, transition.Reward, 1e-9);
    }

    // In the observation: qpos[2..] 0–21, qvel 22–44, cinert 45–184, cvel 185–268, qfrc_actuator 269–291, cfrc_ext 292–375. A cinert row
    // ends with the body's mass: together 42.11603. The world's rows are zero. Motor 0 drives abdomen_y, the root's 6 degrees of freedom and
    // abdomen_z before it, with gear 100, and 0.7 is clamped to 0.4: entry 269 + 7 is 40.
    [Theory]
    [InlineData("humanoid")]
    [InlineData("humanoid-standup")]
    public void The_humanoids_observe_state_inertias_velocities_and_forces(string task)
    {
        using MuJoCoEnvironment humanoid = Make(task);
        RandomStream random = Stream();
        humanoid.Reset(ref random);
        double[] action = new double[17];
        action[0] = 0.7;
        double[] seen = [];
        for (int i = 0; i < 40; i++)
            seen = humanoid.Step(action, ref random).Observation.ToArray();
        double[] state = State(humanoid);
        Assert.Equal(state[2..], seen[..45]);
        Assert.Equal(humanoid.Array(Layout.Data.cinert, 140).ToArray(), seen[45..185]);
        Assert.Equal(humanoid.Array(Layout.Data.cvel, 84).ToArray(), seen[185..269]);
        Assert.Equal(humanoid.Array(Layout.Data.qfrc_actuator, 23).ToArray(), seen[269..292]);
        Assert.Equal(humanoid.Array(Layout.Data.cfrc_ext, 84).ToArray(), seen[292..]);
        Assert.Equal(42.11603, Enumerable.Range(0, 14).Sum(body => seen[45 + 10 * body + 9]), 5.01e-6);
        Assert.Equal(new double[10], seen[45..55]);
        Assert.Equal(new double[6], seen[185..191]);
        Assert.Equal(40, seen[276], 1e-12);
        Assert.Contains(seen[298..], force => force != 0);
    }

    // Contact forces are computed after a step only: a new episode begins without.
    [Fact]
    public void The_humanoids_first_observation_has_no_contact_forces()
    {
        using MuJoCoEnvironment humanoid = Make("humanoid-standup");
        RandomStream random = Stream();
        humanoid.Reset(ref random);
        for (int i = 0; i < 20; i++)
            humanoid.Step(RandomAction(humanoid, ref random), ref random);
        Assert.Equal(new double[84], humanoid.Reset(ref random)[292..].ToArray());
    }

    [Fact]
    public void Standing_up_pays_the_height_over_the_timestep_less_the_costs_and_never_ends()
    {
        using MuJoCoEnvironment humanoid = Make("humanoid-standup");
        RandomStream random = Stream();
        humanoid.Reset(ref random);
        bool uncapped = false;
        for (int i = 0; i < 200; i++)
        {
            double[] action = RandomAction(humanoid, ref random);
            Transition transition = humanoid.Step(action, ref random);
            double impact = 0.5e-6 * humanoid.Array(Layout.Data.cfrc_ext, 84).ToArray().Sum(f => f * f);
            uncapped |= impact is > 0 and < 10;
            double expected = State(humanoid)[2] / 0.003 - 0.1 * action.Sum(a => a * a) - Math.Min(10, impact) + 1;
            Assert.Equal(expected, transition.Reward, 1e-9);
            Assert.False(transition.Terminated);
        }
        Assert.True(uncapped, "no impact was felt");
    }

    private static double CentreOfMass(MuJoCoEnvironment environment)
    {
        double moment = 0, mass = 0;
        ReadOnlySpan<double> masses = environment.Model.Doubles(Layout.Model.body_mass, 14), places = environment.Array(Layout.Data.xipos, 3 * 14);
        for (int body = 1; body < 14; body++)
            (moment, mass) = (moment + masses[body] * places[3 * body], mass + masses[body]);
        return moment / mass;
    }
}
