using Ratchet.Policies;
using Ratchet.Rollouts;
using Ratchet.Tests.Updates.ReadingEditions;
using Ratchet.Training;
using Ratchet.Updates;
using Ratchet.Updates.Drifts;
using Ratchet.Updates.Neighbourhoods;
using Ratchet.Updates.Penalties;
using Ratchet.Updates.Solvers;
using Xunit;

namespace Ratchet.Tests.Updates;

/// <summary>
/// Whole updates of a real training against the reading editions of the rules: batches, orders of minibatches and the start are the
/// library's, all else is done again in doubles, with gradients by another way.
/// </summary>
public sealed class WholeUpdateTests
{
    private const int Hidden = 4, Epochs = 3, CgIterations = 4, Minibatch = 32, FixupMinibatch = 64, Updates = 2;
    private const double Rate = 5e-3, AdamEpsilon = 1e-5, MaxNorm = 0.5, ValueCoefficient = 0.3, Clip = 0.05, EntropyCoefficient = 0.01, EpsilonKl = 0.002, MeanKl = 0.0005, ValueClip = 0.05, CBeta = 1.5, Delta = 0.1, Damping = 0.1;

    // Of the way that an update goes, as floats have 6e-8 of precision, and dividing by the root of a small gradient's square enlarges an error.
    private const double Tolerance = 1e-4;

    [Theory]
    [InlineData("cartpole")]
    [InlineData("pendulum")]
    public void PPO_agrees_with_the_reading_edition(string environment)
    {
        using var bench = new TrainingBench(Options(environment, "ppo"));
        ClippedAdam adam = Adam(bench);
        var reading = new PpoUpdate(Network(bench), adam, Clip, ValueCoefficient, EntropyCoefficient);
        Check(bench, (batch, orders) => reading.Run(batch, Epochs, orders(0)), () => adam.Theta);
    }

    [Theory]
    [InlineData("cartpole")]
    [InlineData("pendulum")]
    public void DPO_agrees_with_the_reading_edition(string environment)
    {
        using var bench = new TrainingBench(WithoutEntropy(Options(environment, "dpo")));
        ClippedAdam adam = Adam(bench);
        var reading = new DpoUpdate(Network(bench), adam, 2, 0.6, ValueCoefficient);
        Check(bench, (batch, orders) => reading.Run(batch, Epochs, orders(0)), () => adam.Theta);
    }

    // Targets below and above what an update covers: β is doubled twice, or halved twice.
    [Theory]
    [InlineData("cartpole", "ppo-kl", 0, 3)]
    [InlineData("pendulum", "ppo-kl", 0, 3)]
    [InlineData("cartpole", "ppo-kl-adaptive", 1e-4, 12)]
    [InlineData("pendulum", "ppo-kl-adaptive", 1, 0.75)]
    public void PPO_with_a_KL_penalty_agrees_with_the_reading_edition(string environment, string rule, double target, double lastBeta)
    {
        TrainingOptions options = WithoutEntropy(Options(environment, rule)) with { Penalty = new PenaltyOptions { Beta = 3, KlTarget = target > 0 ? target : 0.01 } };
        using var bench = new TrainingBench(options);
        ClippedAdam adam = Adam(bench);
        var reading = new PpoKlUpdate(Network(bench), adam, 3, target > 0 ? target : null, ValueCoefficient);
        Check(bench, (batch, orders) => reading.Run(batch, Epochs, orders(0)), () => adam.Theta);
        Assert.Equal(lastBeta, reading.Beta);
        Assert.Equal(lastBeta, bench.Trainer.Metrics.Beta);
    }

    public static TheoryData<string, string> FixPoRuns()
    {
        var data = new TheoryData<string, string>();
        foreach (string environment in new[] { "cartpole", "pendulum" })
            foreach (string rule in new[] { "fixpo", "fixpo-no-fixup", "fixpo-mean-kl", "fixpo-c-beta-1", "fixpo-last-epoch", "fixpo-constant-beta" })
                data.Add(environment, rule);
        return data;
    }

    [Theory]
    [MemberData(nameof(FixPoRuns))]
    public void FixPO_and_its_ablations_agree_with_the_reading_edition_in_both_phases(string environment, string rule)
    {
        FixPoReadingOptions ablation = Ablation(rule);
        TrainingOptions options = WithoutEntropy(Options(environment, rule)) with
        {
            Penalty = new PenaltyOptions { Beta = ablation.InitialBeta, CBeta = ablation.CBeta, BetaLearningRate = 0.01 },
            Region = new RegionOptions { EpsilonKl = ablation.EpsilonKl, MeanKl = ablation.EpsilonKl, FixupMinibatch = FixupMinibatch, FixupEveryEpoch = ablation.Fixup != FixupPhase.LastEpoch },
        };
        using var bench = new TrainingBench(options with { Optimization = options.Optimization with { AdvantageUnit = AdvantageUnit.Batch, ValueClip = ValueClip } });
        ClippedAdam adam = Adam(bench);
        var reading = new FixPoUpdate(Network(bench), adam, ablation);
        int fixups = 0;
        Check(
            bench,
            (batch, orders) =>
            {
                reading.Run(batch, Epochs, orders(0), orders(1));
                fixups += bench.Trainer.Metrics.FixupSteps;
                Assert.Equal(bench.Trainer.Metrics.Beta, reading.Beta, 1e-5 * reading.Beta);
            },
            () => adam.Theta);
        Assert.Equal(ablation.Fixup != FixupPhase.Never, fixups > 0);
        Assert.Equal(fixups, reading.FixupSteps);
        Assert.Equal(0, bench.Trainer.Totals.Interpolations);
    }

    private static FixPoReadingOptions Ablation(string rule)
    {
        var fixPo = new FixPoReadingOptions(EpsilonKl, CBeta, 0.01, 1, false, FixupPhase.EveryEpoch, ValueCoefficient, ValueClip);
        return rule switch
        {
            "fixpo-no-fixup" => fixPo with { Fixup = FixupPhase.Never },
            "fixpo-mean-kl" => fixPo with { OfMean = true, EpsilonKl = MeanKl },
            "fixpo-c-beta-1" => fixPo with { CBeta = 1 },
            "fixpo-last-epoch" => fixPo with { Fixup = FixupPhase.LastEpoch },
            "fixpo-constant-beta" => fixPo with { InitialBeta = 10, BetaLearningRate = 0, EpsilonKl = EpsilonKl / 16 },
            _ => fixPo,
        };
    }

    [Theory]
    [InlineData("cartpole", 0.1)]
    [InlineData("pendulum", 0.1)]
    [InlineData("cartpole", 0)]
    [InlineData("pendulum", 0)]
    public void TRPO_and_NPG_agree_with_the_reading_edition(string environment, double step)
    {
        TrainingOptions options = WithoutEntropy(Options(environment, step > 0 ? "npg" : "trpo"));
        options = options with
        {
            Optimization = options.Optimization with { AdvantageUnit = AdvantageUnit.Batch },
            Region = new RegionOptions { MeanKl = Delta },
            NaturalGradient = new NaturalGradientOptions { Damping = Damping, CgIterations = CgIterations },
        };
        using var bench = new TrainingBench(options);
        double[] theta = Parameters(bench);
        int policy = bench.Trainer.Policy.PolicyParameterCount;
        var critic = new ClippedAdam(theta[policy..], new ReadingAdamOptions(Rate, AdamEpsilon, MaxNorm));
        var reading = new NaturalUpdate(Network(bench), theta[..policy], critic, new NaturalReadingOptions(Delta, Damping, CgIterations, step, 0.8, 10, ValueCoefficient));
        int backtracks = 0;
        Check(
            bench,
            (batch, orders) =>
            {
                reading.Run(batch, Epochs, orders(0));
                backtracks += bench.Trainer.Metrics.Backtracks;
            },
            () => reading.Theta);
        // δ is such that pendulum's search has something to do.
        Assert.Equal(step == 0 && environment == "pendulum", backtracks > 0);
    }

    private static TrainingOptions Options(string environment, string rule) => new()
    {
        Environment = environment, Rule = rule, Seed = 3, Steps = 100_000, Environments = 4, Horizon = 36, Discount = 0.98, GaeLambda = 0.9,
        Network = new NetworkOptions { Hidden = [Hidden], PolicyGain = 1 },
        Optimization = new OptimizationOptions
        {
            Epochs = Epochs, Minibatch = Minibatch, LearningRate = Rate, AdamEpsilon = AdamEpsilon,
            MaxGradientNorm = MaxNorm, ValueCoefficient = ValueCoefficient, EntropyCoefficient = EntropyCoefficient,
        },
        Ppo = new PpoOptions { ClipRange = Clip },
    };

    private static TrainingOptions WithoutEntropy(TrainingOptions options) => options with { Optimization = options.Optimization with { EntropyCoefficient = 0 } };

    /// <summary>Two updates, the second with the state that the first left.</summary>
    private static void Check(TrainingBench bench, Action<ReadingBatch, Func<uint, Func<int[][]>>> update, Func<double[]> theta)
    {
        Minibatches primary = Order(Minibatch, 0), fixup = Order(FixupMinibatch, 1);
        for (int i = 0; i < Updates; i++)
        {
            double[] before = Parameters(bench);
            bench.FinishIteration();
            update(Read(bench.Trainer.Batch), index => () => Shuffle(index == 0 ? primary : fixup));
            double[] found = Parameters(bench), expected = theta();
            double way = Norm(found.Zip(before, (a, b) => a - b)), difference = Norm(found.Zip(expected, (a, b) => a - b));
            Assert.True(difference < Tolerance * way, $"update {i}: {difference} apart after {way}");
        }

        Minibatches Order(int size, uint index) => new(bench.Trainer.Batch.Rows, size, bench.Trainer.Options.Seed, index);
    }

    private static double Norm(IEnumerable<double> values) => Math.Sqrt(values.Sum(value => value * value));

    private static TinyActorCritic Network(TrainingBench bench) =>
        new(bench.Trainer.Policy.ObservationSpace.Size, Hidden, bench.Trainer.Policy.Distribution.Width, bench.Trainer.Policy.LogDeviation.Length);

    private static ClippedAdam Adam(TrainingBench bench) => new(Parameters(bench), new ReadingAdamOptions(Rate, AdamEpsilon, MaxNorm));

    private static double[] Parameters(TrainingBench bench) => Array.ConvertAll(bench.Trainer.Policy.Parameters.ToArray(), value => (double)value);

    private static unsafe int[][] Shuffle(Minibatches minibatches)
    {
        minibatches.Shuffle();
        var all = new int[minibatches.Count][];
        for (int i = 0; i < all.Length; i++)
        {
            int* rows = minibatches.Rows(i, out int count);
            all[i] = new Span<int>(rows, count).ToArray();
        }

        return all;
    }

    private static unsafe ReadingBatch Read(RolloutBatch batch)
    {
        double[] Column(float* column) => [.. Enumerable.Range(0, batch.Rows).Select(row => (double)column[row])];
        double[][] observations = [.. Enumerable.Range(0, batch.Rows).Select(row =>
            Array.ConvertAll(new ReadOnlySpan<float>(batch.Observations + (row * batch.ObservationSize), batch.ObservationSize).ToArray(), value => (double)value))];
        double[][] actions = [.. Enumerable.Range(0, batch.Rows).Select(row =>
            Enumerable.Range(0, batch.ActionSize).Select(entry => (double)batch.Actions[(entry * batch.Stride) + row]).ToArray())];
        return new ReadingBatch(observations, actions, Column(batch.Advantages), Column(batch.Returns));
    }
}
