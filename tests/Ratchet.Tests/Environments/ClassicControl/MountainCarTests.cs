using Ratchet.Environments;
using Ratchet.Environments.ClassicControl;
using Xunit;

namespace Ratchet.Tests.Environments.ClassicControl;

public class MountainCarTests
{
    [Fact]
    public void FollowsTheReadingEdition() => Probe.FollowFor200Steps(
        new MountainCar(), step => step / 20 % 2 == 0 ? 0 : step % 3, (state, action) => ReadingEditions.MountainCar(state, (action - 1) * 0.001));

    [Fact]
    public void ContinuousFollowsTheReadingEditionToSinglePrecision() => Probe.FollowFor200Steps(
        new MountainCarContinuous(),
        step => 1.5 * Math.Cos(step / 15.0),
        (state, action) => ReadingEditions.MountainCar(state, Math.Max(-1, Math.Min(1, action)) * 0.0015),
        tolerance: 6e-8);

    // p = 0: cos 0 = 1, so v = 0.01 + 0.001·(a − 1) − 0.0025 and p = v.
    [Theory]
    [InlineData(0, 0.0065)]
    [InlineData(1, 0.0075)]
    [InlineData(2, 0.0085)]
    public void StepsByHand(int action, double speed)
    {
        Probe.Result result = Probe.Step(new MountainCar(), [0, 0.01], action);
        Probe.Near([speed, speed], result.State, 1e-17);
        Assert.Equal((-1.0, false), (result.Reward, result.Terminated));
        Assert.Equal(result.State, result.Observation);
    }

    [Fact]
    public void TheWallTakesTheSpeed()
    {
        foreach (IEnvironment car in new IEnvironment[] { new MountainCar(), new MountainCarContinuous() })
            Probe.Near([-1.2, 0], Probe.Step(car, [-1.15, -0.07], 0).State, 1e-7);
        Assert.Equal([-1.2, 0], Probe.Step(new MountainCar(), [-1.15, -0.07], 0).State);
    }

    [Fact]
    public void SpeedAndPositionAreClipped()
    {
        Assert.Equal([0.6, 0.07], Probe.Step(new MountainCar(), [0.58, 0.0699], 2).State);
        Assert.Equal(-0.07, Probe.Step(new MountainCar(), [0, -0.0699], 0).State[1]);
    }

    // cos(3·0.45) = 0.21900668…: v = 0.06 + 0.001 − 0.00054752… = 0.06045…, so p = 0.51045 ≥ 0.5 from 0.45 and 0.4904 < 0.5 from 0.43.
    [Theory]
    [InlineData(0.45, 0.06, true)]
    [InlineData(0.43, 0.06, false)]
    [InlineData(0.59, -0.06, false)]
    public void EndsAtTheGoalAndPaysForTheLastStep(double position, double speed, bool ends)
    {
        Probe.Result result = Probe.Step(new MountainCar(), [position, speed], 2);
        Assert.Equal((ends, -1.0), (result.Terminated, result.Reward));
    }

    // The clipped speed of 0.07 leads from 0.43 to 0.5 and from 0.38 to 0.45 exactly (as doubles); the goal itself counts.
    [Fact]
    public void EndsOnTheGoalItself()
    {
        Probe.Result result = Probe.Step(new MountainCar(), [0.43, 0.07], 2);
        Assert.Equal((0.5, true), (result.State[0], result.Terminated));
        Assert.False(Probe.Step(new MountainCar(), [Math.BitDecrement(0.43), 0.07], 2).Terminated);
        Assert.True(Probe.Step(new MountainCarContinuous(), [0.38, 0.07], 1).Terminated);
        Assert.False(Probe.Step(new MountainCarContinuous(), [Math.BitDecrement(0.38), 0.07], 1).Terminated);
    }

    [Fact]
    public void DoesNotEndBeyondTheGoalWhileRollingBack()
    {
        Probe.Result result = Probe.Step(new MountainCar(), [0.6, -0.01], 1);
        Assert.True(result.State[0] > 0.5);
        Assert.False(result.Terminated);
    }

    // The action costs unclipped: 0.1·3² = 0.9; the goal pays 100 on top. From 0.4 at 0.06, p = 0.46 ≥ 0.45.
    [Fact]
    public void ContinuousPaysForTheUnclippedActionAndTheGoal()
    {
        Assert.Equal(-0.9, Probe.Step(new MountainCarContinuous(), [-0.5, 0], 3).Reward, 1e-15);
        Probe.Result result = Probe.Step(new MountainCarContinuous(), [0.4, 0.06], 3);
        Assert.True(result.Terminated);
        Assert.Equal(99.1, result.Reward, 1e-13);
        Assert.False(Probe.Step(new MountainCarContinuous(), [0.38, 0.06], 3).Terminated);
    }

    [Fact]
    public void ContinuousRoundsTheStateToSinglePrecision() =>
        Assert.All(Probe.Step(new MountainCarContinuous(), [-0.5123456789, 0.0123456789], 0.3).State, value => Assert.Equal((float)value, value));

    [Fact]
    public void StartsAtRestInTheValley()
    {
        for (uint i = 0; i < 100; i++)
            foreach (IEnvironment car in new IEnvironment[] { new MountainCar(), new MountainCarContinuous() })
            {
                double[] observation = Probe.FirstObservation(car, i);
                Assert.InRange(observation[0], -0.6000001, -0.3999999);
                Assert.Equal(0, observation[1]);
            }
    }

    [Fact]
    public void HasTheOfficialLimitsAndThresholds()
    {
        Assert.Equal((200, -110.0), (MountainCar.Definition.TimeLimit, MountainCar.Definition.RewardThreshold));
        Assert.Equal((999, 90.0), (MountainCarContinuous.Definition.TimeLimit, MountainCarContinuous.Definition.RewardThreshold));
    }
}
