using Ratchet.Environments;
using Ratchet.Environments.ClassicControl;
using Ratchet.Numerics;
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

    private static Trainer Short(string environment) => Trainer.Create(environment, configure: options => options with { Steps = 3000 });
}
