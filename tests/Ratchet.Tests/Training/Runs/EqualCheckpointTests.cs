using Ratchet.Environments;
using Ratchet.Training;
using Ratchet.Training.Runs;
using Ratchet.Updates.Rules;
using Xunit;

namespace Ratchet.Tests.Training.Runs;

/// <summary>A checkpoint is a function of the run alone: neither folder, threads, clock nor the way there shows in its bytes.</summary>
public sealed class EqualCheckpointTests
{
    private const int Iterations = 6;

    [Theory]
    [InlineData("cartpole", "")]
    [InlineData("pendulum", "")]
    [InlineData("pendulum", "normalize-returns=0.99,frame-stack=2,sticky-actions=0.3")]
    public void Every_rule_leaves_the_same_bytes_interrupted_or_not(string environment, string wrappers)
    {
        using var folder = new TemporaryFolder();
        foreach (string rule in Rules.ByGradients)
        {
            if (rule == "kl-projection" && environment == "cartpole")
                continue;
            RunOptions options = Options(environment, rule, wrappers);
            string one = folder.Sub($"{rule}-a"), other = folder.Sub($"{rule}-a-longer-name");
            Assert.Equal(RunOutcome.Finished, Execute(one, options, threads: 1, new StoppingObserver()));

            // Checkpoints at other times, metrics at other steps of an evaluation's clock, stopped, and dead after lines that no checkpoint knows of.
            options = options with { CheckpointInterval = 0 };
            Assert.Equal(RunOutcome.Stopped, Execute(other, options, threads: 2, new StoppingObserver { StopAfter = 2 }));
            options = options with { CheckpointInterval = 1000 };
            Assert.Throws<DeathOfARun>(() => Execute(other, options, threads: 1, new StoppingObserver { DieAfter = 4 }));
            Assert.Equal(RunOutcome.Finished, Execute(other, options, threads: 3, new StoppingObserver()));
            Assert.True(Checkpoint(one).AsSpan().SequenceEqual(Checkpoint(other)), $"{rule} on {environment}");
        }
    }

    [Fact]
    public void Another_seed_leaves_other_bytes()
    {
        using var folder = new TemporaryFolder();
        RunOptions options = Options("cartpole", "ppo", "");
        Execute(folder.Sub("a"), options, threads: 1, new StoppingObserver());
        Execute(folder.Sub("b"), Settings.Apply(options, "seed=2"), threads: 1, new StoppingObserver());
        Assert.NotEqual(Checkpoint(folder.Sub("a")), Checkpoint(folder.Sub("b")));
    }

    private static RunOptions Options(string environment, string rule, string wrappers)
    {
        RunOptions options = Presets.For(environment, rule);
        TrainingOptions training = options.Training;
        if (training.Parts.Drift == DriftKind.Formula)
            options = Settings.Apply(options, "drift=square(log(r))");
        int environments = Math.Min(training.Environments, 3), horizon = Math.Min(training.Horizon, 16), batch = environments * horizon;
        return options with
        {
            Training = options.Training with
            {
                Environments = environments, Horizon = horizon, Steps = Iterations * batch, Wrappers = wrappers,
                Network = training.Network with { Hidden = [8] },
                Optimization = training.Optimization with { Epochs = Math.Min(training.Optimization.Epochs, 2), Minibatch = Math.Max(2, Math.Min(training.Optimization.Minibatch, batch / 2)) },
                Region = training.Region with { FixupMinibatch = 8, MaxFixupPasses = 5 },
            },
            MetricsInterval = 0,
        };
    }

    private static byte[] Checkpoint(string path) => File.ReadAllBytes(Path.Combine(path, "checkpoint.safetensors"));

    private static RunOutcome Execute(string path, RunOptions options, int threads, StoppingObserver observer)
    {
        using var run = new TrainingRun(path, options, EnvironmentRegistry.BuiltIn.Find(options.Training.Environment), threads);
        return run.Execute(observer, observer.Stop.Token);
    }
}
