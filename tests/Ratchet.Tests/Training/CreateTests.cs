using System.Collections.Concurrent;
using Ratchet.Environments;
using Ratchet.Environments.ClassicControl;
using Ratchet.Numerics;
using Ratchet.Tests.Environments;
using Ratchet.Training;
using Xunit;

namespace Ratchet.Tests.Training;

/// <summary>A run made in one call.</summary>
public sealed class CreateTests
{
    [Fact]
    public void An_evaluation_on_the_way_changes_no_bit_of_the_training()
    {
        using Trainer watched = Short("cartpole"), alone = Short("cartpole");
        watched.Evaluate(episodes: 3);
        Finish(watched);
        Finish(alone);
        Assert.Equal(alone.ParameterHash(), watched.ParameterHash());

        void Finish(Trainer trainer)
        {
            while (trainer.Advance())
                if (trainer == watched && trainer.IterationCompleted)
                    trainer.Evaluate(episodes: 3);
        }
    }

    // A name that no preset lists gets the preset for every task: observations normalised, 8 environments of 256 steps.
    [Fact]
    public void A_task_of_one_s_own_gets_the_preset_for_every_task()
    {
        var task = new EnvironmentDefinition("my-pole", () => new CartPole(), timeLimit: 50);
        using var trainer = Trainer.Create(task, configure: options => options with { Steps = 1 });
        Assert.Equal((8, 256, true), (trainer.Options.Environments, trainer.Options.Horizon, trainer.Options.Network.NormalizeObservations));
        trainer.Run();
        Assert.Equal(1, trainer.Totals.Updates);
        Assert.InRange(trainer.Evaluate(episodes: 5).Stochastic.MeanReturn, 1, 50); // the limit, at a reward of 1 a step
    }

    [Fact]
    public void A_run_that_was_given_its_environments_says_how_it_is_evaluated()
    {
        using var pool = new WorkerPool(1);
        TrainingOptions options = Presets.For("cartpole", "ppo").Training;
        using var trainer = new Trainer(options, new VectorEnvironment(CartPole.Definition, options.Environments, pool), pool);
        Assert.Contains("Evaluator", Assert.Throws<InvalidOperationException>(() => trainer.Evaluate()).Message);
    }

    [Fact]
    public void Environments_that_were_handed_in_remain_the_callers()
    {
        var made = new List<ScriptedEnvironment>();
        EnvironmentDefinition definition = ScriptedEnvironment.Define(() =>
        {
            made.Add(new());
            return made[^1];
        });
        using var pool = new WorkerPool(1);
        TrainingOptions options = Presets.For("cartpole", "ppo").Training;
        var environment = new VectorEnvironment(definition, options.Environments, pool);
        new Trainer(options, environment, pool).Dispose();
        Assert.All(made, simulator => Assert.False(simulator.IsDisposed));

        made.Clear();
        Trainer.Create(definition).Dispose();
        Assert.NotEmpty(made);
        Assert.All(made, simulator => Assert.True(simulator.IsDisposed));
    }

    // A pool whose threads have ended leaves all jobs to the caller.
    [Fact]
    public void A_run_that_cannot_be_made_leaves_neither_threads_nor_environments()
    {
        Assert.SkipUnless(System.Environment.ProcessorCount > 1, "One processor: there are no threads to leave.");
        WorkerPool? pool = null;
        var simulator = new ScriptedEnvironment();
        EnvironmentDefinition definition = ScriptedEnvironment.Define(() => simulator) with
        {
            CreateVector = (_, given) =>
            {
                pool = given;
                // One environment where the preset says 8: the trainer refuses it.
                return new VectorEnvironment(ScriptedEnvironment.Define(() => simulator), 1);
            },
        };
        Assert.Throws<OptionException>(() => Trainer.Create(definition));
        Assert.True(simulator.IsDisposed);
        var job = new ThreadsOfJobs();
        pool!.Run(50, job);
        Assert.Equal([System.Environment.CurrentManagedThreadId], job.Threads.Keys);
    }

    private sealed class ThreadsOfJobs : IJob
    {
        public ConcurrentDictionary<int, bool> Threads { get; } = new();

        public void Execute(int index)
        {
            Threads[System.Environment.CurrentManagedThreadId] = true;
            Thread.Sleep(1);
        }
    }

    private static Trainer Short(string environment) => Trainer.Create(environment, configure: options => options with { Steps = 3000 });
}
