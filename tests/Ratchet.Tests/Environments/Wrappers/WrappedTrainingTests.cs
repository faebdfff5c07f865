using Ratchet.Environments;
using Ratchet.Environments.ClassicControl;
using Ratchet.Environments.Wrappers;
using Ratchet.Numerics;
using Ratchet.Tests.Training;
using Ratchet.Tests.Updates;
using Ratchet.Training;
using Ratchet.Training.Runs;
using Xunit;

namespace Ratchet.Tests.Environments.Wrappers;

/// <summary>Trainings of wrapped tasks.</summary>
public sealed class WrappedTrainingTests
{
    private const string Everything = "sticky-actions=0.25:keep, action-repeat=2, reward-scale=0.1, normalize-returns=0.98, frame-stack=3";

    // A policy that acts at random earns about 22.
    [Fact]
    public void Frame_stacked_CartPole_is_learned()
    {
        using Trainer trainer = Trainer.Create("cartpole", configure: options => options with { Steps = 60_000, Wrappers = "frame-stack=2" });
        trainer.Run();
        Assert.Equal(8, trainer.Policy.ObservationSpace.Size);
        Assert.True(trainer.Metrics.MeanReturn >= 200, $"{trainer.Metrics.MeanReturn}");
    }

    [Theory]
    [InlineData("cartpole", "fixpo")]
    [InlineData("pendulum", "ppo")]
    public void A_loaded_run_continues_to_the_same_bits(string environment, string rule)
    {
        TrainingOptions options = TrainingBench.Options(environment, rule);
        EnvironmentDefinition definition = EnvironmentWrappers.Apply(EnvironmentRegistry.BuiltIn.Find(environment), Everything);
        using var first = new VectorEnvironment(definition, options.Environments);
        using var second = new VectorEnvironment(definition, options.Environments);
        using var one = new TrainingBench(options, first);
        one.FinishIteration();
        one.FinishIteration();
        using var other = new TrainingBench(options, second, threads: 2);
        other.ContinueWithTheBitsOf(one, iterations: 3);
    }

    [Fact]
    public void A_killed_run_in_a_folder_ends_as_one_that_was_not_killed()
    {
        using var folder = new TemporaryFolder();
        string whole = folder.Sub("whole"), killed = folder.Sub("killed");
        Assert.Equal(RunOutcome.Finished, Execute(whole, folder.Sub("whole.jsonl"), stopAfter: 0));
        Assert.Equal(RunOutcome.Stopped, Execute(killed, folder.Sub("killed.jsonl"), stopAfter: 3));
        Assert.Equal(RunOutcome.Finished, Execute(killed, folder.Sub("killed.jsonl"), stopAfter: 0));
        Assert.Equal(Hash(whole), Hash(killed));

        // All episodes but those that were under way at the stop, of 4 simulators at the most, and each once.
        string[] all = File.ReadAllLines(folder.Sub("whole.jsonl")), most = File.ReadAllLines(folder.Sub("killed.jsonl"));
        Assert.Equal(most.Length, most.Distinct().Count());
        Assert.Empty(most.Except(all));
        Assert.InRange(all.Length - most.Length, 0, 4);
        Assert.NotEmpty(most);

        // The same command once more changes neither the run nor the recording.
        Assert.Equal(RunOutcome.WasFinished, Execute(killed, folder.Sub("killed.jsonl"), stopAfter: 0));
        Assert.Equal(most, File.ReadAllLines(folder.Sub("killed.jsonl")));

        static RunOutcome Execute(string path, string recording, long stopAfter)
        {
            RunOptions options = Presets.For("cartpole", "fixpo");
            options = Settings.Apply(
                options, ["environments=4", "horizon=16", "minibatch=32", "epochs=2", "hidden=16", "steps=512", $"wrap=sticky-actions=0.25,frame-stack=3,record={recording}"]);
            using var run = new TrainingRun(path, options, CartPole.Definition, threads: 2);
            var observer = new Stopper(stopAfter);
            return run.Execute(observer, observer.Stop.Token);
        }

        static string Hash(string path) => TrainerState.Hash(RunFolder.ReadPolicy(path, CartPole.Definition));
    }

    // Rewards of 1 become 0.01 in training, where a return of 500 is 5 at most; an evaluation counts the task's own.
    [Fact]
    public void An_evaluation_reports_the_returns_of_the_task_itself()
    {
        using Trainer trainer = Trainer.Create("cartpole", configure: options => options with { Steps = 4000, Wrappers = "reward-clip=-1:0.5, normalize-returns=0.99" });
        trainer.Run();
        using Trainer scaled = Trainer.Create("cartpole", configure: options => options with { Steps = 4000, Wrappers = "reward-scale=0.01" });
        scaled.Run();
        Assert.InRange(scaled.Metrics.MeanReturn, 0.05, 5);
        foreach (Trainer trained in (Trainer[])[trainer, scaled])
            Assert.InRange(trained.Evaluate(episodes: 20).Stochastic.MeanReturn, 8, 500);
    }

    // Action repeat halves the number of decisions: 200 steps of Pendulum, 100 decisions.
    [Fact]
    public void An_evaluation_keeps_the_time_limit_of_what_is_repeated()
    {
        using var folder = new TemporaryFolder();
        string recording = folder.Sub("episodes.jsonl");
        RunOptions options = Settings.Apply(Presets.For("pendulum", "ppo"), ["environments=4", "horizon=16", "minibatch=32", "steps=64", "wrap=rescale-actions,action-repeat=2"]);
        using (var run = new TrainingRun(folder.Sub("run"), options, Pendulum.Definition, threads: 1))
            run.Execute(new Stopper(0), CancellationToken.None);
        EvaluationResult result = RunEvaluation.Measure(folder.Sub("run"), Pendulum.Definition, episodes: 3, seed: 4, threads: 2, new EpisodeFile(recording));

        // The record has what the policy sees: 100 decisions each; 3 episodes with sampled actions, then 3 with the most probable ones.
        RecordedEpisode[] read = [.. EpisodeRecording.Read(recording)];
        Assert.Equal(6, read.Length);
        Assert.All(read, episode => Assert.Equal((4UL, 100, true, false), (episode.Seed, episode.Rewards.Length, episode.Truncated, episode.Terminated)));
        Assert.All(read, episode => Assert.All(episode.Actions, action => Assert.InRange(action[0], -1, 1)));
        Assert.Equal([0, 0, 1, 1, 2, 2], read.Select(episode => episode.Instance).Order());
        Assert.Equal(result.Stochastic.MeanReturn, read[..3].Average(episode => episode.Rewards.Sum()), 1e-9);
        Assert.Equal(result.Deterministic.MeanReturn, read[3..].Average(episode => episode.Rewards.Sum()), 1e-9);
    }

    private sealed class Stopper(long after) : IRunObserver
    {
        public CancellationTokenSource Stop { get; } = new();

        public void OnStart(RunProgress progress)
        {
        }

        public void OnIteration(RunProgress progress, ReadOnlySpan<byte> line)
        {
            if (progress.Metrics.Iteration == after)
                Stop.Cancel();
        }

        public void OnEvaluation(RunProgress progress, EvaluationResult result, ReadOnlySpan<byte> line)
        {
        }

        public void OnFinished(RunProgress progress, ReadOnlySpan<byte> line)
        {
        }
    }
}
