using Ratchet.Tests.Updates;
using Ratchet.Training;
using Xunit;

namespace Ratchet.Tests.Training;

/// <summary>REINFORCE, one-step actor-critic and A2C with their presets.</summary>
public sealed class PolicyGradientTrainingTests
{
    public static TheoryData<string, string> Runs =>
        [("cartpole", "reinforce"), ("cartpole", "actor-critic"), ("cartpole", "a2c"), ("pendulum", "reinforce"), ("pendulum", "actor-critic"), ("pendulum", "a2c")];

    [Theory]
    [MemberData(nameof(Runs))]
    public void Its_bits_do_not_depend_on_threads_or_on_a_resume(string environment, string rule)
    {
        using TrainingBench one = Bench(environment, rule, threads: 1);
        for (int i = 0; i < 3; i++)
            one.FinishIteration();
        using TrainingBench other = Bench(environment, rule, threads: 2);
        other.ContinueWithTheBitsOf(one, iterations: 20);
        Assert.Equal(1, one.Trainer.Metrics.PrimarySteps);
        Assert.True(double.IsFinite(one.Trainer.Metrics.PolicyLoss + one.Trainer.Metrics.ValueLoss + one.Trainer.Metrics.MaxKl));
    }

    [Fact]
    public void The_actor_critic_updates_after_every_single_step() =>
        Assert.Equal((1, 1), (Presets.For("cartpole", "actor-critic").Training.Environments, Presets.For("my-own", "actor-critic").Training.Horizon));

    [Theory]
    [InlineData("epochs")]
    [InlineData("minibatch")]
    [InlineData("recompute-advantages")]
    public void A_single_step_has_no_settings_of_passes(string key) => Assert.DoesNotContain("a2c", Settings.Find(key).Rules);

    internal static TrainingBench Bench(string environment, string rule, int threads) => new(Presets.For(environment, rule).Training with { Seed = 5 }, threads: threads);
}
