using Ratchet.Policies;
using Ratchet.Rollouts;
using Ratchet.Tests.Updates.ReadingEditions;
using Ratchet.Training;
using Ratchet.Updates;
using Ratchet.Updates.Rules;
using Xunit;

namespace Ratchet.Tests.Updates;

/// <summary>V-MPO's three policies and its duals, looked at from outside a real training.</summary>
public sealed unsafe class VMpoTests
{
    private const int StepsPerBatch = 16;

    // 256 rows in minibatches of 64, 4 epochs: 16 steps a batch. Every 40 steps a copy: within batch 3, at the end of batch 5, within batch 8.
    [Theory]
    [InlineData("cartpole")]
    [InlineData("pendulum")]
    public void The_target_acts_and_is_renewed_every_period_of_gradient_steps(string environment)
    {
        using TrainingBench bench = Bench(environment, period: 40);
        ActorCritic online = bench.Trainer.Policy, target = bench.Trainer.Actor;
        for (int batch = 1; batch <= 8; batch++)
        {
            float[] before = Acting(target);
            bench.FinishIteration();
            bool copied = batch * StepsPerBatch / 40 > (batch - 1) * StepsPerBatch / 40;
            Assert.Equal(copied, !before.SequenceEqual(Acting(target)));
            Assert.Equal(copied, bench.Trainer.Metrics.MaxKl > 0);
            Assert.Equal(batch == 5, Acting(online).SequenceEqual(Acting(target)));
            Assert.Equal(StepsPerBatch, bench.Trainer.Metrics.PrimarySteps);
        }
    }

    [Theory]
    [InlineData("cartpole")]
    [InlineData("pendulum")]
    public void With_a_period_of_0_every_batch_is_collected_by_the_online_network(string environment)
    {
        using TrainingBench bench = Bench(environment, period: 0);
        for (int batch = 0; batch < 3; batch++)
        {
            bench.FinishIteration();
            Assert.Equal(Acting(bench.Trainer.Policy), Acting(bench.Trainer.Actor));
        }
    }

    [Theory]
    [InlineData("cartpole", 40)]
    [InlineData("pendulum", 40)]
    [InlineData("pendulum", 7)]
    public void The_audit_is_between_the_policies_that_act(string environment, long period)
    {
        using TrainingBench bench = Bench(environment, period);
        for (int i = 0; i < 6; i++)
        {
            PolicyReading old = PolicyReading.Of(bench.Trainer.Actor);
            bench.FinishIteration();
            RolloutBatch batch = bench.Trainer.Batch;
            for (int row = 0; row < batch.Rows; row += 37)
                Assert.Equal(old.LogProbability(Observation(batch, row), Action(batch, row)), batch.LogProbability[row], 1e-3);
            double kl = bench.MaxKl(old, PolicyReading.Of(bench.Trainer.Actor));
            Assert.Equal(kl, bench.Trainer.Metrics.MaxKl, 1e-4 + (1e-3 * kl));
        }
    }

    // The multipliers hold the means of the KL where they are told to: with a bound a tenth as large the policies that act stay about a tenth as far apart.
    [Theory]
    [InlineData("cartpole")]
    [InlineData("pendulum")]
    public void Tighter_bounds_keep_the_policies_closer(string environment)
    {
        double wide = MeanKl(environment, 1), tight = MeanKl(environment, 0.1);
        Assert.True(tight < 0.4 * wide, $"{tight} and {wide}");
    }

    private static double MeanKl(string environment, double factor)
    {
        using TrainingBench bench = Bench(environment, period: StepsPerBatch, new VMpoOptions
        {
            EpsilonAlpha = 0.02 * factor, EpsilonMean = 0.02 * factor, EpsilonCovariance = 1e-3 * factor, DualLearningRate = 0.1, TargetPeriod = StepsPerBatch,
        });
        double sum = 0;
        for (int i = 0; i < 60; i++)
        {
            bench.FinishIteration();
            sum += i < 20 ? 0 : bench.Trainer.Metrics.MeanKl;
        }

        return sum / 40;
    }

    private static TrainingBench Bench(string environment, long period, VMpoOptions? options = null) =>
        new(TrainingBench.Options(environment, "v-mpo") with { ReturnScaling = ReturnScaling.PopArt, VMpo = options ?? new VMpoOptions { TargetPeriod = period } });

    /// <summary>All that the policy depends on.</summary>
    private static float[] Acting(ActorCritic policy) =>
        [.. policy.Parameters[..policy.PolicyParameterCount], .. policy.Normalizer.Mean, .. policy.Normalizer.InverseDeviation];

    private static ReadOnlySpan<float> Observation(RolloutBatch batch, int row) => new(batch.Observations + (row * batch.ObservationSize), batch.ObservationSize);

    private static double[] Action(RolloutBatch batch, int row)
    {
        var action = new double[batch.ActionSize];
        for (int d = 0; d < action.Length; d++)
            action[d] = batch.Actions[(d * batch.Stride) + row];
        return action;
    }
}
