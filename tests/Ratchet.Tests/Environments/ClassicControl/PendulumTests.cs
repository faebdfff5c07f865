using Ratchet.Environments.ClassicControl;
using Xunit;

namespace Ratchet.Tests.Environments.ClassicControl;

public class PendulumTests
{
    [Fact]
    public void FollowsTheReadingEdition() => Probe.FollowFor200Steps(
        new Pendulum(), step => 3 * Math.Sin(step), (state, action) => ReadingEditions.Pendulum(state, action).State);

    [Fact]
    public void CostsWhatTheReadingEditionCosts()
    {
        for (double theta = -20; theta < 20; theta += 0.37)
        {
            double expected = ReadingEditions.Pendulum([theta, 2.5], -1.5).Reward;
            Assert.Equal(expected, Probe.Step(new Pendulum(), [theta, 2.5], -1.5).Reward, 1e-10);
        }
    }

    // At θ = π/2, θ' = 1, u = 5 (clipped to 2): cost π²/4 + 0.1 + 0.004, from the old state;
    // θ' = 1 + (15 + 6)·0.05 = 2.05, and θ = π/2 + 2.05·0.05 with the new θ'.
    [Fact]
    public void StepsByHand()
    {
        Probe.Result result = Probe.Step(new Pendulum(), [Math.PI / 2, 1], 5);
        Assert.Equal(-(Math.PI * Math.PI / 4 + 0.104), result.Reward, 1e-14);
        Probe.Near([Math.PI / 2 + 0.1025, 2.05], result.State, 1e-15);
        Probe.Near([Math.Cos(result.State[0]), Math.Sin(result.State[0]), 2.05], result.Observation, 1e-15);
        Assert.False(result.Terminated || result.Truncated);
    }

    // The costliest state is hanging down (n = ±π) at full speed: π² + 6.4 + 0.004 = 16.2736…; the cheapest is at rest upright.
    [Fact]
    public void RewardReachesBothEndsOfItsRange()
    {
        Assert.Equal(-(Math.PI * Math.PI + 6.404), Probe.Step(new Pendulum(), [-Math.PI, 8], 2).Reward, 1e-12);
        Assert.Equal(-(Math.PI * Math.PI + 6.404), Probe.Step(new Pendulum(), [5 * Math.PI, -8], -2).Reward, 1e-12);
        Assert.Equal(0, Probe.Step(new Pendulum(), [0, 0], 0).Reward);
    }

    [Fact]
    public void SpeedIsClippedAndTheAngleIsNotWrapped()
    {
        Probe.Result result = Probe.Step(new Pendulum(), [100, 7.9], 2);
        double unclipped = 7.9 + (15 * Math.Sin(100) + 6) * 0.05;
        Assert.True(unclipped < 8);
        Probe.Near([100 + unclipped * 0.05, unclipped], result.State);
        result = Probe.Step(new Pendulum(), [Math.PI / 2, 7.9], 2);
        Probe.Near([Math.PI / 2 + 0.4, 8], result.State);
    }

    [Fact]
    public void StartsWithinTheRange()
    {
        for (uint i = 0; i < 100; i++)
        {
            var pendulum = new Pendulum();
            Probe.FirstObservation(pendulum, i);
            double[] state = Probe.State(pendulum);
            Assert.InRange(state[0], -Math.PI, Math.PI);
            Assert.InRange(state[1], -1, 1);
        }
    }

    [Fact]
    public void IsLimitedTo200StepsWithoutAThreshold() =>
        Assert.Equal((200, null), (Pendulum.Definition.TimeLimit, Pendulum.Definition.RewardThreshold));
}
