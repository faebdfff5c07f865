using Ratchet.Numerics;
using Ratchet.Tests.Numerics.ReadingEditions;
using Ratchet.Tests.Updates.ReadingEditions;
using Ratchet.Updates;
using Ratchet.Updates.Penalties;
using Xunit;

namespace Ratchet.Tests.Updates.Penalties;

public sealed class LagrangeMultiplierTests
{
    private static readonly PenaltyOptions Options = new() { CBeta = 3, Beta = 1, BetaLearningRate = 0.01 };

    private static LagrangeMultiplier Multiplier(PenaltyOptions options, KlStatistic statistic = KlStatistic.Max) =>
        new(options, new KlBound(statistic, 0.5, [], 1, new RunClock()), new RunClock());

    // At the old policy KL = 0, so the gradient is ε_KL (facts, §9 item 3); Adam's first step is γ_β whatever the gradient's size.
    [Fact]
    public void The_first_gradient_is_epsilon_and_the_first_step_is_gamma()
    {
        var multiplier = Multiplier(Options);
        Assert.Equal(0.5, multiplier.Step(0, 0));
        Assert.Equal(1 - 0.01, multiplier.Weight, 1e-8);
    }

    // A steady gradient g has m̂ = g and v̂ = g² after any number of steps: 160 steps of γ_β = 0.01 move β by 1.6.
    [Theory]
    [InlineData(0.4, 2.6)]
    [InlineData(40, 2.6)]
    [InlineData(0, 0)]
    public void A_steady_violation_moves_it_by_gamma_a_step(double maxKl, double expected)
    {
        var multiplier = Multiplier(Options);
        for (int i = 0; i < 160; i++)
            multiplier.Step(0, maxKl);
        Assert.Equal(expected, multiplier.Weight, 1e-5);
    }

    // |m̂| / √v̂ ≤ (1 − β1)/√(1 − β2) · 1/√(1 − β1²/β2) < 7.3 by Cauchy and Schwarz, for any sequence of gradients.
    [Fact]
    public void It_stays_within_its_bounds_and_never_jumps()
    {
        var options = Options with { BetaCeiling = 2 };
        var multiplier = Multiplier(options);
        var random = new RandomStream(3, StreamPurpose.User);
        for (int i = 0; i < 20_000; i++)
        {
            double before = multiplier.Weight;
            double kl = (i / 1000 % 2 == 0 ? 1e-6 : 10) * random.NextDouble() * (random.NextBelow(50) == 0 ? 1e6 : 1);
            Assert.Equal(FixPoLoss.MultiplierGradient([kl], 0.5, 3), multiplier.Step(0, kl));
            Assert.InRange(multiplier.Weight, 0, 2);
            Assert.True(Math.Abs(multiplier.Weight - before) <= 7.3 * 0.01);
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_divergence_that_is_not_finite_leaves_it_alone(double kl)
    {
        var multiplier = Multiplier(Options);
        multiplier.Step(0, 0.1);
        double value = multiplier.Weight;
        multiplier.Step(0, kl);
        Assert.Equal(value, multiplier.Weight);
    }

    // Of a minibatch with a greatest KL of 0.4 and a mean of 0.1 the one bounds the first, the other the second.
    [Theory]
    [InlineData(KlStatistic.Max, 0.4f)]
    [InlineData(KlStatistic.Mean, 0.1)]
    public void It_looks_at_the_greatest_KL_or_at_the_mean(object statistic, double kl)
    {
        LagrangeMultiplier multiplier = Multiplier(Options, (KlStatistic)statistic), expected = Multiplier(Options);
        for (int i = 0; i < 3; i++)
        {
            multiplier.AfterStep(new MinibatchSums { Rows = 8, Divergence = 0.8, MaxDivergence = 0.4f });
            expected.Step(0, kl);
        }

        Assert.Equal(expected.Weight, multiplier.Weight, 1e-12);
    }

    // β's own Adam is Adam: the reading edition of Kingma and Ba's algorithm 1 moves the same way until a bound is met.
    [Fact]
    public void It_is_moved_by_Adam()
    {
        var multiplier = Multiplier(Options with { Beta = 5 });
        var adam = new AdamReading(5, 0.01, 0.9, 0.999, 1e-8, 0);
        var random = new RandomStream(4, StreamPurpose.User);
        for (int i = 0; i < 300; i++)
        {
            double kl = random.NextDouble();
            multiplier.Step(0, kl);
            adam.Step(0.5 - (3 * kl));
            Assert.Equal(adam.Parameter, multiplier.Weight, 1e-10);
        }
    }

    // What holds for the greatest KL holds for the mean: a training in which the steps come out too long raises β, one in which they are short lowers it.
    [Theory]
    [InlineData("fixpo", "epsilon-kl=1e-4", true)]
    [InlineData("fixpo", "epsilon-kl=10", false)]
    [InlineData("fixpo-mean-kl", "mean-kl=1e-5", true)]
    [InlineData("fixpo-mean-kl", "mean-kl=1", false)]
    public void Beta_rises_while_the_bound_is_tight_and_falls_while_it_is_slack(string rule, string setting, bool rises)
    {
        using var bench = new TrainingBench(TrainingBench.Options("cartpole", rule, setting));
        double before = 1;
        for (int i = 0; i < 4; i++)
        {
            bench.FinishIteration();
            Assert.True(rises ? bench.Trainer.Metrics.Beta > before : bench.Trainer.Metrics.Beta < before);
            before = bench.Trainer.Metrics.Beta;
        }
    }
}
