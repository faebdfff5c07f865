using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Rollouts;
using Ratchet.Tests.Rollouts;
using Ratchet.Training;
using Ratchet.Updates;
using Ratchet.Updates.Neighbourhoods;
using Ratchet.Updates.Rules;
using Xunit;
using FullGaussian = Ratchet.Tests.Policies.ReadingEditions.FullGaussian;
using Reading = Ratchet.Tests.Updates.ReadingEditions.KlProjection;

namespace Ratchet.Tests.Updates;

/// <summary>What the rule kl-projection promises of its updates, and what it refuses.</summary>
public sealed unsafe class KlProjectionRuleTests
{
    // What the reading edition finds in doubles differs from what acts in floats by their rounding.
    [Theory]
    [InlineData(PolicyDistribution.Gaussian, false, 3e-3, 20)]
    [InlineData(PolicyDistribution.Gaussian, true, 3e-3, 20)]
    [InlineData(PolicyDistribution.Gaussian, true, 0.05, 2)]
    [InlineData(PolicyDistribution.FullGaussian, false, 3e-3, 20)]
    [InlineData(PolicyDistribution.FullGaussian, true, 0.05, 2)]
    [InlineData(PolicyDistribution.SquashedGaussian, true, 3e-3, 20)]
    public void A_regressed_policy_keeps_both_bounds_at_every_state(PolicyDistribution distribution, bool normalized, double learningRate, int passes)
    {
        TrainingOptions options = Options(ProjectionAct.Regressed, distribution, learningRate, normalized);
        using TrainingBench bench = Bench(options with { Projection = options.Projection with { RegressionPasses = passes } });
        for (int i = 0; i < 10; i++)
        {
            (double mean, double covariance) = Measure(bench);
            Assert.True(mean <= 0.03 * (1 + 1e-3), $"iteration {i}: {mean}");
            Assert.True(covariance <= 0.001 * (1 + 1e-4), $"iteration {i}: {covariance}");
            Assert.Equal(mean + covariance, bench.Trainer.Metrics.MaxKl, 1e-4);
            Assert.Equal(0, bench.Trainer.Metrics.Violations);
        }

        Assert.True(bench.Trainer.Totals.FixupSteps > 0);
    }

    [Theory]
    [InlineData(PolicyDistribution.Gaussian)]
    [InlineData(PolicyDistribution.FullGaussian)]
    public void A_raw_policy_keeps_the_bound_on_its_covariance_alone(PolicyDistribution distribution)
    {
        using TrainingBench bench = Bench(Options(ProjectionAct.Raw, distribution, learningRate: 0.02));
        double greatest = 0, widest = 0;
        for (int i = 0; i < 10; i++)
        {
            (double mean, double covariance) = Measure(bench);
            (greatest, widest) = (Math.Max(greatest, mean), Math.Max(widest, covariance));
            Assert.True(covariance <= 0.001 * (1 + 1e-4), $"iteration {i}: {covariance}");
            Assert.Equal(mean + covariance, bench.Trainer.Metrics.MaxKl, 1e-4 + (1e-4 * mean));
            Assert.Equal(0, bench.Trainer.Metrics.FixupSteps);
        }

        Assert.True(greatest > 0.03);
        Assert.Equal(0.001, widest, 1e-4 * 0.001);
    }

    // Rate 1 sends the policy where no regression of one pass brings it back from.
    [Fact]
    public void What_cannot_be_learnt_is_interpolated()
    {
        TrainingOptions options = Options(ProjectionAct.Regressed, PolicyDistribution.Gaussian, learningRate: 1, normalized: true);
        using TrainingBench bench = Bench(options with { Projection = options.Projection with { RegressionPasses = 1 } });
        for (int i = 0; i < 5; i++)
        {
            (double mean, double covariance) = Measure(bench);
            Assert.True(mean <= 0.03 * (1 + 1e-3) && covariance <= 0.001 * (1 + 1e-4), $"iteration {i}: {mean}, {covariance}");
            Assert.Equal(0, bench.Trainer.Metrics.Violations);
        }

        Assert.True(bench.Trainer.Totals.Interpolations > 0);
    }

    [Fact]
    public void The_critic_learns_first_and_alone()
    {
        TrainingOptions options = Options(ProjectionAct.Raw, PolicyDistribution.Gaussian, learningRate: 3e-3);
        using TrainingBench bench = Bench(options with { Optimization = options.Optimization with { ValueEpochs = 2, Epochs = 3 } });
        Trainer trainer = bench.Trainer;
        int minibatches = options.Environments * options.Horizon / options.Optimization.Minibatch;
        (float[] policy, float[] critic) before = Halves(trainer);
        bench.CollectAndLearn(2 * minibatches);
        (float[] policy, float[] critic) between = Halves(trainer);
        Assert.Equal(before.policy, between.policy);
        Assert.NotEqual(before.critic, between.critic);
        bench.FinishIteration();
        (float[] policy, float[] critic) after = Halves(trainer);
        Assert.NotEqual(between.policy, after.policy);
        Assert.Equal(between.critic, after.critic);
        Assert.Equal(5 * minibatches, trainer.Metrics.PrimarySteps);
    }

    [Fact]
    public void What_is_no_gaussian_is_refused()
    {
        Assert.Contains("only a Gaussian has the mean and covariance", Assert.Throws<OptionException>(() => new TrainingBench(TrainingBench.Options("cartpole", "kl-projection"))).Message, StringComparison.Ordinal);
        TrainingOptions options = TrainingBench.Options("pendulum", "kl-projection");
        Assert.Equal("distribution", Assert.Throws<OptionException>(() => new TrainingBench(options with { Network = options.Network with { Distribution = PolicyDistribution.Beta } })).Option);
    }

    [Fact]
    public void What_has_no_meaning_with_a_projection_is_refused()
    {
        TrainingOptions options = TrainingBench.Options("pendulum", "kl-projection");
        options.Validate();
        var shared = options.Network with { Shared = true };
        Assert.Equal("penalty", Refused(options with { Parts = options.Parts with { Penalty = PenaltyKind.Fixed } }));
        Assert.Equal("neighbourhood", Refused(options with { Parts = options.Parts with { Solver = SolverKind.SingleStep } }));
        Assert.Equal("surrogate", Refused(options with { Parts = options.Parts with { Surrogate = Surrogate.LogLikelihood } }));
        Assert.Equal("shared", Refused(options with { Network = shared, Optimization = options.Optimization with { ValueEpochs = 1 } }));
        Assert.Equal("shared", Refused(options with { Network = shared, Projection = options.Projection with { Act = ProjectionAct.Regressed } }));
        Assert.Equal("mean-bound", Refused(options with { Projection = options.Projection with { MeanBound = 0 } }));

        static string Refused(TrainingOptions wrong) => Assert.Throws<OptionException>(wrong.Validate).Option;
    }

    // reference/trust-region-algorithms.md §4.5, the column of the FixPO study, and what is common to all.
    [Fact]
    public void The_MuJoCo_preset_has_the_published_bounds_and_rates()
    {
        TrainingOptions options = Presets.For("halfcheetah", "kl-projection").Training;
        Assert.Equal((0.03, 0.001, 8.0), (options.Projection.MeanBound.Least, options.Projection.CovarianceBound.Least, options.Projection.Regression.Least));
        Assert.Equal((20, 10, 64), (options.Optimization.Epochs, options.Optimization.ValueEpochs, options.Optimization.Minibatch));
        Assert.Equal(2048, options.Environments * options.Horizon);
        Assert.Equal((0, 1e-5), (options.Optimization.MaxGradientNorm.Least, options.Optimization.AdamEpsilon.Least));
    }

    private static TrainingOptions Options(ProjectionAct act, PolicyDistribution distribution, double learningRate, bool normalized = false)
    {
        TrainingOptions options = TrainingBench.Options("scripted", "kl-projection");
        return options with
        {
            Network = options.Network with { Distribution = distribution, NormalizeObservations = normalized },
            Optimization = options.Optimization with { LearningRate = learningRate },
            Projection = options.Projection with { Act = act },
        };
    }

    private static TrainingBench Bench(TrainingOptions options) => new(options, new ScriptedVectorEnvironment(4, new BoxSpace([-1, -1, -1], [1, 1, 1]), observationSize: 5)
    {
        Observation = (e, step, k) => ((7 * step) + (3 * e) + (5 * k)) % 11 / 5f, Reward = (e, step) => (step + e) % 3,
    });

    private static (float[] Policy, float[] Critic) Halves(Trainer trainer)
    {
        int split = trainer.Policy.PolicyParameterCount;
        return (trainer.Policy.Parameters[..split].ToArray(), trainer.Policy.Parameters[split..].ToArray());
    }

    /// <summary>One iteration; the greatest mean part and the covariance part of KL(new ‖ old) over its batch.</summary>
    private static (double Mean, double Covariance) Measure(TrainingBench bench)
    {
        PolicyReading old = PolicyReading.Of(bench.Trainer.Policy);
        bench.FinishIteration();
        PolicyReading current = PolicyReading.Of(bench.Trainer.Policy);
        RolloutBatch batch = bench.Trainer.Batch;
        double[,] oldCovariance = Covariance(old), precision = FullGaussian.Invert(oldCovariance).Inverse;
        double mean = 0;
        for (int row = 0; row < batch.Rows; row++)
        {
            var observation = new ReadOnlySpan<float>(batch.Observations + (row * batch.ObservationSize), batch.ObservationSize);
            mean = Math.Max(mean, Reading.MeanPart(current.Outputs(observation), old.Outputs(observation), precision));
        }

        return (mean, Reading.CovariancePart(Covariance(current), oldCovariance));
    }

    private static double[,] Covariance(PolicyReading policy) => FullGaussian.Covariance(3, [.. policy.LogDeviation, .. new double[6 - policy.LogDeviation.Length]]);
}
