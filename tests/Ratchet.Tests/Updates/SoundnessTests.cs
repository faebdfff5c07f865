using Ratchet.Training;
using Ratchet.Updates.Rules;
using Xunit;

namespace Ratchet.Tests.Updates;

/// <summary>The classes of rules against the table of algorithms in Kuba et al. (2022), section 4 and appendix E.</summary>
public sealed class SoundnessTests
{
    [Theory]
    // PPO-clip, DPO and a checked formula: a drift. A fixed β: "PPO-KL, fixed coefficient" is a row of the table, and a schedule of time alone is MDPO's 1/t_k.
    [InlineData("ppo", SoundnessClass.MirrorLearning)]
    [InlineData("dpo", SoundnessClass.MirrorLearning)]
    [InlineData("drift", SoundnessClass.MirrorLearning)]
    [InlineData("ppo-kl", SoundnessClass.MirrorLearning)]
    [InlineData("ppo-kl", SoundnessClass.MirrorLearning, "beta=linear(1, 0.1)")]
    [InlineData("fixpo-constant-beta", SoundnessClass.MirrorLearning)]
    // The trivial drift: TRPO's ball, one policy-gradient step.
    [InlineData("trpo", SoundnessClass.MirrorLearning)]
    [InlineData("npg", SoundnessClass.MirrorLearning)]
    [InlineData("ppo", SoundnessClass.MirrorLearning, "drift=none", "surrogate=log-likelihood", "solver=single-step")]
    // A drift in a neighbourhood: both are parts of the definition.
    [InlineData("dpo", SoundnessClass.MirrorLearning, "neighbourhood=max-kl")]
    [InlineData("ppo", SoundnessClass.MirrorLearning, "neighbourhood=mean-kl")]
    // "Adaptive tau breaks continuity, so adaptive PPO-KL is not an instance"; a Lagrange multiplier is adaptive as well, unless it never moves.
    [InlineData("ppo-kl-adaptive", SoundnessClass.OneStepImprovement)]
    [InlineData("fixpo", SoundnessClass.OneStepImprovement)]
    [InlineData("fixpo-no-fixup", SoundnessClass.OneStepImprovement)]
    [InlineData("fixpo-mean-kl", SoundnessClass.OneStepImprovement)]
    [InlineData("fixpo", SoundnessClass.MirrorLearning, "beta-learning-rate=0")]
    // With another discount, another return is maximised: each update is covered, their sequence is not.
    [InlineData("ppo", SoundnessClass.OneStepImprovement, "discount=linear(0.99, 0.999)")]
    // No place in the definition.
    [InlineData("ppo", SoundnessClass.NotCovered, "entropy-coefficient=0.01")]
    [InlineData("fixpo", SoundnessClass.NotCovered, "entropy-coefficient=linear(0.01, 0)")]
    [InlineData("ppo", SoundnessClass.NotCovered, "weight-decay=0.01")]
    [InlineData("trpo", SoundnessClass.MirrorLearning, "weight-decay=0.01")] // it decays the critic alone
    [InlineData("ppo", SoundnessClass.NotCovered, "estimator=v-trace", "recompute-advantages=true")]
    [InlineData("ppo", SoundnessClass.MirrorLearning, "estimator=v-trace", "recompute-advantages=false")] // every ratio is 1: nothing is cut off
    // "Implicit L2 ball of one clipped gradient step": Adam's step is bounded by itself, that of gradient descent by the clipping alone.
    [InlineData("ppo", SoundnessClass.MirrorLearning, "drift=none", "solver=single-step", "optimizer=sgd", "max-gradient-norm=0.5")]
    [InlineData("ppo", SoundnessClass.NotCovered, "drift=none", "solver=single-step", "optimizer=sgd", "max-gradient-norm=0")]
    [InlineData("ppo", SoundnessClass.MirrorLearning, "drift=none", "solver=single-step", "optimizer=adam", "max-gradient-norm=0")]
    [InlineData("ppo", SoundnessClass.NotCovered, "drift=dual-clip")]
    [InlineData("ppo", SoundnessClass.NotCovered, "drift=(r-1)*A")]
    [InlineData("ppo", SoundnessClass.NotCovered, "neighbourhood=target-kl")]
    [InlineData("kl-projection", SoundnessClass.MirrorLearning)]
    [InlineData("kl-projection", SoundnessClass.NotCovered, "projection-act=raw")]
    [InlineData("v-mpo", SoundnessClass.NotCovered)]
    [InlineData("reinforce", SoundnessClass.MirrorLearning)]
    [InlineData("actor-critic", SoundnessClass.MirrorLearning, "max-gradient-norm=0.5")]
    [InlineData("actor-critic", SoundnessClass.NotCovered)] // gradient descent whose steps nothing bounds, as in Sutton and Barto
    [InlineData("a2c", SoundnessClass.MirrorLearning)]
    public void A_rule_is_of_the_class_that_the_table_gives_it(string rule, SoundnessClass expected, params string[] settings)
    {
        Soundness soundness = Check(rule, settings).Soundness;
        Assert.Equal(expected, soundness.Class);
        Assert.Contains(soundness.Reasons, reason => reason.Class == expected);
    }

    [Theory]
    [InlineData("fixpo", "KL(old‖new) ≤ 0.3 at every state of the batch", "epsilon-kl=0.3")]
    [InlineData("fixpo", "KL(new‖old) ≤ linear(0.3, 0.1) at every state of the batch", "epsilon-kl=linear(0.3, 0.1)", "kl-direction=new-to-old")]
    [InlineData("dpo", "mean KL(old‖new) ≤ 0.02 over the batch", "neighbourhood=mean-kl", "mean-kl=0.02")]
    [InlineData("trpo", "mean KL(old‖new) ≤ 0.01 over the batch")]
    [InlineData("fixpo", "KL(old‖new) ≤ 0.3, 0.1, task by task, at every state of the batch", "task-epsilon-kl=0.3,0.1")]
    [InlineData("kl-projection", "mean part of KL(new‖old) ≤ 0.05 at every state of the batch", "projection-act=regressed", "mean-bound=0.05", "covariance-bound=0.001")]
    [InlineData("trpo", "a better surrogate than the old policy's, or the old parameters bit for bit")]
    public void A_promise_names_its_bound(string rule, string promise, params string[] settings) =>
        Assert.Contains(promise, Check(rule, settings).Soundness.Promises);

    [Theory]
    [InlineData("ppo")]
    [InlineData("npg")]
    [InlineData("ppo-kl")]
    [InlineData("fixpo-no-fixup")]
    [InlineData("v-mpo")]
    [InlineData("kl-projection", "projection-act=raw")]
    [InlineData("ppo", "neighbourhood=target-kl")]
    public void Nothing_is_promised_without_a_region(string rule, params string[] settings) => Assert.Empty(Check(rule, settings).Soundness.Promises);

    [Fact]
    public void A_formula_that_is_no_drift_is_told_with_its_place()
    {
        SoundnessReason reason = Assert.Single(Check("drift", "drift=square(r - 1.1)", "allow-unsound-drift=true").Soundness.Reasons, reason => reason.Class == SoundnessClass.NotCovered);
        Assert.Contains("no drift", reason.Text, StringComparison.Ordinal);
        Assert.Contains("r = 1", reason.Text, StringComparison.Ordinal);
    }

    private static RuleReport Check(string rule, params string[] settings) => RuleCheck.Run(Settings.Apply(Presets.For("pendulum", rule), settings).Training);
}
