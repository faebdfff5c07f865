using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Rollouts;
using Ratchet.Training;
using Ratchet.Training.Metrics;
using Ratchet.Updates;
using Xunit;

namespace Ratchet.Tests.Updates;

/// <summary>Every distribution in both rules: it learns, stays in its region, and gives the same bits anywhere.</summary>
public sealed unsafe class DistributionTrainingTests
{
    public static TheoryData<string, string, bool> Runs
    {
        get
        {
            var runs = new TheoryData<string, string, bool>();
            foreach (string rule in new[] { "ppo", "fixpo" })
            {
                foreach (string name in new[] { "beta", "squashed-gaussian", "full-gaussian", "bernoulli", "multi-categorical" })
                    runs.Add(name, rule, false);
                runs.Add("multi-categorical", rule, true);
            }

            return runs;
        }
    }

    // The best reward is 1. Before training, choices match with probability 1/n, and a box's numbers are spread around the middle, ½ a half-width from the target.
    [Theory]
    [MemberData(nameof(Runs))]
    public void It_learns_to_answer_what_it_sees(string name, string rule, bool masked)
    {
        using TrainingBench bench = Bench(name, rule, masked);
        double first = Iterate(bench);
        double last = 0;
        for (int i = 1; i < 40; i++)
            last = Iterate(bench);
        Assert.True(first < 0.65, $"{first} at first");
        Assert.True(last > 0.85, $"from {first} to {last}");
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void No_update_leaves_the_region(string name, string rule, bool masked)
    {
        if (rule != "fixpo")
            return;
        foreach (KlDirection direction in Enum.GetValues<KlDirection>())
        {
            using TrainingBench bench = Bench(name, rule, masked, options => options with { Penalty = options.Penalty with { Direction = direction }, Region = options.Region with { EpsilonKl = 0.02 } });
            for (int i = 0; i < 8; i++)
            {
                double kl = bench.MeasureIteration();
                IterationMetrics metrics = bench.Trainer.Metrics;
                Assert.Equal(kl, metrics.MaxKl, 1e-5);
                Assert.True(metrics.MaxKl <= 0.02, $"iteration {i}: {kl}");
                Assert.Equal(0, metrics.Violations);
            }

            Assert.True(bench.Trainer.Totals.FixupSteps > 0);
        }
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void Any_number_of_threads_and_any_width_give_the_same_bits(string name, string rule, bool masked)
    {
        string expected = Hash(1, Kernels.Best);
        foreach (Kernels kernels in Kernels.Supported)
            Assert.Equal(expected, Hash(2, kernels));

        string Hash(int threads, Kernels kernels)
        {
            TrainingOptions options = Options(name, rule);
            using var pool = new WorkerPool(threads);
            using var trainer = new Trainer(options with { Steps = 2 * 256 }, new VectorEnvironment(Definition(name, masked), options.Environments, pool), pool, kernels);
            trainer.Run();
            return trainer.ParameterHash();
        }
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void A_loaded_run_continues_to_the_same_bits(string name, string rule, bool masked)
    {
        using TrainingBench one = Bench(name, rule, masked), other = Bench(name, rule, masked);
        one.FinishIteration();
        one.FinishIteration();
        other.ContinueWithTheBitsOf(one, iterations: 1);
    }

    // With an entropy bonus too, every coefficient of the backward pass is in use.
    [Theory]
    [MemberData(nameof(Runs))]
    public void A_shared_network_with_an_entropy_bonus_stays_finite(string name, string rule, bool masked)
    {
        using TrainingBench bench = Bench(name, rule, masked, options => options with
        {
            Network = options.Network with { Shared = true },
            Optimization = options.Optimization with { EntropyCoefficient = 0.01 },
        });
        for (int i = 0; i < 5; i++)
            bench.FinishIteration();
        foreach (float parameter in bench.Trainer.Policy.Parameters)
            Assert.True(float.IsFinite(parameter));
    }

    internal static TrainingBench Bench(string name, string rule, bool masked, Func<TrainingOptions, TrainingOptions>? change = null, int threads = 1)
    {
        TrainingOptions options = Options(name, rule);
        options = change?.Invoke(options) ?? options;
        return new TrainingBench(options, new VectorEnvironment(Definition(name, masked), options.Environments), threads);
    }

    private static TrainingOptions Options(string name, string rule)
    {
        TrainingOptions options = TrainingBench.Options("match", rule);
        return options with
        {
            Discount = 0,
            Network = options.Network with
            {
                Distribution = name switch
                {
                    "beta" => PolicyDistribution.Beta,
                    "squashed-gaussian" => PolicyDistribution.SquashedGaussian,
                    "full-gaussian" => PolicyDistribution.FullGaussian,
                    _ => PolicyDistribution.Automatic,
                },
            },
            Optimization = options.Optimization with { LearningRate = 0.01 },
        };
    }

    private static EnvironmentDefinition Definition(string name, bool masked) => MatchEnvironment.Definition(
        name switch
        {
            "bernoulli" => new MultiBinarySpace(3),
            "multi-categorical" => new MultiDiscreteSpace(2, 5, 1, 3),
            _ => new BoxSpace([-2, 3], [2, 11]),
        },
        masked);

    /// <summary>One iteration; the mean reward of its batch.</summary>
    private static double Iterate(TrainingBench bench)
    {
        bench.FinishIteration();
        RolloutBatch batch = bench.Trainer.Batch;
        double sum = 0;
        for (int row = 0; row < batch.Rows; row++)
            sum += batch.Rewards[row];
        return sum / batch.Rows;
    }
}
