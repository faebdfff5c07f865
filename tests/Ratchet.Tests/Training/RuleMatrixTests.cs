using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Storage;
using Ratchet.Training;
using Ratchet.Training.Metrics;
using Ratchet.Updates;
using Ratchet.Updates.Drifts;
using Ratchet.Updates.Neighbourhoods;
using Ratchet.Updates.Penalties;
using Ratchet.Updates.Rules;
using Xunit;

namespace Ratchet.Tests.Training;

/// <summary>
/// Every combination of parts that is not refused, trained for a few updates with steps that are far too large: all numbers stay finite, what is promised holds, and
/// the number of threads changes no bit.
/// </summary>
public sealed class RuleMatrixTests
{
    private const double EpsilonKl = 0.05, MeanKl = 0.01;
    private const int Iterations = 3;

    public static TheoryData<string, bool, SolverKind> Places
    {
        get
        {
            var data = new TheoryData<string, bool, SolverKind>();
            foreach (string environment in (string[])["cartpole", "pendulum"])
                foreach (bool shared in (bool[])[false, true])
                    foreach (SolverKind solver in Enum.GetValues<SolverKind>().Where(solver => solver != SolverKind.Search))
                        if (!shared || solver != SolverKind.NaturalGradient)
                            data.Add(environment, shared, solver);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void Every_combination_that_is_not_refused_trains_and_keeps_its_promise(string environment, bool shared, SolverKind solver)
    {
        int trained = 0;
        using var one = new WorkerPool(1);
        using var two = new WorkerPool(2);
        foreach (RuleParts parts in AllParts(solver))
        {
            TrainingOptions options = Options(environment, shared, parts);
            if (IsRefused(options))
                continue;
            string hash = Train(options, one, Describe(options));
            Assert.True(hash == Train(options, two, Describe(options)), $"Two threads change bits of {Describe(options)}.");
            trained++;
        }

        // By hand: ρA alone by natural gradient, with no region or one of two; at least drifts (5) × penalties (5) × neighbourhoods (4) by epochs;
        // two surrogates × penalties (5) × neighbourhoods (3) by a single step.
        Assert.True(trained >= solver switch { SolverKind.NaturalGradient => 3, SolverKind.SingleStep => 30, _ => 100 }, $"Only {trained} combinations were trained.");
    }

    [Theory]
    [InlineData("cartpole", false)]
    [InlineData("pendulum", false)]
    [InlineData("cartpole", true)]
    [InlineData("pendulum", true)]
    public void Every_rule_repeats_itself_with_its_presets_and_goes_on_from_a_checkpoint(string environment, bool shared)
    {
        using var one = new WorkerPool(1);
        using var two = new WorkerPool(2);
        foreach (string rule in Rules.ByGradients)
        {
            TrainingOptions options = Small(Presets.For(environment, rule).Training);
            options = options with { Network = options.Network with { Shared = shared } };
            if (IsRefused(options))
                continue;
            string hash = Train(options, one, rule);
            Assert.True(hash == Train(options, one, rule), $"{rule} does not repeat itself.");
            Assert.True(hash == Train(options, two, rule), $"Two threads change bits of {rule}.");
            Assert.True(hash == TrainFromACheckpoint(options, one), $"{rule} does not go on from a checkpoint.");
        }
    }

    private static bool IsRefused(TrainingOptions options) =>
        Combinations.Refusals(options).Any() || Combinations.Refusals(options, options.Environment == "cartpole" ? new Categorical(2) : new DiagonalGaussian(1)).Any();

    private static IEnumerable<RuleParts> AllParts(SolverKind solver) =>
        from surrogate in Enum.GetValues<Surrogate>()
        from drift in Enum.GetValues<DriftKind>()
        from penalty in Enum.GetValues<PenaltyKind>()
        from neighbourhood in Enum.GetValues<NeighbourhoodKind>()
        select new RuleParts { Surrogate = surrogate, Drift = drift, Penalty = penalty, Neighbourhood = neighbourhood, Solver = solver };

    private static TrainingOptions Options(string environment, bool shared, RuleParts parts) => new()
    {
        Environment = environment, Rule = "ppo", Parts = parts, Seed = 3, Environments = 2, Horizon = 8, Steps = Iterations * 16,
        Network = new NetworkOptions { Hidden = [4], Shared = shared, NormalizeObservations = environment == "pendulum", PolicyGain = 0.5 },
        Optimization = new OptimizationOptions { Epochs = 2, Minibatch = 8, LearningRate = 0.03, AdvantageUnit = AdvantageUnit.Batch },
        OwnDrift = new OwnDriftOptions { Formula = "square(log(r))" },
        Penalty = new PenaltyOptions { BetaLearningRate = 0.3 }, Projection = new ProjectionOptions { Act = shared ? ProjectionAct.Raw : ProjectionAct.Regressed, RegressionPasses = 3 },
        Region = new RegionOptions { EpsilonKl = EpsilonKl, MeanKl = MeanKl, TargetKl = MeanKl, FixupMinibatch = 8, MaxFixupPasses = 3 },
    };

    /// <summary>At most two environments of eight steps, two minibatches and two epochs.</summary>
    private static TrainingOptions Small(TrainingOptions preset)
    {
        int horizon = Math.Min(preset.Horizon, 8), environments = Math.Min(preset.Environments, 2), batch = environments * horizon;
        return preset with
        {
            Environments = environments, Horizon = horizon, Steps = Iterations * batch, Network = preset.Network with { Hidden = [4] },
            Optimization = preset.Optimization with { Epochs = Math.Min(preset.Optimization.Epochs, 2), Minibatch = Math.Max(2, Math.Min(preset.Optimization.Minibatch, batch / 2)) },
            Region = preset.Region with { FixupMinibatch = 8, MaxFixupPasses = 3 },
        };
    }

    private static string Train(TrainingOptions options, WorkerPool pool, string name)
    {
        using var trainer = new Trainer(options, Vectorize(options, pool), pool);
        string start = trainer.ParameterHash();
        while (trainer.Advance())
            if (trainer.IterationCompleted)
                RequireSound(trainer, name);
        Assert.Equal(Iterations, trainer.Totals.Updates);
        string end = trainer.ParameterHash();
        Assert.True(start != end, $"Nothing was trained by {name}.");
        return end;
    }

    private static string TrainFromACheckpoint(TrainingOptions options, WorkerPool pool)
    {
        using var first = new Trainer(options, Vectorize(options, pool), pool);
        while (first.Advance() && first.Metrics.Iteration == 0)
        {
        }

        var snapshot = new Snapshot();
        first.Save(snapshot);
        using var second = new Trainer(options, Vectorize(options, pool), pool);
        second.Load(snapshot);
        second.Run();
        return second.ParameterHash();
    }

    private static VectorEnvironment Vectorize(TrainingOptions options, WorkerPool pool) => new(EnvironmentRegistry.BuiltIn.Find(options.Environment), options.Environments, pool);

    private static void RequireSound(Trainer trainer, string name)
    {
        IterationMetrics metrics = trainer.Metrics;
        double[] numbers = [metrics.MaxKl, metrics.MeanKl, metrics.PolicyLoss, metrics.ValueLoss, metrics.GradientNorm, metrics.Beta, metrics.Entropy];
        Assert.True(numbers.All(double.IsFinite), $"{name}: {string.Join(", ", numbers)}");
        foreach (float parameter in trainer.Policy.Parameters)
            Assert.True(float.IsFinite(parameter), $"{name} has a parameter {parameter}.");
        Assert.True(metrics.Violations == 0, $"{name} breaks its promise: max KL {metrics.MaxKl}, mean KL {metrics.MeanKl}.");
        RegionOptions region = trainer.Options.Region;
        Assert.True(trainer.Options.Parts.Neighbourhood != NeighbourhoodKind.MaxKl || metrics.MaxKl <= region.EpsilonKl.Greatest, $"{name}: max KL {metrics.MaxKl}");
        Assert.True(trainer.Options.Parts.Neighbourhood != NeighbourhoodKind.MeanKl || metrics.MeanKl <= region.MeanKl.Greatest, $"{name}: mean KL {metrics.MeanKl}");
    }

    private static string Describe(TrainingOptions options) => $"{options.Parts} on {options.Environment}{(options.Network.Shared ? ", shared" : "")}";
}
