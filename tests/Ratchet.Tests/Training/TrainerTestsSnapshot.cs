using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Storage;
using Ratchet.Tests.Updates;
using Ratchet.Training;
using Ratchet.Training.Metrics;
using Xunit;

namespace Ratchet.Tests.Training;

public sealed class TrainerTestsSnapshot
{
    [Theory]
    [InlineData("cartpole", "fixpo", ReturnScaling.CriticTargets, 1)]
    [InlineData("cartpole", "ppo", ReturnScaling.Rewards, 3)]
    [InlineData("pendulum", "fixpo", ReturnScaling.CriticTargets, 0)]
    [InlineData("pendulum", "fixpo", ReturnScaling.CriticTargets, 2)]
    [InlineData("pendulum", "ppo", ReturnScaling.Rewards, 2)]
    [InlineData("cartpole", "npg", ReturnScaling.Rewards, 1)]
    [InlineData("pendulum", "trpo", ReturnScaling.CriticTargets, 2)]
    [InlineData("cartpole", "ppo-kl", ReturnScaling.None, 2)]
    [InlineData("cartpole", "ppo-kl-adaptive", ReturnScaling.None, 3)]
    [InlineData("pendulum", "fixpo-mean-kl", ReturnScaling.CriticTargets, 2)]
    [InlineData("cartpole", "fixpo-constant-beta", ReturnScaling.None, 1)]
    [InlineData("cartpole", "fixpo", ReturnScaling.PopArt, 2)]
    [InlineData("cartpole", "v-mpo", ReturnScaling.PopArt, 1)]
    [InlineData("pendulum", "v-mpo", ReturnScaling.PopArt, 3)]
    [InlineData("pendulum", "kl-projection", ReturnScaling.CriticTargets, 2)]
    public void A_loaded_run_continues_to_the_same_bits(string environment, string rule, ReturnScaling scaling, int iterations)
    {
        TrainingOptions options = TrainingBench.Options(environment, rule) with { ReturnScaling = scaling, Steps = 256 * 6 };
        using var one = new TrainingBench(options);
        for (int i = 0; i < iterations; i++)
            one.FinishIteration();
        Snapshot snapshot = Saved(one.Trainer);

        using var other = new TrainingBench(options, threads: 2);
        other.Trainer.Load(snapshot);
        Assert.Equal(one.Trainer.ParameterHash(), other.Trainer.ParameterHash());
        for (int i = iterations; i < 6; i++)
        {
            one.FinishIteration();
            other.FinishIteration();
            Assert.Equal(one.Trainer.ParameterHash(), other.Trainer.ParameterHash());
            Assert.Equal(Numbers(one.Trainer.Metrics), Numbers(other.Trainer.Metrics));
        }

        Assert.False(other.Trainer.Advance());
        Assert.Equal(Saved(one.Trainer).Entries, Saved(other.Trainer).Entries);
    }

    [Fact]
    public void An_entry_that_is_missing_or_wrong_is_named()
    {
        using var bench = new TrainingBench(TrainingBench.Options("cartpole") with { ReturnScaling = ReturnScaling.Rewards });
        bench.FinishIteration();
        Snapshot good = Saved(bench.Trainer);
        foreach (string name in good.Entries.Keys)
        {
            Assert.Contains($"the entry '{name}' is missing", Refused(Without(good, name)), StringComparison.Ordinal);

            Snapshot wrong = Without(good, name);
            if (good.Entries[name] is ulong[])
                wrong.Add(name, new float[good.Entries[name].Length]);
            else
                wrong.Add(name, new ulong[good.Entries[name].Length]);
            Assert.Contains($"'{name}' holds", Refused(wrong), StringComparison.Ordinal);

            Snapshot longer = Without(good, name);
            Add(longer, name, good.Entries[name], 1);
            Assert.Contains($"'{name}' has {good.Entries[name].Length + 1} numbers", Refused(longer), StringComparison.Ordinal);
        }
    }

    // Episodes of 100 steps, batches of 64: after one batch every episode is 64 steps old. A simulator without snapshots begins anew, so that
    // the first to finish has 100 steps and not 164.
    [Fact]
    public void An_environment_without_snapshots_begins_new_episodes_that_are_counted_from_their_start()
    {
        TrainingOptions options = TrainingBench.Options("cartpole") with { ReturnScaling = ReturnScaling.Rewards };
        var definition = new EnvironmentDefinition("still", () => new Still(), timeLimit: 100);
        using var one = new TrainingBench(options, new VectorEnvironment(definition, options.Environments));
        one.FinishIteration();

        using var other = new TrainingBench(options, new VectorEnvironment(definition, options.Environments));
        other.Trainer.Load(Saved(one.Trainer));
        other.FinishIteration();
        other.FinishIteration();
        Assert.Equal(100, other.Trainer.Metrics.MeanLength);
        Assert.Equal(100, other.Trainer.Metrics.MeanReturn);
    }

    [Fact]
    public void The_greatest_KL_of_a_run_stays_NaN_once_it_was()
    {
        var totals = new TrainingTotals();
        foreach (double kl in (double[])[0.1, double.NaN, 0.2])
            totals.Add(new IterationMetrics { MaxKl = kl });
        Assert.Equal(double.NaN, totals.MaxKl);
    }

    [Fact]
    public void In_the_middle_of_an_iteration_a_run_is_neither_saved_nor_loaded()
    {
        using var bench = new TrainingBench(TrainingBench.Options("cartpole"));
        Snapshot snapshot = Saved(bench.Trainer);
        bench.Trainer.Advance();
        Assert.Throws<InvalidOperationException>(() => bench.Trainer.Save(new Snapshot()));
        Assert.Throws<InvalidOperationException>(() => bench.Trainer.Load(snapshot));
    }

    private static string Refused(Snapshot snapshot)
    {
        using var bench = new TrainingBench(TrainingBench.Options("cartpole") with { ReturnScaling = ReturnScaling.Rewards });
        return Assert.Throws<SnapshotException>(() => bench.Trainer.Load(snapshot)).Message;
    }

    private static Snapshot Saved(Trainer trainer)
    {
        var snapshot = new Snapshot();
        trainer.Save(snapshot);
        return snapshot;
    }

    private static Snapshot Without(Snapshot source, string name)
    {
        var copy = new Snapshot();
        foreach ((string key, Array values) in source.Entries)
            if (key != name)
                Add(copy, key, values, 0);
        return copy;
    }

    private static void Add(Snapshot snapshot, string name, Array values, int more)
    {
        if (values is float[] floats)
            snapshot.Add(name, [.. floats, .. new float[more]]);
        else if (values is double[] doubles)
            snapshot.Add(name, [.. doubles, .. new double[more]]);
        else
            snapshot.Add(name, [.. (ulong[])values, .. new ulong[more]]);
    }

    private static double[] Numbers(IterationMetrics metrics) =>
    [
        metrics.Iteration, metrics.Steps, metrics.Episodes, metrics.MeanReturn, metrics.MeanLength, metrics.MaxKl, metrics.MeanKl, metrics.NextBatchMaxKl, metrics.Violations,
        metrics.PrimarySteps, metrics.FixupSteps, metrics.Interpolations, metrics.DeferredSwaps, metrics.Beta, metrics.LearningRate, metrics.PolicyLoss,
        metrics.ValueLoss, metrics.GradientNorm, metrics.Backtracks, metrics.RejectedSteps, metrics.SkippedSteps, metrics.ExplainedVariance,
    ];

    private sealed class Still : IEnvironment
    {
        public Space ObservationSpace { get; } = new BoxSpace(1);

        public Space ActionSpace { get; } = new DiscreteSpace(2);

        public ReadOnlySpan<double> Reset(ref RandomStream random) => [1.0];

        public Transition Step(ReadOnlySpan<double> action, ref RandomStream random) => new([1.0], 1, terminated: false);
    }
}
