using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Training;
using Ratchet.Updates.Rules;
using Xunit;

namespace Ratchet.Tests.Training;

/// <summary>What does not go together is refused with one sentence, which names the settings and what would be right.</summary>
public sealed class CombinationsTests
{
    [Theory]
    [InlineData("drift is ppo, and solver single-step: the ratio is 1 in it, where a drift is flat, so that it would do nothing: set drift=none, or solver=epochs.", "ppo", "solver=single-step")]
    [InlineData("drift is dpo, and epochs is 1 with one minibatch of the whole batch (minibatch 64 of 64): the ratio is 1 in it", "dpo", "epochs=1", "minibatch=64")]
    [InlineData("(minibatch 40 of 64)", "ppo", "epochs=1", "minibatch=40")] // the other 24 are merged into the first minibatch
    [InlineData("drift is dpo and solver natural-gradient: a drift is flat at the old policy", "trpo", "drift=dpo")]
    [InlineData("dual-clip is 1.1 and clip-range 0.2: c must not fall below 1 + ε at any time", "ppo", "drift=dual-clip", "dual-clip=1.1")]
    [InlineData("dual-clip is 3 and clip-range linear(0.2, 5): c must not fall below 1 + ε at any time", "ppo", "drift=dual-clip", "clip-range=linear(0.2, 5)")]
    [InlineData("penalty is fixed and solver natural-gradient: the KL is flat at the old policy", "npg", "penalty=fixed")]
    [InlineData("drift is ppo and surrogate weighted-likelihood: V-MPO weights ln π and has no ratio", "ppo", "surrogate=weighted-likelihood", "penalty=decoupled")]
    [InlineData("surrogate is advantage-ratio and penalty decoupled: weighted-likelihood and decoupled belong together", "ppo", "penalty=decoupled")]
    [InlineData("penalty is fixed and neighbourhood projection: where the projection is active it fixes the KL", "ppo-kl", "neighbourhood=projection")]
    [InlineData("surrogate is weighted-likelihood and neighbourhood max-kl: the target network acts", "v-mpo", "neighbourhood=max-kl")]
    [InlineData("surrogate is weighted-likelihood and advantage-unit minibatch", "v-mpo", "advantage-unit=minibatch")]
    [InlineData("penalty is decoupled and solver natural-gradient", "v-mpo", "solver=natural-gradient", "surrogate=advantage-ratio")]
    [InlineData("beta is linear(1, 0) and penalty lagrange-max: both would set β", "fixpo", "beta=linear(1, 0)")]
    [InlineData("beta is linear(1, 0) and penalty adaptive: both would set β", "ppo-kl-adaptive", "beta=linear(1, 0)")]
    [InlineData("shared is true and solver natural-gradient: the critic's gradients would move the trunk", "trpo", "shared=true")]
    [InlineData("entropy-coefficient is 0.01 and solver natural-gradient", "npg", "entropy-coefficient=0.01")]
    [InlineData("surrogate is log-likelihood, and solver is epochs (epochs 2, minibatch 16): after the first step the samples are another policy's", "ppo", "drift=none", "surrogate=log-likelihood")]
    [InlineData("surrogate is log-likelihood, and solver is epochs (epochs 1, minibatch 16)", "ppo", "drift=none", "surrogate=log-likelihood", "epochs=1")]
    [InlineData("surrogate is log-likelihood and solver natural-gradient", "trpo", "surrogate=log-likelihood")]
    [InlineData("neighbourhood is target-kl, and solver natural-gradient: there is only one step", "npg", "neighbourhood=target-kl")]
    [InlineData("neighbourhood is target-kl, and solver single-step: there is only one step", "ppo", "drift=none", "solver=single-step", "neighbourhood=target-kl")]
    [InlineData("neighbourhood is projection, and solver natural-gradient: at the one step the policy is the old one", "npg", "neighbourhood=projection")]
    [InlineData("neighbourhood is projection, and solver single-step", "ppo", "drift=none", "solver=single-step", "neighbourhood=projection")]
    [InlineData("neighbourhood is projection and surrogate log-likelihood", "ppo", "drift=none", "solver=single-step", "surrogate=log-likelihood", "neighbourhood=projection")]
    public void What_has_no_meaning_is_refused(string message, string rule, params string[] settings)
    {
        TrainingOptions options = Options(rule, settings);
        OptionException refusal = Assert.Throws<OptionException>(options.Validate);
        Assert.EndsWith(".", refusal.Message, StringComparison.Ordinal);
        IReadOnlyList<string> refusals = RuleCheck.Run(options).Refusals;
        Assert.Contains(refusal.Message, refusals);
        Assert.Contains(refusals, text => text.Contains(message, StringComparison.Ordinal));
    }

    /// <summary>One setting away from what is refused.</summary>
    [Theory]
    [InlineData("ppo", "epochs=1", "minibatch=32")] // two steps: at the second the ratio is no longer 1
    [InlineData("ppo", "epochs=2", "minibatch=64")]
    [InlineData("ppo", "drift=none", "surrogate=log-likelihood", "solver=single-step")]
    [InlineData("ppo", "drift=none", "surrogate=log-likelihood", "epochs=1", "minibatch=64")]
    [InlineData("ppo-kl", "beta=linear(1, 0)")]
    [InlineData("dpo", "neighbourhood=max-kl")]
    [InlineData("ppo", "neighbourhood=mean-kl")]
    [InlineData("npg", "neighbourhood=max-kl")]
    [InlineData("v-mpo", "advantage-unit=raw")]
    [InlineData("v-mpo", "solver=single-step")]
    public void What_has_one_is_not(string rule, params string[] settings)
    {
        TrainingOptions options = Options(rule, settings);
        options.Validate();
        Assert.False(RuleCheck.Run(options).IsRefused);
    }

    [Fact]
    public void Only_a_Gaussian_is_projected()
    {
        TrainingOptions options = Options("ppo", "neighbourhood=projection");
        Assert.Contains("only a Gaussian has the mean and covariance", Refusal(options, new Categorical(3)), StringComparison.Ordinal);
        Assert.Contains("only a Gaussian has the mean and covariance", Refusal(options, new Beta(2)), StringComparison.Ordinal);
        Assert.Null(Refusal(options, new DiagonalGaussian(2)));
        Assert.Null(Refusal(options, new FullGaussian(2)));
        Assert.Null(Refusal(options, new SquashedGaussian(2)));
    }

    [Fact]
    public void A_natural_step_needs_the_Fisher_information()
    {
        Assert.Contains("distribution Beta has no product with its Fisher information", Refusal(Options("trpo"), new Beta(2)), StringComparison.Ordinal);
        Assert.Null(Refusal(Options("trpo"), new DiagonalGaussian(2)));
        Assert.Null(Refusal(Options("ppo"), new Beta(2)));
    }

    /// <summary>All distributions that are there have an exact KL; one that has not could be added, and must not be promised of.</summary>
    [Fact]
    public void A_region_needs_an_exact_KL()
    {
        Assert.Contains("has no exact KL: what cannot be measured cannot be promised", Refusal(Options("fixpo"), new Sampled()), StringComparison.Ordinal);
        Assert.Contains("has no exact KL", Refusal(Options("dpo", "neighbourhood=mean-kl"), new Sampled()), StringComparison.Ordinal);
        Assert.Null(Refusal(Options("ppo-kl"), new Sampled()));
        ActionDistribution[] known = [new Categorical(3), new MultiCategorical([2, 3]), new BernoulliVector(2), new DiagonalGaussian(2), new FullGaussian(2), new SquashedGaussian(2), new Beta(2)];
        Assert.All(known, distribution => Assert.Null(Refusal(Options("fixpo"), distribution)));
    }

    [Theory]
    [InlineData("solver is epochs (epochs 2, minibatch 16), with no drift, penalty or region", "ppo", "drift=none")]
    [InlineData("penalty is fixed, and solver single-step: the KL is flat at the old policy", "ppo-kl", "solver=single-step")]
    public void What_is_hardly_meant_is_warned_of(string message, string rule, params string[] settings)
    {
        TrainingOptions options = Options(rule, settings);
        options.Validate();
        Assert.Contains(message, Assert.Single(RuleCheck.Run(options).Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void No_rule_is_warned_of_or_refused_as_its_presets_set_it()
    {
        foreach ((string rule, _) in Rules.All)
            foreach (string environment in (string[])["cartpole", "pendulum", "halfcheetah", "any"])
            {
                RuleReport report = RuleCheck.Run(Presets.For(environment, rule).Training);
                Assert.True(report is { IsRefused: false, Warnings.Count: 0 }, report.ToString());
            }
    }

    private static string? Refusal(TrainingOptions options, ActionDistribution distribution) => Combinations.Refusals(options, distribution).FirstOrDefault()?.Message;

    private static TrainingOptions Options(string rule, params string[] settings)
    {
        RunOptions options = Settings.Apply(Presets.For("pendulum", rule), ["environments=4", "horizon=16", "hidden=8"]);
        foreach (string small in (string[])["epochs=2", "minibatch=16"])
            options = Settings.Apply(options, small);
        return Settings.Apply(options, settings).Training;
    }

    /// <summary>A Gaussian that says of its KL that it is an estimate.</summary>
    private sealed unsafe class Sampled : ActionDistribution
    {
        private readonly DiagonalGaussian _inner = new(1);

        public override bool HasExactDivergence => false;

        public override int Width => _inner.Width;

        public override int ActionSize => _inner.ActionSize;

        public override SampleUnit Unit => _inner.Unit;

        public override void FromOutputs(Kernels kernels, float* outputs, nint outputStride, byte* masks, int rows, float* columns, nint stride) =>
            _inner.FromOutputs(kernels, outputs, outputStride, masks, rows, columns, stride);

        public override void Sample(Kernels kernels, float* columns, nint stride, float* logDeviation, int rows, Span<RandomStream> streams, float* actions) =>
            _inner.Sample(kernels, columns, stride, logDeviation, rows, streams, actions);

        public override void Mode(float* columns, nint stride, int rows, float* actions) => _inner.Mode(columns, stride, rows, actions);

        public override void LogProbability(Kernels kernels, float* columns, nint stride, float* logDeviation, float* actions, int rows, float* logProbability) =>
            _inner.LogProbability(kernels, columns, stride, logDeviation, actions, rows, logProbability);

        public override void Entropy(Kernels kernels, float* columns, nint stride, float* logDeviation, int rows, float* entropy) =>
            _inner.Entropy(kernels, columns, stride, logDeviation, rows, entropy);

        public override void Divergence(Kernels kernels, float* p, float* pLogDeviation, float* q, float* qLogDeviation, nint stride, int rows, float* divergence) =>
            _inner.Divergence(kernels, p, pLogDeviation, q, qLogDeviation, stride, rows, divergence);

        public override void Backward(Kernels kernels, in DistributionGradient gradient) => _inner.Backward(kernels, gradient);
    }
}
