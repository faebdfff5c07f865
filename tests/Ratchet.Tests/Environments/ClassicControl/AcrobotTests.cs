using Ratchet.Environments.ClassicControl;
using Xunit;

namespace Ratchet.Tests.Environments.ClassicControl;

public class AcrobotTests
{
    [Fact]
    public void FollowsTheReadingEdition() =>
        Probe.FollowFor200Steps(new Acrobot(), step => step / 5 % 3, (state, action) => ReadingEditions.Acrobot(state, (int)action));

    // Hanging at rest without torque is the equilibrium: every derivative is 0 (cos(−π/2) is 6e-17).
    [Fact]
    public void HangsStill()
    {
        Probe.Result result = Probe.Step(new Acrobot(), [0, 0, 0, 0], 1);
        Probe.Near([0, 0, 0, 0], result.State, 1e-15);
        Probe.Near([1, 0, 1, 0, 0, 0], result.Observation, 1e-15);
        Assert.Equal((-1.0, false), (result.Reward, result.Terminated));
    }

    [Fact]
    public void WrapsAnglesIntoOneTurn()
    {
        double[] state = [3.1, -3.1, 3, -3];
        double[] next = Probe.Step(new Acrobot(), state, 1).State;
        Assert.InRange(next[0], -Math.PI, 0);
        Assert.InRange(next[1], 0, Math.PI);
        Probe.Near(ReadingEditions.Acrobot(state, 1), next);
    }

    [Fact]
    public void ClipsSpeedsAtFourAndNineTimesPi()
    {
        var acrobot = new Acrobot();
        var clipped = new SortedSet<double>();
        for (int i = 0; i < 400; i++)
        {
            double[] state = [Math.Sin(i), 2 * Math.Sin(3 * i), 15 * Math.Cos(2 * i), 35 * Math.Cos(5 * i)];
            double[] next = Probe.Step(acrobot, state, i % 3).State;
            Probe.Near(ReadingEditions.Acrobot(state, i % 3), next, 1e-9);
            if (Math.Abs(next[2]) >= 4 * Math.PI)
                clipped.Add(next[2]);
            if (Math.Abs(next[3]) >= 9 * Math.PI)
                clipped.Add(next[3]);
        }

        Assert.Equal([-9 * Math.PI, -4 * Math.PI, 4 * Math.PI, 9 * Math.PI], clipped);
    }

    [Fact]
    public void ComesBackFromAnAngleTooLargeForATurnToCount()
    {
        double[] next = Probe.Step(new Acrobot(), [1e18, 0, 0, 0], 1).State;
        Assert.InRange(next[0], -Math.PI, Math.PI);
    }

    // θ1 = π: the first link stands upright, −cos θ1 = 1; the second adds −cos(θ1 + θ2) = cos θ2 at most 1.
    // At rest in the upright equilibrium the height is 2 > 1.
    [Fact]
    public void EndsAboveTheLineWithRewardZero()
    {
        Probe.Result result = Probe.Step(new Acrobot(), [Math.PI, 0, 0, 0], 1);
        Assert.Equal((0.0, true), (result.Reward, result.Terminated));
    }

    [Fact]
    public void EndsExactlyWhereTheNewHeightExceedsOne()
    {
        var acrobot = new Acrobot();
        int ends = 0;
        for (int i = 0; i < 400; i++)
        {
            double[] state = [0.5 + 0.01 * i, 0.3 - 0.02 * i % 3, 1, -1];
            double[] next = ReadingEditions.Acrobot(state, 2);
            double height = -Math.Cos(next[0]) - Math.Cos(next[0] + next[1]);
            Probe.Result result = Probe.Step(acrobot, state, 2);
            Assert.Equal(height > 1, result.Terminated);
            Assert.Equal(height > 1 ? 0 : -1, result.Reward);
            ends += result.Terminated ? 1 : 0;
        }

        Assert.InRange(ends, 1, 399);
    }

    [Fact]
    public void StartsNearRestInSinglePrecision()
    {
        var acrobot = new Acrobot();
        for (uint i = 0; i < 100; i++)
        {
            Probe.FirstObservation(acrobot, i);
            Assert.All(Probe.State(acrobot), value =>
            {
                Assert.InRange(value, -0.1f, 0.1f);
                Assert.Equal((float)value, value);
            });
        }
    }

    [Fact]
    public void IsLimitedTo500StepsWithThresholdMinus100() =>
        Assert.Equal((500, -100.0), (Acrobot.Definition.TimeLimit, Acrobot.Definition.RewardThreshold));
}
