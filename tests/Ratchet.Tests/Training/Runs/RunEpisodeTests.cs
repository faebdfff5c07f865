using Ratchet.Environments;
using Ratchet.Policies;
using Ratchet.Training;
using Ratchet.Training.Runs;
using Xunit;

namespace Ratchet.Tests.Training.Runs;

/// <summary>An episode that is looked at is the one that an evaluation measures.</summary>
public sealed class RunEpisodeTests
{
    [Theory]
    [InlineData("cartpole", "frame-stack=2,sticky-actions=0.3")]
    [InlineData("pendulum", "action-repeat=2,reward-scale=0.5")]
    [InlineData("tetris-10x10", "time-limit=30")]
    public void It_has_the_return_of_the_evaluation_with_its_seed(string environment, string wrappers)
    {
        using var folder = new TemporaryFolder();
        RunOptions options = Settings.Apply(
            Presets.For(environment, "ppo"), ["environments=4", "horizon=16", "minibatch=32", "epochs=1", "hidden=8", "steps=128", $"wrap={wrappers}"]);
        EnvironmentDefinition task = EnvironmentRegistry.BuiltIn.Find(environment);
        using (var run = new TrainingRun(folder.Path, options, task, threads: 1))
            run.Execute(new StoppingObserver(), CancellationToken.None);
        EvaluationResult evaluated = RunEvaluation.Measure(folder.Path, task, episodes: 1, seed: 6, threads: 1);
        ActorCritic policy = RunFolder.ReadPolicy(folder.Path, task);
        foreach (bool deterministic in (bool[])[false, true])
        {
            using var episode = new RunEpisode(options, task, policy, deterministic, seed: 6);
            while (!episode.Ended)
            {
                episode.Step();
                if (episode.Probabilities.Length == 0)
                    continue;
                Assert.Equal(1, episode.Probabilities.ToArray().Sum(), 4);
                Assert.True(episode.Probabilities[(int)episode.Action[0]] > 0);
            }

            Assert.Equal((deterministic ? evaluated.Deterministic : evaluated.Stochastic).MeanReturn, episode.Return);
            Assert.Throws<InvalidOperationException>(episode.Step);
        }
    }
}
