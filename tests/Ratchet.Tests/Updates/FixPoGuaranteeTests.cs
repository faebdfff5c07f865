using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Rollouts;
using Ratchet.Tests.Rollouts;
using Ratchet.Training;
using Ratchet.Training.Metrics;
using Ratchet.Updates.Neighbourhoods;
using Ratchet.Updates.Penalties;
using Xunit;

namespace Ratchet.Tests.Updates;

/// <summary>Between the policies of two batches KL ≤ ε at every observation: found again by arithmetic that shares nothing with the audit's.</summary>
public sealed unsafe class FixPoGuaranteeTests
{
    /// <summary>A float log-probability near 1 is off by about 1e-7, the difference of two by twice that.</summary>
    private const double Rounding = 1e-6;

    [Theory]
    [InlineData("cartpole", false, KlDirection.OldToNew, 3e-3, 0.1)]
    [InlineData("cartpole", true, KlDirection.NewToOld, 3e-3, 0.1)]
    [InlineData("pendulum", false, KlDirection.OldToNew, 3e-3, 0.1)]
    [InlineData("pendulum", true, KlDirection.NewToOld, 3e-3, 0.1)]
    [InlineData("cartpole", false, KlDirection.OldToNew, 0.05, 0.01)]
    [InlineData("pendulum", false, KlDirection.OldToNew, 0.05, 0.01)]
    [InlineData("pendulum", true, KlDirection.NewToOld, 0.05, 0.01)]
    [InlineData("cartpole", true, KlDirection.OldToNew, 3e-3, 1e-6)]
    [InlineData("pendulum", false, KlDirection.NewToOld, 3e-3, 1e-6)]
    public void No_update_leaves_the_region(string environment, bool shared, KlDirection direction, double learningRate, double epsilon)
    {
        TrainingOptions options = TrainingBench.Options(environment);
        options = options with
        {
            Network = options.Network with { Shared = shared },
            Optimization = options.Optimization with { LearningRate = learningRate },
            Penalty = options.Penalty with { Direction = direction }, Region = options.Region with { EpsilonKl = epsilon, MaxFixupPasses = 5 },
        };
        using var bench = new TrainingBench(options);
        for (int i = 0; i < 12; i++)
        {
            double kl = bench.MeasureIteration();
            IterationMetrics metrics = bench.Trainer.Metrics;
            Assert.True(kl <= (epsilon * 1.001) + Rounding, $"iteration {i}: {kl}");
            Assert.Equal(kl, metrics.MaxKl, Rounding + (1e-3 * epsilon));
            Assert.True(metrics.MaxKl <= epsilon);
            Assert.Equal(0, metrics.Violations);
            Assert.True(metrics.Beta >= 0 && double.IsFinite(metrics.Beta));
        }
    }

    [Theory]
    [InlineData(KlDirection.OldToNew)]
    [InlineData(KlDirection.NewToOld)]
    public void Under_action_masks_the_region_is_that_of_the_masked_policies(KlDirection direction)
    {
        var environment = new ScriptedVectorEnvironment(4, new DiscreteSpace(5))
        {
            Observation = (e, step, k) => ((7 * step) + (3 * e) + (5 * k)) % 11 / 5f,
            IsValid = (e, step, action) => action == (step + e) % 5 || action % 2 == 0,
            Reward = (e, step) => (step + e) % 3,
        };
        TrainingOptions options = TrainingBench.Options("scripted");
        options = options with { Penalty = options.Penalty with { Direction = direction }, Region = options.Region with { EpsilonKl = 1e-3 }, Optimization = options.Optimization with { LearningRate = 0.01 } };
        using var bench = new TrainingBench(options, environment);
        for (int i = 0; i < 6; i++)
        {
            double kl = bench.MeasureIteration();
            Assert.True(kl <= 1e-3 + Rounding, $"iteration {i}: {kl}");
            Assert.Equal(kl, bench.Trainer.Metrics.MaxKl, Rounding);
        }

        Assert.True(bench.Trainer.Totals.FixupSteps > 0);
    }

    // What was promised about is what acts: the audit's distributions under the old policy are those that the collector sampled from,
    // and those under the new policy the ones that the collector would sample from, bit by bit, though it computes them in other blocks.
    [Theory]
    [InlineData("cartpole")]
    [InlineData("pendulum")]
    public void The_audit_reads_the_distributions_that_act(string environment)
    {
        using var bench = new TrainingBench(TrainingBench.Options(environment), threads: 2);
        RolloutBatch batch = bench.Trainer.Batch;
        for (int i = 0; i < 3; i++)
        {
            bench.FinishIteration();
            Assert.Equal(Bits(batch, batch.Columns), Audited(bench.Trainer.Rule.Previous, batch));
            Assert.Equal(Acting(bench.Trainer.Policy, batch), Audited(bench.Trainer.Policy, batch));
            Span<float> logDeviation = bench.Trainer.Rule.Previous.LogDeviation;
            Assert.Equal(logDeviation.ToArray(), batch.LogDeviation.Span[..logDeviation.Length].ToArray());
        }
    }

    [Fact]
    public void The_next_batch_divergence_is_that_of_the_same_two_policies_on_new_states()
    {
        using var bench = new TrainingBench(TrainingBench.Options("pendulum"));
        PolicyReading before = PolicyReading.Of(bench.Trainer.Policy);
        bench.FinishIteration();
        Assert.True(double.IsNaN(bench.Trainer.Metrics.NextBatchMaxKl));
        for (int i = 0; i < 4; i++)
        {
            PolicyReading after = PolicyReading.Of(bench.Trainer.Policy);
            bench.FinishIteration();
            Assert.Equal(bench.MaxKl(before, after), bench.Trainer.Metrics.NextBatchMaxKl, 1e-5);
            before = after;
        }
    }

    [Theory]
    [InlineData("cartpole", false)]
    [InlineData("pendulum", false)]
    [InlineData("cartpole", true)]
    public void A_fixup_step_leaves_the_value_alone(string environment, bool shared)
    {
        TrainingOptions options = TrainingBench.Options(environment);
        options = options with
        {
            Network = options.Network with { Shared = shared },
            Region = options.Region with { EpsilonKl = 2e-4 },
        };
        using var bench = new TrainingBench(options);
        Trainer trainer = bench.Trainer;
        int seen = 0;
        for (int i = 0; i < 4000 && seen < 20; i++)
        {
            (int primary, int fixup, float[] value, float[] policy) before = State();
            trainer.Advance();
            (int primary, int fixup, float[] value, float[] policy) after = State();
            if (after.primary != before.primary || after.fixup != before.fixup + 1)
                continue;
            Assert.Equal(before.value, after.value);
            Assert.NotEqual(before.policy, after.policy);
            seen++;
        }

        Assert.Equal(20, seen);

        (int, int, float[], float[]) State()
        {
            int split = trainer.Policy.PolicyParameterCount;
            Span<double> powers = trainer.Rule.Step.Powers;
            return (
                trainer.Rule.Statistics.PrimarySteps, trainer.Rule.Statistics.FixupSteps,
                [.. trainer.Policy.Parameters[split..], .. trainer.Rule.Step.FirstMoment[split..], .. trainer.Rule.Step.SecondMoment[split..], (float)powers[2], (float)powers[3]],
                trainer.Policy.Parameters[..split].ToArray());
        }
    }

    // The minibatch that begins an update is at the old policy: KL = 0 and ρ = 1 exactly, so β's gradient is ε exactly, and its first
    // moment after one step (1 − β1) ε. Had the KL been taken after the step on θ, it would be smaller.
    [Fact]
    public void The_multiplier_follows_the_divergence_from_before_the_step()
    {
        TrainingOptions options = TrainingBench.Options("cartpole");
        using var bench = new TrainingBench(options);
        bench.CollectAndLearn(minibatches: 1);
        var state = new double[bench.Trainer.Rule.StateSize];
        bench.Trainer.Rule.Save(state);
        Assert.Equal((1 - 0.9) * options.Region.EpsilonKl.Least, state[1]);
        Assert.Equal(options.Penalty.Beta.Least - options.Penalty.BetaLearningRate.Least, state[0], 1e-7);
    }

    [Fact]
    public void A_divergence_that_is_not_a_number_is_outside_every_region()
    {
        foreach ((float kl, double bound, bool within) in ((float, double, bool)[])[(float.NaN, double.PositiveInfinity, false), (0.5f, 0.5, true), (0.5000001f, 0.5, false)])
        {
            var sums = new KlSums();
            sums.Add(0);
            sums.Add(kl);
            sums.Add(0);
            Assert.Equal(within, new AuditResult(sums, [], 0).Within(new KlBound(KlStatistic.Max, bound, [], 1, new RunClock())));
        }
    }

    private static int[] Acting(ActorCritic policy, RolloutBatch batch)
    {
        using var pool = new WorkerPool(1);
        var evaluator = new PolicyEvaluator(policy, Kernels.Best, pool, batch.Environments);
        var inputs = new AlignedBuffer<float>(batch.Environments * batch.InputStride);
        var columns = new AlignedBuffer<float>(batch.Width * batch.Stride);
        for (int row = 0; row < batch.Rows; row += batch.Environments)
        {
            policy.Normalizer.Normalize(Kernels.Best, batch.Observations + (row * batch.ObservationSize), batch.Environments, inputs.Pointer, batch.InputStride);
            evaluator.Distributions(inputs.Pointer, batch.Environments, null, columns.Pointer + row, batch.Stride);
        }

        return Bits(batch, columns.Pointer);
    }

    private static int[] Audited(ActorCritic policy, RolloutBatch batch)
    {
        using var pool = new WorkerPool(2);
        var evaluator = new PolicyEvaluator(policy, Kernels.Best, pool, batch.Rows);
        var columns = new AlignedBuffer<float>(batch.Width * batch.Stride);
        evaluator.DistributionsOfObservations(batch.Observations, batch.Rows, batch.Masks, columns.Pointer, batch.Stride);
        return Bits(batch, columns.Pointer);
    }

    private static int[] Bits(RolloutBatch batch, float* columns)
    {
        var bits = new List<int>();
        for (int c = 0; c < batch.Width; c++)
            for (int row = 0; row < batch.Rows; row++)
                bits.Add(BitConverter.SingleToInt32Bits(columns[(c * batch.Stride) + row]));
        return [.. bits];
    }
}
