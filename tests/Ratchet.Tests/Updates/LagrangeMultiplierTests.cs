using Ratchet.Numerics;
using Ratchet.Tests.Updates.ReadingEditions;
using Ratchet.Updates.Penalties;
using Xunit;

namespace Ratchet.Tests.Updates;

public sealed class LagrangeMultiplierTests
{
    private static readonly PenaltyOptions Options = new() { CBeta = 3, Beta = 1, BetaLearningRate = 0.01 };

    private static LagrangeMultiplier Multiplier(PenaltyOptions options) => new(options, 0.5, KlStatistic.Max, new RunClock());

    // At the old policy KL = 0, so the gradient is ε_KL (facts, §9 item 3); Adam's first step is γ_β whatever the gradient's size.
    [Fact]
    public void The_first_gradient_is_epsilon_and_the_first_step_is_gamma()
    {
        var multiplier = Multiplier(Options);
        multiplier.Step(0);
        Assert.Equal(0.5, multiplier.LastGradient);
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
            multiplier.Step(maxKl);
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
            multiplier.Step(kl);
            Assert.Equal(FixPoLoss.MultiplierGradient([kl], 0.5, 3), multiplier.LastGradient);
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
        multiplier.Step(0.1);
        double value = multiplier.Weight;
        multiplier.Step(kl);
        Assert.Equal(value, multiplier.Weight);
    }
}
