using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Tests.Rollouts;
using Ratchet.Tests.Updates;
using Ratchet.Training;
using Xunit;

namespace Ratchet.Tests.Training;

/// <summary>Numbers that change in a run, seen from where they arrive.</summary>
public sealed unsafe class ScheduledTrainingTests
{
    private const int Iterations = 4, Horizon = 64;

    // Rewards of 1 without an end under a critic of 0: at λ = 1 the advantage of step t is the sum of γ^k over the T − t steps that are left,
    // (1 − γ^(T − t)) / (1 − γ), with the γ of its iteration: linear(0.998, 0.9997) is 0.998 + 0.0017 p at p = 0, ¼, ½, ¾.
    [Fact]
    public void A_discount_that_is_annealed_reaches_the_advantages()
    {
        using TrainingBench bench = Bench("discount=linear(0.998, 0.9997)", "gae-lambda=1");
        for (int i = 0; i < Iterations; i++)
        {
            bench.FinishIteration();
            double discount = 0.998 + (0.0017 * i / Iterations);
            for (int t = 0; t < Horizon; t++)
                Assert.Equal((1 - Math.Pow(discount, Horizon - t)) / (1 - discount), bench.Trainer.Batch.Advantages[4 * t], 1e-4);
        }
    }

    // With γ = 1 it is the sum of λ^k.
    [Fact]
    public void A_lambda_that_is_annealed_reaches_the_advantages()
    {
        using TrainingBench bench = Bench("discount=1", "gae-lambda=piecewise(0.5, 512: 0.75)");
        foreach (double lambda in (double[])[0.5, 0.5, 0.75, 0.75])
        {
            bench.FinishIteration();
            Assert.Equal(1 / (1 - lambda), bench.Trainer.Batch.Advantages[0], 1e-5);
            Assert.Equal(1 + lambda, bench.Trainer.Batch.Advantages[4 * (Horizon - 2)], 1e-6);
        }
    }

    // A constant and a schedule between equal numbers are the same run; so is one whose change lies beyond the end.
    [Theory]
    [InlineData("fixpo", "epsilon-kl", "0.125", "linear(0.125, 0.125)")]
    [InlineData("fixpo", "c-beta", "3", "piecewise(3, 1024: 100)")]
    [InlineData("ppo", "clip-range", "0.25", "exponential(0.25, 0.25)")]
    [InlineData("ppo", "max-gradient-norm", "0.5", "piecewise(0.5, 5e9: 0)")]
    [InlineData("trpo", "damping", "0.125", "linear(0.125, 0.125, 100)")]
    public void A_schedule_that_does_not_change_is_its_number_bit_by_bit(string rule, string key, string number, string schedule)
    {
        Assert.Equal(Hash($"{key}={number}"), Hash($"{key}={schedule}"));

        string Hash(string setting)
        {
            using var bench = new TrainingBench(TrainingBench.Options("cartpole", rule, setting) with { Steps = 256 * Iterations });
            bench.Trainer.Run();
            return bench.Trainer.ParameterHash();
        }
    }

    private static TrainingBench Bench(params string[] settings)
    {
        TrainingOptions options = TrainingBench.Options("scripted", "ppo", [.. settings, "learning-rate=0"]);
        return new TrainingBench(
            options with { Steps = 4 * Horizon * Iterations, Network = new NetworkOptions { Hidden = [], ValueGain = 0 } },
            new ScriptedVectorEnvironment(4, new DiscreteSpace(2)));
    }
}
