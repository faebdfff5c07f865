using Ratchet.Environments.ClassicControl;
using Xunit;

namespace Ratchet.Tests.Environments.ClassicControl;

public class CartPoleTests
{
    private const double AngleLimit = 0.20943951023931953;

    [Fact]
    public void FollowsTheReadingEdition() =>
        Probe.FollowFor200Steps(new CartPole(), step => step / 3 % 2, (state, action) => ReadingEditions.CartPole(state, (int)action));

    // From rest upright, pushed right: t = 10/1.1, θ'' = −t / (0.5·(4/3 − 0.1/1.1)) = −14.634146341463415,
    // x'' = t − 0.05·θ''/1.1 = 9.75609756097561; explicit Euler moves the speeds only.
    [Theory]
    [InlineData(1, 1)]
    [InlineData(0, -1)]
    public void PushesFromRestByHand(int action, int sign)
    {
        Probe.Result result = Probe.Step(new CartPole(), [0, 0, 0, 0], action);
        Probe.Near([0, sign * 0.1951219512195122, 0, sign * -0.2926829268292683], result.State, 1e-15);
        Assert.Equal(result.State, result.Observation);
    }

    // x' = 0, so x stays where it is: the limit itself is inside, the next double is out.
    [Theory]
    [InlineData(2.4, false)]
    [InlineData(-2.4, false)]
    [InlineData(2.4000000000000004, true)]
    [InlineData(-2.4000000000000004, true)]
    public void EndsStrictlyBeyondThePositionLimit(double x, bool ends)
    {
        Probe.Result result = Probe.Step(new CartPole(), [x, 0, 0, 0], 1);
        Assert.Equal((ends, false, 1.0), (result.Terminated, result.Truncated, result.Reward));
    }

    [Theory]
    [InlineData(AngleLimit, false)]
    [InlineData(-AngleLimit, false)]
    [InlineData(AngleLimit + 1e-15, true)]
    [InlineData(-AngleLimit - 1e-15, true)]
    public void EndsStrictlyBeyondTheAngleLimit(double theta, bool ends)
    {
        Probe.Result result = Probe.Step(new CartPole(), [0, 0, theta, 0], 0);
        Assert.Equal((ends, 1.0), (result.Terminated, result.Reward));
    }

    // The test is on the new state: 2.39 + 0.02·1 = 2.41.
    [Fact]
    public void EndsByTheNewStateNotTheOld() => Assert.True(Probe.Step(new CartPole(), [2.39, 1, 0, 0], 0).Terminated);

    [Fact]
    public void StartsWithinTheRangeAndNotAlwaysAtTheSamePlace()
    {
        var first = new CartPole();
        for (uint i = 0; i < 100; i++)
            Assert.All(Probe.FirstObservation(first, i), value => Assert.InRange(value, -0.05, 0.05));
        Assert.NotEqual(Probe.FirstObservation(first, 0), Probe.FirstObservation(first, 1));
        Assert.Equal(Probe.FirstObservation(first, 1), Probe.FirstObservation(new CartPole(), 1));
    }

    [Theory]
    [InlineData(0.5, "0.5")]
    [InlineData(2, "2")]
    [InlineData(-1, "-1")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(1e300, "1E+300")]
    public void RefusesAnActionThatIsNone(double action, string found)
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => Probe.Step(new CartPole(), [0, 0, 0, 0], action));
        Assert.Equal($"A discrete action is one whole number from 0 to 1; found {found}.", exception.Message);
    }

    [Fact]
    public void IsLimitedTo500StepsAndSolvedAt475() =>
        Assert.Equal(("cartpole", 500, 475.0), (CartPole.Definition.Name, CartPole.Definition.TimeLimit, CartPole.Definition.RewardThreshold));
}
