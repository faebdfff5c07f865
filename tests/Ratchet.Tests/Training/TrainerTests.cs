using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Tests.Updates;
using Ratchet.Training;
using Ratchet.Updates;
using Ratchet.Updates.Neighbourhoods;
using Ratchet.Updates.Penalties;
using Ratchet.Updates.Rules;
using Xunit;

namespace Ratchet.Tests.Training;

public sealed class TrainerTests
{
    public static TheoryData<string, string> Runs() => new()
    {
        { "cartpole", "fixpo" }, { "cartpole", "ppo" }, { "pendulum", "fixpo" }, { "pendulum", "ppo" },
        { "cartpole", "trpo" }, { "cartpole", "npg" }, { "pendulum", "trpo" }, { "pendulum", "npg" },
        { "cartpole", "ppo-kl" }, { "pendulum", "ppo-kl-adaptive" }, { "cartpole", "fixpo-mean-kl" }, { "pendulum", "fixpo-constant-beta" },
        { "cartpole", "v-mpo" }, { "pendulum", "v-mpo" },
        { "pendulum", "kl-projection" },
    };

    /// <summary>Those whose every step is as long as the learning rate says.</summary>
    public static IEnumerable<TheoryDataRow<string, string>> RunsOfAdam => Runs().Where(run => run.Data.Item2 is not ("trpo" or "npg"));

    [Theory]
    [MemberData(nameof(Runs))]
    public void Any_number_of_threads_and_any_width_give_the_same_bits(string environment, string rule)
    {
        string expected = Hash(1, Kernels.Best);
        Assert.Equal(expected, Hash(2, Kernels.Best));
        Assert.Equal(expected, Hash(4, Kernels.Best));
        foreach (Kernels kernels in Kernels.Supported)
            Assert.Equal(expected, Hash(2, kernels));

        string Hash(int threads, Kernels kernels)
        {
            TrainingOptions options = Small(environment, rule, iterations: 3);
            using var pool = new WorkerPool(threads);
            using var trainer = new Trainer(options, Vector(options, pool), pool, kernels);
            trainer.Run();
            return trainer.ParameterHash();
        }
    }

    [Fact]
    public void Different_seeds_give_different_runs()
    {
        Assert.NotEqual(Hash(1), Hash(2));

        static string Hash(ulong seed)
        {
            using var bench = new TrainingBench(Small("cartpole", "ppo", iterations: 1) with { Seed = seed });
            bench.Trainer.Run();
            return bench.Trainer.ParameterHash();
        }
    }

    [Fact]
    public void Slices_and_a_run_to_the_end_give_the_same_bits()
    {
        TrainingOptions options = Small("cartpole", "fixpo", iterations: 3);
        using var whole = new TrainingBench(options);
        using var sliced = new TrainingBench(options);
        whole.Trainer.Run();
        int slices = 0, iterations = 0;
        while (sliced.Trainer.Advance())
        {
            slices++;
            iterations += sliced.Trainer.IterationCompleted ? 1 : 0;
        }

        Assert.Equal(3, iterations);
        // Each iteration has a slice a step of the environments and one a minibatch, at the least.
        Assert.True(slices >= 3 * (options.Horizon + (options.Optimization.Epochs * 4)));
        Assert.Equal(whole.Trainer.ParameterHash(), sliced.Trainer.ParameterHash());
        Assert.False(sliced.Trainer.Advance());
        Assert.Equal(3 * 256, sliced.Trainer.Metrics.Steps);
    }

    // 1000 steps in batches of 256: 4 iterations, 1024 steps.
    [Fact]
    public void Steps_are_rounded_up_to_whole_iterations()
    {
        using var bench = new TrainingBench(TrainingBench.Options("cartpole", "ppo") with { Steps = 1000 });
        Assert.Equal(4, bench.Trainer.TotalIterations);
        bench.Trainer.Run();
        Assert.Equal(1024, bench.Trainer.Metrics.Steps);
    }

    // Progress is measured before each update: iterations 1 … 4 of 4 have γ_θ · (1, ¾, ½, ¼). Over 512 steps of batches of 256: 1, ½, 0.
    [Theory]
    [InlineData(0, new[] { 1.0, 0.75, 0.5, 0.25 })]
    [InlineData(512, new[] { 1.0, 0.5, 0, 0 })]
    public void A_linear_schedule_falls_to_zero(double length, double[] shares)
    {
        TrainingOptions options = Small("cartpole", "ppo", iterations: 4);
        options = options with { Optimization = options.Optimization with { LearningRate = Schedule.Linear(3e-3, 0, length) } };
        using var bench = new TrainingBench(options);
        foreach (double share in shares)
        {
            bench.FinishIteration();
            Assert.Equal(share * 3e-3, bench.Trainer.Metrics.LearningRate, 1e-12);
        }
    }

    [Theory]
    [MemberData(nameof(RunsOfAdam))]
    public void A_learning_rate_of_zero_changes_no_parameter(string environment, string rule)
    {
        TrainingOptions options = Small(environment, rule, iterations: 2);
        using var bench = new TrainingBench(options with { Optimization = options.Optimization with { LearningRate = 0 }, Network = options.Network with { NormalizeObservations = false } });
        float[] before = bench.Trainer.Policy.Parameters.ToArray();
        bench.Trainer.Run();
        Assert.Equal(before, bench.Trainer.Policy.Parameters.ToArray());
        Assert.Equal(0, bench.Trainer.Metrics.MaxKl);
    }

    // A policy with zero weights is uniform over two actions: ln 2. A Gaussian with log σ = 0 in one dimension: ½ ln 2πe.
    [Theory]
    [InlineData("cartpole", 0.6931471805599453)]
    [InlineData("pendulum", 1.4189385332046727)]
    public void The_entropy_is_reported_without_an_entropy_bonus_too(string environment, double expected)
    {
        TrainingOptions options = Small(environment, "ppo", iterations: 1);
        using var bench = new TrainingBench(options with { Network = options.Network with { PolicyGain = 0 } });
        bench.FinishIteration();
        Assert.Equal(0, options.Optimization.EntropyCoefficient);
        Assert.Equal(expected, bench.Trainer.Metrics.Entropy, 1e-6);
    }

    // A target so small that the second minibatch of an epoch already exceeds it: the first is at the old policy, where the estimate is 0.
    [Fact]
    public void A_target_KL_ends_the_epochs_before_the_step()
    {
        TrainingOptions options = Small("cartpole", "ppo", iterations: 2);
        using var bench = new TrainingBench(options with { Parts = new RuleParts { Drift = DriftKind.Ppo, Neighbourhood = NeighbourhoodKind.TargetKl }, Region = new RegionOptions { TargetKl = 1e-12 } });
        bench.FinishIteration();
        Assert.Equal(1, bench.Trainer.Metrics.PrimarySteps);
        using var free = new TrainingBench(options with { Parts = new RuleParts { Drift = DriftKind.Ppo, Neighbourhood = NeighbourhoodKind.TargetKl }, Region = new RegionOptions { TargetKl = 100 } });
        free.FinishIteration();
        Assert.Equal(4 * options.Optimization.Epochs, free.Trainer.Metrics.PrimarySteps);
    }

    [Theory]
    [InlineData("fixpo")]
    [InlineData("ppo")]
    public void A_users_own_environment_is_learned(string rule)
    {
        var definition = new EnvironmentDefinition("bandit", "The third of four arms pays", 10, null, () => new Bandit());
        TrainingOptions options = Small("bandit", rule, iterations: 15);
        options = options with { Optimization = options.Optimization with { LearningRate = 1e-2 } };
        using var pool = new WorkerPool(1);
        using var trainer = new Trainer(options, new VectorEnvironment(definition, options.Environments, pool), pool);
        trainer.Run();
        // A uniform policy earns 2.5 of 10, the best 10.
        Assert.True(trainer.Metrics.MeanReturn > 8, $"{trainer.Metrics.MeanReturn}");
        Assert.Equal(10, trainer.Metrics.MeanLength);
    }

    [Theory]
    [InlineData("trpo", 1)]
    [InlineData("trpo", 2)]
    [InlineData("npg", 1)]
    [InlineData("npg", 2)]
    [InlineData("fixpo", 1)]
    [InlineData("fixpo", 2)]
    [InlineData("ppo", 1)]
    [InlineData("ppo", 2)]
    [InlineData("dpo", 1)]
    [InlineData("ppo-kl", 1)]
    [InlineData("ppo-kl-adaptive", 1)]
    [InlineData("fixpo-no-fixup", 1)]
    [InlineData("fixpo-mean-kl", 1)]
    [InlineData("fixpo-c-beta-1", 1)]
    [InlineData("fixpo-last-epoch", 1)]
    [InlineData("fixpo-constant-beta", 1)]
    [InlineData("v-mpo", 1)]
    [InlineData("v-mpo", 2)]
    public void CartPole_is_learned(string rule, ulong seed)
    {
        RunOptions preset = Presets.For("cartpole", rule);
        using var bench = new TrainingBench(preset.Training with { Seed = seed });
        bench.Trainer.Run();
        Assert.True(bench.Trainer.Metrics.Steps <= (rule == "v-mpo" ? 201_000 : 101_000));
        Assert.True(bench.Trainer.Metrics.MeanReturn >= 400, $"{bench.Trainer.Metrics.MeanReturn}");
        Assert.Equal(0, bench.Trainer.Totals.Violations);
    }

    [Fact]
    public void What_does_not_fit_together_is_refused_by_name()
    {
        Assert.Contains("minibatch is 999", Refused(options => options with { Optimization = options.Optimization with { Minibatch = 999 } }), StringComparison.Ordinal);
        Assert.Contains("horizon", Refused(options => options with { Environments = 1_000_000, Horizon = 1_000_000 }), StringComparison.Ordinal);
        Assert.Contains("discount", Refused(options => options with { Discount = 1.5 }), StringComparison.Ordinal);
        Assert.Contains("discount", Refused(options => options with { Discount = double.NaN }), StringComparison.Ordinal);
        Assert.Contains("epsilon-kl", Refused(options => options with { Region = options.Region with { EpsilonKl = 0 } }), StringComparison.Ordinal);
        Assert.Contains("clip-range", Refused(options => options with { Ppo = options.Ppo with { ClipRange = -1 } }), StringComparison.Ordinal);
        Assert.Contains("learning-rate", Refused(options => options with { Optimization = options.Optimization with { LearningRate = double.NaN } }), StringComparison.Ordinal);
        Assert.Contains("hidden", Refused(options => options with { Network = options.Network with { Hidden = [64, 0] } }), StringComparison.Ordinal);
        Assert.Contains("initial-log-deviation is 0;", Refused(options => options with { Network = options.Network with { LogDeviationCeiling = -1 } }), StringComparison.Ordinal);
        Assert.Contains("beta is 3;", Refused(options => options with { Penalty = options.Penalty with { Beta = 3, BetaCeiling = 2 } }), StringComparison.Ordinal);
        Assert.Contains("did you mean 'ppo'", Refused(options => options with { Rule = "pppo" }), StringComparison.Ordinal);
        Assert.Contains("environments is 4, but 3 were given", Refused(options => options, given: 3), StringComparison.Ordinal);
    }

    private static string Refused(Func<TrainingOptions, TrainingOptions> change, int given = 4)
    {
        using var pool = new WorkerPool(1);
        var environment = new VectorEnvironment(EnvironmentRegistry.BuiltIn.Find("cartpole"), given, pool);
        return Assert.Throws<OptionException>(() => new Trainer(change(TrainingBench.Options("cartpole")), environment, pool)).Message;
    }

    private static TrainingOptions Small(string environment, string rule, int iterations) => TrainingBench.Options(environment, rule) with { Steps = 256 * iterations };

    private static VectorEnvironment Vector(TrainingOptions options, WorkerPool pool) =>
        new(EnvironmentRegistry.BuiltIn.Find(options.Environment), options.Environments, pool);

    private sealed class Bandit : IEnvironment
    {
        private readonly double[] _observation = [1];

        public Space ObservationSpace { get; } = new BoxSpace(1);

        public Space ActionSpace { get; } = new DiscreteSpace(4);

        public ReadOnlySpan<double> Reset(ref RandomStream random) => _observation;

        public Transition Step(ReadOnlySpan<double> action, ref RandomStream random) => new(_observation, action[0] == 2 ? 1 : 0, terminated: false);
    }
}
