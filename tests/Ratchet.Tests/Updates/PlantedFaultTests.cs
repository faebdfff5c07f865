using Ratchet.Environments;
using Ratchet.Policies;
using Ratchet.Tests.Rollouts;
using Ratchet.Training;
using Ratchet.Updates;
using Ratchet.Updates.Neighbourhoods;
using Ratchet.Updates.Penalties;
using Ratchet.Updates.Rules;
using Xunit;

namespace Ratchet.Tests.Updates;

/// <summary>The guards of FixPO, each forced to act.</summary>
public sealed class PlantedFaultTests
{
    [Theory]
    [InlineData("cartpole", 2, false)]
    [InlineData("pendulum", 2, false)]
    [InlineData("cartpole", 2, true)]
    [InlineData("cartpole", 16, false)]
    [InlineData("pendulum", 16, true)]
    public void A_policy_that_became_NaN_is_restored_bit_by_bit_and_training_goes_on(string environment, int minibatches, bool shared)
    {
        // γ_θ small enough that no honest fixup happens: after 16 minibatches of the 16 in all only the end of the last epoch remains.
        TrainingOptions options = TrainingBench.Options(environment);
        options = options with { Network = options.Network with { Shared = shared }, Optimization = options.Optimization with { LearningRate = 1e-5 } };
        using var bench = new TrainingBench(options);
        bench.FinishIteration();
        float[] old = Policy(bench);
        bench.CollectAndLearn(minibatches);
        Assert.NotEqual(old, Policy(bench));

        bench.Trainer.Policy.Parameters[3] = float.NaN;
        bench.Trainer.Policy.ParametersChanged();
        bench.Trainer.Advance();
        Assert.Equal(old, Policy(bench));
        while (!bench.Trainer.IterationCompleted)
            bench.Trainer.Advance();
        Assert.Equal(1, bench.Trainer.Metrics.Interpolations);
        Assert.Equal(0, bench.Trainer.Metrics.Violations);

        for (int i = 0; i < 3; i++)
            bench.FinishIteration();
        Assert.All(bench.Trainer.Policy.Parameters.ToArray(), value => Assert.True(float.IsFinite(value)));
        Assert.All(bench.Trainer.Rule.Step.SecondMoment.ToArray(), value => Assert.True(float.IsFinite(value)));
        Assert.NotEqual(old, Policy(bench));
    }

    // A mean of 1.5e19 at σ ≈ 1 has KL ≈ 1.1e38, a number still; the gradient's norm, with 16 hidden units beside the bias, has none in floats.
    [Fact]
    public void A_policy_so_far_away_that_its_gradient_overflows_is_brought_back()
    {
        TrainingOptions options = TrainingBench.Options("pendulum");
        using var bench = new TrainingBench(options with { Optimization = options.Optimization with { LearningRate = 1e-5 } });
        bench.CollectAndLearn(minibatches: 1);
        bench.Trainer.Policy.Parameters[bench.Trainer.Policy.PolicyStack.Layers[^1].BiasOffset] = 1.5e19f;
        bench.Trainer.Policy.ParametersChanged();
        while (!bench.Trainer.IterationCompleted)
            bench.Trainer.Advance();
        Assert.Equal(1, bench.Trainer.Metrics.Interpolations);
        Assert.True(bench.Trainer.Metrics.MaxKl <= options.Region.EpsilonKl.Least);
        Assert.All(bench.Trainer.Rule.Step.SecondMoment.ToArray(), value => Assert.True(float.IsFinite(value)));
    }

    [Theory]
    [InlineData("fixpo")]
    [InlineData("ppo")]
    public void A_gradient_that_is_NaN_for_other_reasons_stops_the_run_with_its_iteration(string rule)
    {
        using var bench = new TrainingBench(TrainingBench.Options("cartpole", rule));
        bench.FinishIteration();
        bench.CollectAndLearn(minibatches: 1);
        Span<float> parameters = bench.Trainer.Policy.Parameters;
        parameters[^1] = float.NaN;
        bench.Trainer.Policy.ParametersChanged();
        float[] policy = Policy(bench);
        Assert.Contains("iteration 2", Assert.Throws<NonFiniteException>(() => bench.Trainer.Advance()).Message);
        Assert.Equal(policy, Policy(bench));
        Assert.Throws<InvalidOperationException>(() => bench.Trainer.Advance());
    }

    [Fact]
    public void Without_a_region_a_policy_that_became_NaN_stops_the_run_even_under_a_target_KL()
    {
        TrainingOptions options = TrainingBench.Options("cartpole", "ppo") with { Parts = new RuleParts { Drift = DriftKind.Ppo, Neighbourhood = NeighbourhoodKind.TargetKl }, Region = new RegionOptions { TargetKl = 0.01 } };
        using var bench = new TrainingBench(options);
        bench.CollectAndLearn(minibatches: 1);
        bench.Trainer.Policy.Parameters[3] = float.NaN;
        bench.Trainer.Policy.ParametersChanged();
        Assert.Throws<NonFiniteException>(() => bench.Trainer.Advance());
    }

    [Theory]
    [InlineData("cartpole")]
    [InlineData("pendulum")]
    public void An_impossible_epsilon_interpolates_and_is_kept_all_the_same(string environment)
    {
        TrainingOptions options = TrainingBench.Options(environment);
        options = options with { Region = options.Region with { EpsilonKl = 1e-8, MaxFixupPasses = 2 } };
        using var bench = new TrainingBench(options);
        for (int i = 0; i < 5; i++)
        {
            double kl = bench.MeasureIteration();
            Assert.True(kl <= 1e-6, $"{kl}");
            Assert.True(bench.Trainer.Metrics.MaxKl <= 1e-8);
            Assert.Equal(0, bench.Trainer.Metrics.Violations);
        }

        Assert.True(bench.Trainer.Totals.Interpolations > 0);
    }

    // Observations are about 1 in batches 1 to 3 and about 1000 in batch 4: with the new statistics what was clipped at 10 becomes about 2,
    // and this policy, of gain 3, answers that with another distribution. From batch 5 on every observation is so great that it is clipped
    // under old and new statistics alike: the swap changes nothing that acts there.
    [Fact]
    public void A_swap_of_statistics_that_breaks_the_region_goes_as_far_as_it_may_and_is_done_later()
    {
        const int Horizon = 64;
        var environment = new ScriptedVectorEnvironment(4, new DiscreteSpace(2))
        {
            Observation = (e, step, k) => Scale(step / Horizon) * (1f + (0.1f * ((((7 * step) + (3 * e) + k) % 11) - 5))),
            Reward = (e, step) => (step + e) % 3,
        };
        TrainingOptions options = TrainingBench.Options("scripted");
        options = options with
        {
            Network = options.Network with { NormalizeObservations = true, PolicyGain = 3, ObservationClip = 1 },
            Optimization = options.Optimization with { LearningRate = 1e-4 },
        };
        using var bench = new TrainingBench(options, environment);
        ObservationNormalizer normalizer = bench.Trainer.Policy.Normalizer;
        int deferred = 0, moved = 0, swapped = 0;
        for (int i = 0; i < 40; i++)
        {
            float[] before = [.. normalizer.Mean, .. normalizer.InverseDeviation];
            double kl = bench.MeasureIteration();
            float[] after = [.. normalizer.Mean, .. normalizer.InverseDeviation];
            Assert.True(kl <= options.Region.EpsilonKl.Least + 1e-5, $"iteration {i}: {kl}");
            Assert.Equal(0, bench.Trainer.Metrics.Violations);
            moved += bench.Trainer.Metrics.DeferredSwaps == 1 && !before.AsSpan().SequenceEqual(after) ? 1 : 0;
            deferred += bench.Trainer.Metrics.DeferredSwaps;
            swapped += deferred > 0 && bench.Trainer.Metrics.DeferredSwaps == 0 ? 1 : 0;
        }

        Assert.True(deferred > 0 && moved > 0 && swapped > 0, $"{deferred} deferred, {moved} of them in part, {swapped} swapped later");

        static float Scale(int batch) => batch < 3 ? 1 : batch < 4 ? 1000 : 1e5f * (batch % 2 == 0 ? 1 : 3);
    }

    private static float[] Policy(TrainingBench bench) => bench.Trainer.Policy.Parameters[..bench.Trainer.Policy.PolicyParameterCount].ToArray();
}
