using Ratchet.Numerics;
using Ratchet.Tests.Updates.ReadingEditions;
using Ratchet.Training;
using Ratchet.Updates.Penalties;
using Xunit;

namespace Ratchet.Tests.Updates.Penalties;

public sealed class AdaptivePenaltyTests
{
    // The target is 0.03, so that β moves below 0.02 and above 0.045 (facts, §3.1), and stays at both.
    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(0.0199, 0.5)]
    [InlineData(0.0201, 1)]
    [InlineData(0.03, 1)]
    [InlineData(0.0449, 1)]
    [InlineData(0.0451, 2)]
    [InlineData(1e6, 2)]
    [InlineData(double.PositiveInfinity, 2)]
    [InlineData(double.NaN, 1)]
    public void Beta_is_halved_or_doubled_beyond_a_factor_of_one_and_a_half(double meanKl, double expected)
    {
        var penalty = new AdaptivePenalty(new PenaltyOptions { KlTarget = 0.03 }, new RunClock());
        penalty.AfterUpdate(meanKl);
        Assert.Equal(expected, penalty.Weight);
    }

    [Fact]
    public void It_stays_within_its_bounds_and_comes_back_from_both()
    {
        var options = new PenaltyOptions { Beta = 0.3, BetaFloor = 0.01, BetaCeiling = 50 };
        var penalty = new AdaptivePenalty(options, new RunClock());
        double expected = 0.3;
        foreach ((double kl, int updates) in ((double, int)[])[(1e-9, 1000), (1, 1), (1, 1000), (1e-9, 1), (0.01, 5)])
            for (int i = 0; i < updates; i++)
            {
                expected = PpoKlLoss.NextBeta(expected, kl, 0.01, 0.01, 50);
                penalty.AfterUpdate(kl);
                Assert.Equal(expected, penalty.Weight);
            }

        Assert.Equal(25, penalty.Weight);
    }

    [Theory]
    [InlineData(1e-9, 0.5)]
    [InlineData(1e6, 4)]
    public void A_start_outside_the_bounds_is_brought_within(double start, double expected) =>
        Assert.Equal(expected, new AdaptivePenalty(new PenaltyOptions { Beta = start, BetaFloor = 0.5, BetaCeiling = 4 }, new RunClock()).Weight);

    [Fact]
    public void Its_state_is_beta()
    {
        var penalty = new AdaptivePenalty(new PenaltyOptions(), new RunClock());
        penalty.AfterUpdate(1);
        penalty.AfterUpdate(1);
        var state = new double[penalty.StateSize];
        penalty.Save(state);
        var other = new AdaptivePenalty(new PenaltyOptions(), new RunClock());
        other.Load(state);
        Assert.Equal((4, 4), (penalty.Weight, other.Weight));
    }

    // The audit's mean KL of the whole batch is what β is moved by, once an update: found again from the two policies.
    [Theory]
    [InlineData("cartpole", 1e-3)]
    [InlineData("pendulum", 0.02)]
    public void A_training_moves_it_by_the_mean_KL_of_the_batch(string environment, double learningRate)
    {
        using var bench = new TrainingBench(TrainingBench.Options(environment, "ppo-kl-adaptive", $"learning-rate={learningRate}", "kl-target=linear(0.02, 0.001)") with { Steps = 256 * 10 });
        double beta = 1;
        for (int i = 0; i < 10; i++)
        {
            PolicyReading old = PolicyReading.Of(bench.Trainer.Policy);
            bench.FinishIteration();
            double kl = bench.Divergences(old, PolicyReading.Of(bench.Trainer.Policy)).Average();
            beta = PpoKlLoss.NextBeta(beta, kl, (0.02 * (10 - i) / 10) + (0.001 * i / 10), 1e-4, 1e6);
            Assert.Equal(beta, bench.Trainer.Metrics.Beta);
        }
    }

    [Fact]
    public void A_fixed_penalty_is_its_schedule()
    {
        using var bench = new TrainingBench(TrainingBench.Options("cartpole", "ppo-kl", "beta=piecewise(3, 512: 7)") with { Steps = 256 * 4 });
        foreach (double beta in (double[])[3, 3, 7, 7])
        {
            bench.FinishIteration();
            Assert.Equal(beta, bench.Trainer.Metrics.Beta);
        }
    }

    // A penalty costs what the policy may gain by a change.
    [Theory]
    [InlineData("cartpole")]
    [InlineData("pendulum")]
    public void A_great_penalty_holds_the_policy(string environment)
    {
        double free = MaxKl("beta=0"), held = MaxKl("beta=1000");
        Assert.True(held < free / 4, $"max KL {held} with the penalty, {free} without");

        double MaxKl(string setting)
        {
            using var bench = new TrainingBench(TrainingBench.Options(environment, "ppo-kl", setting));
            return bench.MeasureIteration();
        }
    }
}
