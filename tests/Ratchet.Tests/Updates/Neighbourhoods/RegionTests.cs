using Ratchet.Numerics;
using Ratchet.Training;
using Ratchet.Training.Metrics;
using Xunit;

namespace Ratchet.Tests.Updates.Neighbourhoods;

/// <summary>The region of the KL is kept whatever else the rule is made of: found again by arithmetic that shares nothing with the audit's.</summary>
public sealed class RegionTests
{
    /// <summary>A float log-probability near 1 is off by about 1e-7, the difference of two by twice that.</summary>
    private const double Rounding = 1e-6;

    public static TheoryData<string, string> Compositions => new()
    {
        { "fixpo-mean-kl", "" },
        { "fixpo", "fixup-every-epoch=false" },
        { "fixpo", "solver=single-step" },
        { "fixpo-mean-kl", "fixup-every-epoch=false solver=single-step" },
        { "fixpo-constant-beta", "beta=0.1" },
        { "fixpo", "neighbourhood=mean-kl" },
        { "ppo", "neighbourhood=max-kl" },
        { "ppo", "neighbourhood=mean-kl" },
        { "dpo", "neighbourhood=max-kl" },
        { "dpo", "neighbourhood=mean-kl kl-direction=new-to-old" },
        { "dpo", "neighbourhood=mean-kl fixup-every-epoch=false" },
        { "ppo-kl", "neighbourhood=max-kl" },
        { "ppo-kl-adaptive", "neighbourhood=mean-kl" },
    };

    // The learning rate is far too great for these bounds, so that every epoch ends outside the region.
    [Theory]
    [MemberData(nameof(Compositions))]
    public void After_every_update_the_KL_is_within_its_bound(string rule, string settings)
    {
        foreach (string environment in (string[])["cartpole", "pendulum"])
        {
            TrainingOptions options = TrainingBench.Options(environment, rule, ["learning-rate=0.02", .. settings.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
            using var bench = new TrainingBench(options with { Region = options.Region with { EpsilonKl = 0.02, MeanKl = 0.002, MaxFixupPasses = 10 } });
            for (int i = 0; i < 8; i++)
                AssertWithin(bench, i);
            Assert.True(bench.Trainer.Totals.FixupSteps > 0);
        }
    }

    [Theory]
    [InlineData("cartpole", 0.02)]
    [InlineData("pendulum", 0.02)]
    [InlineData("pendulum", 1e-5)]
    public void A_natural_step_within_a_region_of_the_greatest_KL_keeps_it(string environment, double epsilon)
    {
        TrainingOptions options = TrainingBench.Options(environment, "trpo", "neighbourhood=max-kl");
        using var bench = new TrainingBench(options with { Region = options.Region with { EpsilonKl = epsilon } });
        int taken = 0, halved = 0;
        for (int i = 0; i < 10; i++)
        {
            AssertWithin(bench, i);
            taken += bench.Trainer.Metrics.PrimarySteps;
            halved += bench.Trainer.Metrics.ShareBeyondHalf > 0 ? 1 : 0;
        }

        // The greatest KL of a step is well above the mean, that the length of the first attempt is made for.
        Assert.True(taken > 0 && halved > 0, $"{taken} steps taken, {halved} beyond half of the region");
    }

    // ε = linear(0.05, 0.001) over 6 iterations: 0.05 (1 − p) + 0.001 p at p = 0, 1/6, …, 5/6.
    [Theory]
    [InlineData("fixpo", "epsilon-kl")]
    [InlineData("fixpo-mean-kl", "mean-kl")]
    [InlineData("trpo", "mean-kl")]
    public void A_bound_that_falls_is_kept_as_it_is_in_each_iteration(string rule, string key)
    {
        TrainingOptions options = TrainingBench.Options("cartpole", rule, $"{key}=linear(0.05, 0.001)", "learning-rate=0.02");
        using var bench = new TrainingBench(options with { Steps = 6 * 256 });
        for (int i = 0; i < 6; i++)
        {
            double bound = (0.05 * (6 - i) / 6) + (0.001 * i / 6);
            bench.FinishIteration();
            IterationMetrics metrics = bench.Trainer.Metrics;
            double kl = key == "epsilon-kl" ? metrics.MaxKl : metrics.MeanKl;
            Assert.True(kl <= bound * (1 + 1e-12), $"iteration {i}: {kl} and {bound}");
            Assert.Equal(0, metrics.Violations);
        }
    }

    // Epochs end outside the region at this learning rate; without a phase between them they cost no step there.
    [Fact]
    public void A_fixup_phase_after_the_last_epoch_alone_comes_after_all_primary_steps()
    {
        using var bench = new TrainingBench(TrainingBench.Options("cartpole", "fixpo", "learning-rate=0.02", "epsilon-kl=0.02", "fixup-every-epoch=false"));
        bool found = false;
        while (bench.Trainer.Metrics.Iteration < 6)
        {
            bench.Trainer.Advance();
            int primary = bench.Trainer.Rule.Statistics.PrimarySteps, fixup = bench.Trainer.Rule.Statistics.FixupSteps;
            Assert.True(fixup == 0 || primary == 4 * 4, $"a fixup step after {primary} primary steps");
            found |= fixup > 0;
        }

        Assert.True(found);
    }

    [Fact]
    public void A_single_step_is_one_step_on_the_whole_batch()
    {
        using var bench = new TrainingBench(TrainingBench.Options("pendulum", "fixpo", "solver=single-step"));
        for (int i = 0; i < 3; i++)
        {
            bench.FinishIteration();
            Assert.Equal(1, bench.Trainer.Metrics.PrimarySteps);
        }
    }

    private static void AssertWithin(TrainingBench bench, int iteration)
    {
        PolicyReading old = PolicyReading.Of(bench.Trainer.Policy);
        bench.FinishIteration();
        double[] divergences = bench.Divergences(old, PolicyReading.Of(bench.Trainer.Policy));
        IterationMetrics metrics = bench.Trainer.Metrics;
        TrainingOptions options = bench.Trainer.Options;
        bool max = options.Parts.Neighbourhood == Ratchet.Updates.Rules.NeighbourhoodKind.MaxKl;
        double kl = max ? divergences.Max() : divergences.Average(), bound = (max ? options.Region.EpsilonKl : options.Region.MeanKl).At(new RunClock());
        Assert.True(kl <= (bound * 1.001) + Rounding, $"iteration {iteration}: {kl}");
        Assert.Equal(divergences.Max(), metrics.MaxKl, Rounding + (1e-3 * divergences.Max()));
        Assert.Equal(divergences.Average(), metrics.MeanKl, Rounding + (1e-3 * divergences.Average()));
        Assert.True((max ? metrics.MaxKl : metrics.MeanKl) <= bound);
        Assert.Equal(0, metrics.Violations);
    }
}
