using Ratchet.Environments;
using Ratchet.Environments.Wrappers;
using Ratchet.Numerics;
using Xunit;

namespace Ratchet.Tests.Environments.Wrappers;

/// <summary>Scaling, clipping and normalisation of rewards, and the time limit.</summary>
public sealed class RewardWrapperTests
{
    private RandomStream _random = new(1, StreamPurpose.User);

    [Fact]
    public void Rewards_are_scaled() => Assert.Equal([0.25, 0.5, 0.75], Rewards(new RewardScaling(Rewarding(1, 2, 3), 0.25), 3));

    [Fact]
    public void Rewards_are_clipped() => Assert.Equal([-1, -0.5, 0, 2], Rewards(new RewardClipping(Rewarding(-7, -0.5, 0, 9), -1, 2), 4));

    // Scaled first, 4·2 = 8 is cut to 5; cut first, 4 stays and becomes 8.
    [Fact]
    public void The_order_of_wrappers_counts()
    {
        Assert.Equal([5], Rewards(new RewardClipping(new RewardScaling(Rewarding(4), 2), 0, 5), 1));
        Assert.Equal([8], Rewards(new RewardScaling(new RewardClipping(Rewarding(4), 0, 5), 2), 1));
    }

    [Fact]
    public void A_reward_that_is_no_number_stays_none() =>
        Assert.Equal([double.NaN], Rewards(new RewardClipping(Rewarding(double.NaN), -1, 1), 1));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_scale_that_is_not_positive_and_finite_is_refused(double factor) =>
        Assert.Contains("by a positive, finite number", Assert.Throws<ArgumentException>(() => new RewardScaling(new LoggedEnvironment(), factor)).Message);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(double.NaN, 1)]
    public void Clip_bounds_that_are_not_in_order_are_refused(double low, double high) =>
        Assert.Contains("low < high", Assert.Throws<ArgumentException>(() => new RewardClipping(new LoggedEnvironment(), low, high)).Message);

    // The statistics start at mean 0, variance 1, weight 1e-4; every G is a batch of one: with n = weight and δ = G − m,
    // m ← m + δ/(n + 1), var ← (var·n + δ²·n/(n + 1)) / (n + 1). γ = 0.5: G = 1, then 0.5 + 3 = 3.5; after the reset 2.
    [Fact]
    public void Rewards_are_divided_by_the_deviation_of_returns()
    {
        var wrapped = new ReturnNormalization(new LoggedEnvironment { Reward = step => step == 1 ? 1 : 3, TruncatedAt = 2 }, 0.5);
        double mean = 0, variance = 1, weight = 1e-4;
        double[] returns = [1, 3.5, 1, 3.5], rewards = [1, 3, 1, 3];
        for (int i = 0; i < 4; i++)
        {
            if (i % 2 == 0)
                wrapped.Reset(ref _random);
            double delta = returns[i] - mean;
            mean += delta / (weight + 1);
            variance = (variance * weight + delta * delta * weight / (weight + 1)) / (weight + 1);
            weight++;
            double expected = rewards[i] / Math.Sqrt(variance + 1e-8);
            Assert.Equal(expected > 10 ? 10 : expected, wrapped.Step([0], ref _random).Reward, 1e-5);
        }
    }

    // A reset that nothing announced (the time limit stands outside) ends the return too: G is 1 at each first step, never γ·1 + 1.
    [Fact]
    public void A_reset_from_outside_ends_the_return()
    {
        var wrapped = new ReturnNormalization(new LoggedEnvironment { Reward = _ => 1 }, 1);
        double reward = 0;
        for (int i = 0; i < 20; i++)
        {
            wrapped.Reset(ref _random);
            reward = wrapped.Step([0], ref _random).Reward;
        }

        // All G equal 1: their variance is but the start's, 1e-4·(1 + …)/20, and 1 / √5e-6 is beyond 10.
        Assert.Equal(10, reward);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void A_discount_outside_its_range_is_refused(double discount) =>
        Assert.Contains("between 0 and 1; found", Assert.Throws<ArgumentException>(() => new ReturnNormalization(new LoggedEnvironment(), discount)).Message);

    [Fact]
    public void A_time_limit_truncates_and_counts_anew()
    {
        var limited = new TimeLimit(new LoggedEnvironment(), 2);
        for (int episode = 0; episode < 3; episode++)
        {
            limited.Reset(ref _random);
            Assert.False(limited.Step([0], ref _random).Truncated);
            Transition last = limited.Step([0], ref _random);
            Assert.True(last.Truncated && !last.Terminated);
        }

        Assert.Throws<ArgumentException>(() => new TimeLimit(new LoggedEnvironment(), 0));
    }

    private static LoggedEnvironment Rewarding(params double[] rewards) => new() { Reward = step => rewards[step - 1] };

    private double[] Rewards(IEnvironment environment, int steps)
    {
        environment.Reset(ref _random);
        var rewards = new double[steps];
        for (int i = 0; i < steps; i++)
            rewards[i] = environment.Step([0], ref _random).Reward;
        return rewards;
    }
}
