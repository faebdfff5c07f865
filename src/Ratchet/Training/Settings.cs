using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Rollouts;
using Ratchet.Updates;
using Ratchet.Updates.Drifts;
using Ratchet.Updates.Neighbourhoods;
using Ratchet.Updates.Penalties;
using Ratchet.Updates.Rules;
using Ratchet.Updates.Searches;
using Ratchet.Updates.Solvers;

namespace Ratchet.Training;

/// <summary>
/// Every setting of a run by its key: the one table behind <c>--set</c>, the presets, <c>config.json</c> and <c>ratchet list</c>.
/// A setting's summary is the doc comment of its field, word for word (a test holds them together).
/// </summary>
public static class Settings
{
    /// <summary>A search runs whole episodes and has no advantages, no optimiser and no value function.</summary>
    private static readonly SettingCondition ByGradients = new("a solver by gradients", options => options.Parts.Solver != SolverKind.Search);

    private static readonly SettingGroup<TrainingOptions> Training = new(run => run.Training, (run, part) => run with { Training = part });
    private static readonly SettingGroup<TrainingOptions> Collection = new(run => run.Training, (run, part) => run with { Training = part }, ByGradients);
    private static readonly SettingGroup<RunOptions> Run = new(run => run, (_, part) => part, shapesTraining: false);

    private static readonly SettingGroup<WorkerOptions> Workers = new(run => run.Workers, (run, part) => run with { Workers = part }, shapesTraining: false);

    private static readonly SettingGroup<NetworkOptions> Network =
        new(run => run.Training.Network, (run, part) => run with { Training = run.Training with { Network = part } });

    private static readonly SettingGroup<NetworkOptions> Critic =
        new(run => run.Training.Network, (run, part) => run with { Training = run.Training with { Network = part } }, ByGradients);

    private static readonly SettingGroup<TrainingOptions> PopArt = new(
        run => run.Training, (run, part) => run with { Training = part }, ByGradientsWith("return-scaling=popart", options => options.ReturnScaling == ReturnScaling.PopArt));

    private static readonly SettingGroup<EstimatorOptions> Estimation = OfEstimator(ByGradients);
    private static readonly SettingGroup<EstimatorOptions> NStep = OfEstimator(ByGradientsWith("estimator=n-step", options => options.Estimator.Estimator == Estimator.NStep));
    private static readonly SettingGroup<EstimatorOptions> VTrace = OfEstimator(ByGradientsWith("estimator=v-trace", options => options.Estimator.Estimator == Estimator.VTrace));

    private static readonly SettingGroup<OptimizationOptions> Optimization = OfOptimization(ByGradients);
    private static readonly SettingGroup<OptimizationOptions> Adam = OfOptimization(ByGradientsWith("optimizer=adam", options => options.Optimization.Optimizer == Optimizer.Adam));
    private static readonly SettingGroup<OptimizationOptions> RmsProp = OfOptimization(
        ByGradientsWith("optimizer=rmsprop or rmsprop-tf", options => options.Optimization.Optimizer is Optimizer.RmsProp or Optimizer.RmsPropTf));

    private static readonly SettingGroup<OptimizationOptions> Passes = OfOptimization(new PartCondition("solver=epochs or natural-gradient", parts => parts.Solver is SolverKind.Epochs or SolverKind.NaturalGradient));
    private static readonly SettingGroup<OptimizationOptions> Epochs = OfOptimization(new PartCondition("solver=epochs", parts => parts.Solver == SolverKind.Epochs));

    private static readonly SettingGroup<RuleParts> Parts = new(run => run.Training.Parts, (run, part) => run with { Training = run.Training with { Parts = part } });

    private static readonly SettingGroup<PpoOptions> Clip = OfClip("drift=ppo or dual-clip", parts => parts.Drift is DriftKind.Ppo or DriftKind.DualClip);
    private static readonly SettingGroup<PpoOptions> DualClip = OfClip("drift=dual-clip", parts => parts.Drift == DriftKind.DualClip);

    private static readonly SettingGroup<DpoOptions> Dpo = new(
        run => run.Training.Dpo, (run, part) => run with { Training = run.Training with { Dpo = part } }, new PartCondition("drift=dpo", parts => parts.Drift == DriftKind.Dpo));

    private static readonly SettingGroup<OwnDriftOptions> OwnDrift = new(
        run => run.Training.OwnDrift, (run, part) => run with { Training = run.Training with { OwnDrift = part } }, new PartCondition("drift=FORMULA", parts => parts.Drift == DriftKind.Formula));

    private static readonly SettingGroup<PenaltyOptions> Penalty = OfPenalty("a penalty", parts => parts.Penalty is not (PenaltyKind.None or PenaltyKind.Decoupled));
    private static readonly SettingGroup<PenaltyOptions> Adaptive = OfPenalty("penalty=adaptive", parts => parts.Penalty == PenaltyKind.Adaptive);
    private static readonly SettingGroup<PenaltyOptions> Lagrange = OfPenalty("penalty=lagrange-max or lagrange-mean", parts => parts.HasMultiplier);
    private static readonly SettingGroup<PenaltyOptions> Moving = OfPenalty("penalty=adaptive, lagrange-max or lagrange-mean", parts => parts.HasMultiplier || parts.Penalty == PenaltyKind.Adaptive);
    private static readonly SettingGroup<PenaltyOptions> Measured = OfPenalty(
        "a penalty or a region", parts => (parts.Penalty is not (PenaltyKind.None or PenaltyKind.Decoupled) || parts.HasRegion) && parts.Solver != SolverKind.NaturalGradient);

    private static readonly SettingGroup<RegionOptions> MaxKl = OfRegion(
        "neighbourhood=max-kl or penalty=lagrange-max", parts => parts.Neighbourhood == NeighbourhoodKind.MaxKl || parts.Penalty == PenaltyKind.LagrangeMax);

    private static readonly SettingGroup<RegionOptions> MeanKl = OfRegion(
        "neighbourhood=mean-kl, penalty=lagrange-mean or solver=natural-gradient",
        parts => parts.Neighbourhood == NeighbourhoodKind.MeanKl || parts.Penalty == PenaltyKind.LagrangeMean || (parts.Solver == SolverKind.NaturalGradient && !parts.HasRegion));

    private static readonly SettingGroup<RegionOptions> TargetKl = OfRegion("neighbourhood=target-kl", parts => parts.Neighbourhood == NeighbourhoodKind.TargetKl);
    private static readonly SettingGroup<RegionOptions> Fixup = OfRegion("a region without solver=natural-gradient", parts => parts.HasFixup);

    private static readonly SettingGroup<VMpoOptions> Weights = OfVMpo("surrogate=weighted-likelihood", parts => parts.Surrogate == Surrogate.WeightedLikelihood);
    private static readonly SettingGroup<VMpoOptions> Decoupled = OfVMpo("penalty=decoupled", parts => parts.Penalty == PenaltyKind.Decoupled);

    private static readonly SettingGroup<ProjectionOptions> Projection = new(
        run => run.Training.Projection, (run, part) => run with { Training = run.Training with { Projection = part } }, new PartCondition("neighbourhood=projection", parts => parts.HasProjection));

    private static readonly SettingGroup<NaturalGradientOptions> NaturalGradient = OfNaturalGradient("solver=natural-gradient", parts => parts.Solver == SolverKind.NaturalGradient);
    private static readonly SettingGroup<NaturalGradientOptions> LineSearch = OfNaturalGradient(
        "solver=natural-gradient with a region", parts => parts.Solver == SolverKind.NaturalGradient && parts.HasRegion);

    private static readonly SettingGroup<NaturalGradientOptions> FixedStep = OfNaturalGradient(
        "solver=natural-gradient without a region", parts => parts.Solver == SolverKind.NaturalGradient && !parts.HasRegion);

    private static readonly SettingGroup<SearchOptions> Search = OfSearch(new PartCondition("solver=search", parts => parts.Solver == SolverKind.Search));

    /// <summary>All settings, in the order in which they are listed.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        Parts.Word("surrogate", [("advantage-ratio", Surrogate.AdvantageRatio), ("log-likelihood", Surrogate.LogLikelihood), ("weighted-likelihood", Surrogate.WeightedLikelihood)],
            "What is improved.", o => o.Surrogate, (o, v) => o with { Surrogate = v }).AsPart(),
        DriftSetting.Create(),
        Parts.Word("penalty",
            [("none", PenaltyKind.None), ("fixed", PenaltyKind.Fixed), ("adaptive", PenaltyKind.Adaptive), ("lagrange-max", PenaltyKind.LagrangeMax), ("lagrange-mean", PenaltyKind.LagrangeMean),
                ("decoupled", PenaltyKind.Decoupled)],
            "Who sets β, the weight of the KL to the old policy.", o => o.Penalty, (o, v) => o with { Penalty = v }).AsPart(),
        Parts.Word("neighbourhood",
            [("none", NeighbourhoodKind.None), ("target-kl", NeighbourhoodKind.TargetKl), ("max-kl", NeighbourhoodKind.MaxKl), ("mean-kl", NeighbourhoodKind.MeanKl), ("projection", NeighbourhoodKind.Projection)],
            "What is promised about the new policy, and so which means keep it.", o => o.Neighbourhood, (o, v) => o with { Neighbourhood = v }).AsPart(),
        Parts.Word("solver", [("epochs", SolverKind.Epochs), ("single-step", SolverKind.SingleStep), ("natural-gradient", SolverKind.NaturalGradient), ("search", SolverKind.Search)],
            "How the maximum is sought.", o => o.Solver, (o, v) => o with { Solver = v }).AsPart(),

        Training.Bits("seed", "Seed of all randomness.", o => o.Seed, (o, v) => o with { Seed = v }),
        Training.Whole("steps", 1, 1_000_000_000_000_000, "Environment steps of the run, 1 … 1e15; rounded up to whole iterations.", o => o.Steps, (o, v) => o with { Steps = v }),
        Training.Text("wrap", "Wrappers around every simulator, innermost first, such as frame-stack=4, sticky-actions=0.25; none by default.",
            "a list of wrappers separated by commas", o => o.Wrappers, (o, v) => o with { Wrappers = v }),
        Collection.Whole("environments", 1, 1_000_000, "Environments that step together, 1 … 1e6.", o => o.Environments, (o, v) => o with { Environments = (int)v }),
        Collection.Whole("horizon", 1, 1_000_000, "Steps of each environment in an iteration, 1 … 1e6.", o => o.Horizon, (o, v) => o with { Horizon = (int)v }),
        Collection.Number("discount", 0, 1, "γ, 0 … 1; 0.99 is usual.", o => o.Discount, (o, v) => o with { Discount = v }),
        Collection.Number("gae-lambda", 0, 1, "λ of the generalised advantage estimate (and of q and v-trace), 0 … 1; 0.95 is usual.", o => o.GaeLambda, (o, v) => o with { GaeLambda = v }),
        Estimation.Word("estimator",
            [("gae", Estimator.Gae), ("n-step", Estimator.NStep), ("v-trace", Estimator.VTrace), ("total-return", Estimator.TotalReturn), ("return-to-go", Estimator.ReturnToGo),
                ("return-minus-baseline", Estimator.ReturnMinusBaseline), ("q", Estimator.Q), ("td-residual", Estimator.TdResidual)],
            "What weights the gradient of ln π: gae (usual), n-step and v-trace estimate the advantage; the others are the other Ψ of the policy gradient.",
            o => o.Estimator, (o, v) => o with { Estimator = v }).AsDeciding(),
        NStep.Whole("n-step", 1, 1_000_000, "n of the n-step return, 1 … 1e6; 5 is usual.", o => o.NStep, (o, v) => o with { NStep = (int)v }),
        VTrace.Number("rho-bar", 1e-3, 1e6, "ρ̄ of v-trace, where the ratio π/μ of the temporal differences is cut off, 1e-3 … 1e6, at least c̄; 1 is usual.", o => o.RhoBar, (o, v) => o with { RhoBar = v }),
        VTrace.Number("c-bar", 1e-3, 1e6, "c̄ of v-trace, where the ratio π/μ of the trace is cut off, 1e-3 … 1e6; 1 is usual.", o => o.CBar, (o, v) => o with { CBar = v }),
        Estimation.Flag("discount-states", "Weighs step t of an episode by γ^t too, as the gradient of the discounted return has it (Sutton and Barto 2018, §13.3); off is usual.",
            o => o.DiscountStates, (o, v) => o with { DiscountStates = v }),
        Collection.Word("return-scaling", [("none", ReturnScaling.None), ("rewards", ReturnScaling.Rewards), ("critic-targets", ReturnScaling.CriticTargets), ("popart", ReturnScaling.PopArt)],
            "What is scaled by the running deviation of returns.", o => o.ReturnScaling, (o, v) => o with { ReturnScaling = v }).AsDeciding(),
        PopArt.Number("popart-step", 1e-6, 1,
            "β, PopArt's step towards a batch's mean and deviation of returns, 1e-6 … 1; 1e-4 was published for millions of batches, 0.01 to 0.1 suit hundreds (used when return-scaling is popart).",
            o => o.PopArtStep, (o, v) => o with { PopArtStep = v }),

        Network.List("hidden", 1, 4096, 8, "Widths of the hidden layers, each 1 … 4096; 64, 64 is usual.", o => o.Hidden, (o, v) => o with { Hidden = v }),
        Network.Word("activation", [("tanh", Activation.Tanh), ("relu", Activation.Relu), ("elu", Activation.Elu), ("silu", Activation.Silu)],
            "Nonlinearity of the hidden layers; tanh is usual.", o => o.Activation, (o, v) => o with { Activation = v }),
        Critic.Flag("shared", "One trunk with a policy head and a value head, instead of two networks; off is usual.", o => o.Shared, (o, v) => o with { Shared = v }),
        Network.Number("hidden-gain", 0, 10, "Gain of the orthogonal start of hidden layers, 0 … 10; √2 is usual.", o => o.HiddenGain, (o, v) => o with { HiddenGain = v }),
        Network.Number("policy-gain", 0, 10, "Gain of the policy head, 0 … 10; 0.01 is usual.", o => o.PolicyGain, (o, v) => o with { PolicyGain = v }),
        Critic.Number("value-gain", 0, 10, "Gain of the value head, 0 … 10; 1 is usual.", o => o.ValueGain, (o, v) => o with { ValueGain = v }),
        Critic.Number("initial-log-deviation", -10, 5, "Start of the Gaussian's log σ, −10 … 5; −0.5 or 0 are usual.", o => o.InitialLogDeviation, (o, v) => o with { InitialLogDeviation = v }),
        Critic.Number("log-deviation-floor", -20, 5, "Lowest log σ, −20 … 5; a floor of −10 keeps the KL finite.", o => o.LogDeviationFloor, (o, v) => o with { LogDeviationFloor = v }),
        Critic.Number("log-deviation-ceiling", -5, 10, "Highest log σ, −5 … 10; 2 is usual.", o => o.LogDeviationCeiling, (o, v) => o with { LogDeviationCeiling = v }),
        Network.Word("distribution",
            [("automatic", PolicyDistribution.Automatic), ("gaussian", PolicyDistribution.Gaussian), ("full-gaussian", PolicyDistribution.FullGaussian),
                ("squashed-gaussian", PolicyDistribution.SquashedGaussian), ("beta", PolicyDistribution.Beta), ("categorical", PolicyDistribution.Categorical),
                ("multi-categorical", PolicyDistribution.MultiCategorical), ("bernoulli", PolicyDistribution.Bernoulli)],
            "Family of action distributions; automatic is usual: Gaussian for a box, and what fits a discrete space.", o => o.Distribution, (o, v) => o with { Distribution = v }),
        Network.Word("action-bound", [("clip-and-rescale", ActionBound.ClipAndRescale), ("clip", ActionBound.Clip), ("tanh-and-rescale", ActionBound.TanhAndRescale), ("none", ActionBound.None)],
            "How the numbers that a gaussian or full-gaussian samples become actions of a box; none hands them on as they are, to an environment that clamps them itself.", o => o.ActionBound, (o, v) => o with { ActionBound = v }),
        Network.Flag("normalize-observations", "Normalises observations with the running mean and variance; on for MuJoCo.", o => o.NormalizeObservations, (o, v) => o with { NormalizeObservations = v }),
        Network.Number("observation-clip", 1, 1000, "Normalised observations are clipped to ± this, 1 … 1000; 10 is usual.", o => o.ObservationClip, (o, v) => o with { ObservationClip = v }),

        Passes.Whole("epochs", 1, 1000, "Passes over a batch, 1 … 1000; 4 to 20 are usual.", o => o.Epochs, (o, v) => o with { Epochs = (int)v }),
        Passes.Whole("minibatch", 2, int.MaxValue, "Samples in a minibatch, at least 2; a short last minibatch is merged into the one before it.", o => o.Minibatch, (o, v) => o with { Minibatch = (int)v }),
        Optimization.Number("learning-rate", 0, 1, "γ_θ, the step of the optimiser, 0 … 1; linear(3e-4, 0) is usual.", o => o.LearningRate, (o, v) => o with { LearningRate = v }),
        Optimization.Word("optimizer", [("adam", Optimizer.Adam), ("rmsprop", Optimizer.RmsProp), ("rmsprop-tf", Optimizer.RmsPropTf), ("sgd", Optimizer.Sgd)],
            "What makes a step of a gradient; adam is usual, rmsprop for a2c.", o => o.Optimizer, (o, v) => o with { Optimizer = v }).AsDeciding(),
        RmsProp.Number("rmsprop-alpha", 0, 0.999999, "α of rmsprop and rmsprop-tf, the decay of the mean square, 0 … 0.999999; 0.99 is usual.", o => o.RmsPropAlpha, (o, v) => o with { RmsPropAlpha = v }),
        RmsProp.Number("rmsprop-epsilon", 1e-12, 1, "ε of rmsprop (outside the root) and rmsprop-tf (inside), 1e-12 … 1; 1e-5 is usual.", o => o.RmsPropEpsilon, (o, v) => o with { RmsPropEpsilon = v }),
        Epochs.Whole("value-epochs", 0, 1000, "Passes over a batch in which the value network learns alone, before the policy does, 0 … 1000; 0 lets both learn in the same steps, which is usual.", o => o.ValueEpochs, (o, v) => o with { ValueEpochs = (int)v }),
        Epochs.Number("value-learning-rate", 0, 1, "Step of the optimiser in the value network's own passes, 0 … 1; 3e-4 to 1e-3 are usual.", o => o.ValueLearningRate, (o, v) => o with { ValueLearningRate = v }),
        Adam.Number("adam-beta1", 0, 0.9999, "Adam's β1, 0 … 0.9999; 0.9 is usual.", o => o.AdamBeta1, (o, v) => o with { AdamBeta1 = v }),
        Adam.Number("adam-beta2", 0, 0.999999, "Adam's β2, 0 … 0.999999; 0.999 is usual.", o => o.AdamBeta2, (o, v) => o with { AdamBeta2 = v }),
        Adam.Number("adam-epsilon", 1e-12, 1, "Adam's ε, 1e-12 … 1; 1e-5 or 1e-8 are usual.", o => o.AdamEpsilon, (o, v) => o with { AdamEpsilon = v }),
        Optimization.Number("weight-decay", 0, 1, "Decoupled weight decay (AdamW; the same for the other optimisers), 0 … 1; 0 is usual.", o => o.WeightDecay, (o, v) => o with { WeightDecay = v }),
        Optimization.Number("value-coefficient", 0, 100, "c_vf, weight of the value loss, 0 … 100; 0.5 is usual.", o => o.ValueCoefficient, (o, v) => o with { ValueCoefficient = v }),
        Optimization.Number("value-clip", 0, 1000, "Value clipping range, 0 … 1000; 0 switches it off.", o => o.ValueClip, (o, v) => o with { ValueClip = v }),
        Optimization.Number("entropy-coefficient", 0, 10, "c_ent, weight of the entropy bonus, 0 … 10; 0 is usual.", o => o.EntropyCoefficient, (o, v) => o with { EntropyCoefficient = v }),
        Optimization.Number("max-gradient-norm", 0, 1e6, "Joint gradient norm is clipped to this, 0 … 1e6; 0.5 is usual, 0 switches it off.", o => o.MaxGradientNorm, (o, v) => o with { MaxGradientNorm = v }),
        Optimization.Word("advantage-unit", [("raw", AdvantageUnit.Raw), ("batch", AdvantageUnit.Batch), ("minibatch", AdvantageUnit.Minibatch)],
            "Unit of the advantages.", o => o.AdvantageUnit, (o, v) => o with { AdvantageUnit = v }),
        Epochs.Flag("recompute-advantages", "Computes values and advantages anew before every epoch after the first.", o => o.RecomputeAdvantages, (o, v) => o with { RecomputeAdvantages = v }),

        Clip.Number("clip-range", 0, 10, "ε of the clipped ratio, 0 … 10; 0.2 is usual.", o => o.ClipRange, (o, v) => o with { ClipRange = v }),
        DualClip.Number("dual-clip", 1, 1000, "c of the dual clip, the ratio beyond which an action of negative advantage is no longer held back, 1 … 1000 and above 1 + ε; 3 is usual.", o => o.DualClip, (o, v) => o with { DualClip = v }),

        Dpo.Number("dpo-alpha", 0.001, 1000, "α of the drift, its scale where A ≥ 0, 0.001 … 1000; 2 is usual.", o => o.Alpha, (o, v) => o with { Alpha = v }),
        Dpo.Number("dpo-beta", 0.001, 1000, "β of the drift, its scale where A < 0, 0.001 … 1000; 0.6 is usual.", o => o.Beta, (o, v) => o with { Beta = v }),

        OwnDrift.Flag("allow-unsound-drift", "Trains with a formula that is no drift of mirror learning all the same; off is usual.", o => o.AllowUnsound, (o, v) => o with { AllowUnsound = v }),

        Penalty.Number("beta", 0, 1e6, "β, or where it starts, 0 … 1e6; 1 is usual.", o => o.Beta, (o, v) => o with { Beta = v }),
        Adaptive.Number("kl-target", 1e-8, 100, "Mean KL that an adaptive β aims at, 1e-8 … 100; 0.003 to 0.03 are usual.", o => o.KlTarget, (o, v) => o with { KlTarget = v }),
        Adaptive.Number("beta-floor", 1e-12, 1, "Lowest β of an adaptive penalty, 1e-12 … 1: halved without end it could not recover; 1e-4 is usual.", o => o.BetaFloor, (o, v) => o with { BetaFloor = v }),
        Lagrange.Number("c-beta", 1, 100, "C_β: the multiplier aims at a KL of ε / C_β, 1 … 100; 2 to 10 are robust, 3 is usual.", o => o.CBeta, (o, v) => o with { CBeta = v }),
        Lagrange.Number("beta-learning-rate", 0, 1, "γ_β, the step of β's own Adam, 0 … 1; 0.01 is usual.", o => o.BetaLearningRate, (o, v) => o with { BetaLearningRate = v }),
        Moving.Number("beta-ceiling", 1, 1e9, "Highest β, 1 … 1e9; 1e6 is usual.", o => o.BetaCeiling, (o, v) => o with { BetaCeiling = v }),
        Measured.Word("kl-direction", [("old-to-new", KlDirection.OldToNew), ("new-to-old", KlDirection.NewToOld)],
            "Direction of the KL that is penalised, bounded and audited; old ‖ new is usual.", o => o.Direction, (o, v) => o with { Direction = v }),

        MaxKl.Number("epsilon-kl", 1e-8, 100, "ε_KL, the bound on the KL at every state of the batch, 1e-8 … 100; 0.1 to 0.5 are robust.", o => o.EpsilonKl, (o, v) => o with { EpsilonKl = v }),
        MaxKl.Numbers("task-epsilon-kl", 1e-8, 100, "ε_KL of each task, in an environment that sets several, each 1e-8 … 100; none by default: all have epsilon-kl.", o => o.TaskEpsilonKl, (o, v) => o with { TaskEpsilonKl = v }),
        MeanKl.Number("mean-kl", 1e-8, 100, "δ, the bound on the mean KL over the batch, 1e-8 … 100; 0.01 is usual. Without a bound, npg uses it for its step when natural-step is 0.", o => o.MeanKl, (o, v) => o with { MeanKl = v }),
        TargetKl.Number("target-kl", 1e-12, 100, "The update's epochs end when a minibatch's mean KL estimate (ρ − 1) − ln ρ exceeds 1.5 × this, before that step; 1e-12 … 100, 0.01 is usual.", o => o.TargetKl, (o, v) => o with { TargetKl = v }),
        Fixup.Number("fixup-beta-floor", 0, 1, "Lowest weight that the fixup phase gives the KL, so that a violation always has a gradient, 0 … 1; 1e-3 is usual.", o => o.FixupBetaFloor, (o, v) => o with { FixupBetaFloor = v }),
        Fixup.Whole("fixup-minibatch", 2, int.MaxValue, "Samples in a minibatch of the fixup phase, at least 2; 1024 is usual.", o => o.FixupMinibatch, (o, v) => o with { FixupMinibatch = (int)v }),
        Fixup.Whole("max-fixup-passes", 1, 10_000, "Passes of one fixup phase before γ_θ is halved for the fixup's steps; after as many again the policy is interpolated towards the old one; 1 … 10000, 100 is usual.", o => o.MaxFixupPasses, (o, v) => o with { MaxFixupPasses = (int)v }),
        Fixup.Flag("fixup-every-epoch", "A fixup phase after every epoch; if not, after the last one only; on is usual.", o => o.FixupEveryEpoch, (o, v) => o with { FixupEveryEpoch = v }),

        Weights.Number("epsilon-eta", 1e-6, 10, "ε_η, the KL of the weights ψ to uniform ones on the top samples, which the temperature η keeps, 1e-6 … 10; 0.01 to 0.5 are usual.", o => o.EpsilonEta, (o, v) => o with { EpsilonEta = v }),
        Weights.Number("initial-eta", 1e-8, 1e6, "η at the start, in units of the advantages that the weights see, 1e-8 … 1e6; 1 is usual.", o => o.InitialEta, (o, v) => o with { InitialEta = v }),
        Weights.Number("top-fraction", 0.001, 1, "Share of the batch with the greatest advantages that the policy is fitted to, 0.001 … 1; 0.5 is usual.", o => o.TopFraction, (o, v) => o with { TopFraction = v }),
        Decoupled.Number("epsilon-alpha", 1e-8, 100, "ε_α, the mean KL to the target network that α keeps, 1e-8 … 100; 0.001 to 0.1 are usual (for distributions that are no Gaussians).", o => o.EpsilonAlpha, (o, v) => o with { EpsilonAlpha = v }),
        Decoupled.Number("initial-alpha", 1e-8, 1e6, "α at the start, 1e-8 … 1e6; 5 is usual (for distributions that are no Gaussians).", o => o.InitialAlpha, (o, v) => o with { InitialAlpha = v }),
        Decoupled.Number("epsilon-mean", 1e-8, 100, "ε_μ, the mean of the KL's part of the mean that α_μ keeps, 1e-8 … 100; 0.005 to 0.5 are usual (for Gaussians).", o => o.EpsilonMean, (o, v) => o with { EpsilonMean = v }),
        Decoupled.Number("epsilon-covariance", 1e-10, 100, "ε_Σ, the mean of the KL's part of the covariance that α_Σ keeps, 1e-10 … 100; 5e-6 to 5e-4 are usual (for Gaussians).", o => o.EpsilonCovariance, (o, v) => o with { EpsilonCovariance = v }),
        Decoupled.Number("initial-alpha-mean", 1e-8, 1e6, "α_μ at the start, 1e-8 … 1e6; 1 is usual (for Gaussians).", o => o.InitialAlphaMean, (o, v) => o with { InitialAlphaMean = v }),
        Decoupled.Number("initial-alpha-covariance", 1e-8, 1e6, "α_Σ at the start, 1e-8 … 1e6; 1 is usual (for Gaussians).", o => o.InitialAlphaCovariance, (o, v) => o with { InitialAlphaCovariance = v }),
        Decoupled.Number("dual-learning-rate", 0, 1, "Step of the Adams of η and of the α, 0 … 1; 1e-4 was published, 0.01 is usual with few steps.", o => o.DualLearningRate, (o, v) => o with { DualLearningRate = v }),
        Decoupled.Whole("target-period", 0, 1_000_000_000, "T_target, gradient steps between copies of the online network to the target network, which acts, 0 … 1e9; 10 to 1000 are usual, 0 copies at the end of every batch.", o => o.TargetPeriod, (o, v) => o with { TargetPeriod = v }),

        Projection.Number("mean-bound", 1e-8, 100, "ε_μ, the bound on the mean part of KL(new ‖ old) at every state, 1e-8 … 100; 0.03 is usual.", o => o.MeanBound, (o, v) => o with { MeanBound = v }),
        Projection.Number("covariance-bound", 1e-8, 100, "ε_Σ, the bound on the covariance part of KL(new ‖ old), 1e-8 … 100; 0.001 is usual.", o => o.CovarianceBound, (o, v) => o with { CovarianceBound = v }),
        Projection.Number("regression-coefficient", 0, 1e6, "α, the weight of the KL from the network's policy to the projected one, which draws the one to the other, 0 … 1e6; 1 to 8 are usual.", o => o.Regression, (o, v) => o with { Regression = v }),
        Projection.Word("projection-act", [("raw", ProjectionAct.Raw), ("regressed", ProjectionAct.Regressed)],
            "Which policy acts: the network's raw mean, as published, or one regressed to the projected policy until its bounds hold.", o => o.Act, (o, v) => o with { Act = v }),
        Projection.Whole("regression-passes", 1, 10_000, "Passes over the batch in which the network learns the projected policy, before it is interpolated towards the old one; 1 … 10000, 20 is usual.", o => o.RegressionPasses, (o, v) => o with { RegressionPasses = (int)v }),

        NaturalGradient.Whole("cg-iterations", 1, 1000, "Iterations of conjugate gradients for x = F⁻¹g, 1 … 1000; 10 is usual.", o => o.CgIterations, (o, v) => o with { CgIterations = (int)v }),
        NaturalGradient.Number("cg-tolerance", 0, 1, "Conjugate gradients end when the residual's squared norm falls to this, 0 … 1; 1e-10 is usual.", o => o.CgTolerance, (o, v) => o with { CgTolerance = v }),
        NaturalGradient.Number("damping", 0, 100, "Added to the diagonal of F, 0 … 100; 0.1 is usual.", o => o.Damping, (o, v) => o with { Damping = v }),
        LineSearch.Number("backtrack-factor", 0.01, 0.99, "What the step is multiplied by when the line search does not take it, 0.01 … 0.99; 0.8 is usual.", o => o.BacktrackFactor, (o, v) => o with { BacktrackFactor = v }),
        LineSearch.Whole("line-search-steps", 1, 100, "Lengths that the line search tries before it gives the step up, 1 … 100; 10 is usual.", o => o.LineSearchSteps, (o, v) => o with { LineSearchSteps = (int)v }),
        FixedStep.Number("natural-step", 0, 100, "α of θ ← θ + α F⁻¹g, 0 … 100; 0.1 is usual, 0 takes √(2δ / x·Fx) instead.", o => o.NaturalStep, (o, v) => o with { NaturalStep = v }),

        Search.Word("search-method",
            [("cem", SearchKind.CrossEntropy), ("cma-es", SearchKind.CovarianceAdaptation), ("es", SearchKind.EvolutionStrategy), ("ars", SearchKind.AugmentedRandomSearch), ("power", SearchKind.Power),
                ("pi2", SearchKind.PathIntegral), ("pi2-cma", SearchKind.PathIntegralCovariance), ("rwr", SearchKind.RewardWeightedRegression), ("finite-differences", SearchKind.FiniteDifferences),
                ("pepg", SearchKind.ParameterExploring), ("hill-climbing", SearchKind.HillClimbing)],
            "Which method searches.", o => o.Method, (o, v) => o with { Method = v }).AsDeciding(),
        Search.Whole("population", 0, 1_000_000, "Candidates of a generation, mirrored ones counted twice, 0 … 1e6; 0 takes the method's own number.", o => o.Population, (o, v) => o with { Population = (int)v }),
        Search.Number("search-deviation", 1e-9, 1e6, "Deviation of the first perturbations (ν of ars, σ of the others), 1e-9 … 1e6; 0.02 to 0.05 are usual for ars and es, 0.3 for cma-es, 1 for cem.", o => o.Deviation, (o, v) => o with { Deviation = v }),
        OfSearch("search-method=ars, es, pepg or finite-differences", SearchKind.AugmentedRandomSearch, SearchKind.EvolutionStrategy, SearchKind.ParameterExploring, SearchKind.FiniteDifferences)
            .Number("search-rate", 0, 1000, "Step of the methods that follow a gradient (α of ars and pepg, Adam's of es), 0 … 1e3; 0.01 to 0.03 are usual.", o => o.Rate, (o, v) => o with { Rate = v }),
        OfSearch("search-method=ars, cem or power", SearchKind.AugmentedRandomSearch, SearchKind.CrossEntropy, SearchKind.Power)
            .Whole("elites", 0, 1_000_000, "Best candidates that a generation learns from (directions of ars, roll-outs in PoWER's memory), 0 … 1e6; 0 takes all of ars, and a tenth of cem.", o => o.Elites, (o, v) => o with { Elites = (int)v }),
        OfSearch("search-method=cem", SearchKind.CrossEntropy)
            .Number("search-noise", 0, 1e6, "Added to cem's variance, less noise-decrease a generation and never below 0, 0 … 1e6; 0 is none.", o => o.Noise, (o, v) => o with { Noise = v }),
        OfSearch("search-method=cem", SearchKind.CrossEntropy).Number("noise-decrease", 0, 1e6, "What the noise loses a generation, 0 … 1e6; 0 keeps it constant.", o => o.NoiseDecrease, (o, v) => o with { NoiseDecrease = v }),
        OfSearch("search-method=cem, cma-es, pi2 or pi2-cma", SearchKind.CrossEntropy, SearchKind.CovarianceAdaptation, SearchKind.PathIntegral, SearchKind.PathIntegralCovariance)
            .Flag("full-covariance", "Adapts the whole covariance matrix (cem, cma-es, pi2-cma) and not its diagonal alone; memory and time grow with the square and the cube of the parameters.", o => o.FullCovariance, (o, v) => o with { FullCovariance = v }),
        OfSearch("search-method=cma-es", SearchKind.CovarianceAdaptation).Word("restarts", [("none", SearchRestarts.None), ("ipop", SearchRestarts.Ipop), ("bipop", SearchRestarts.Bipop)],
            "How cma-es begins anew when it has converged: none, ipop or bipop.", o => o.Restarts, (o, v) => o with { Restarts = v }),
        OfSearch("search-method=pi2, pi2-cma or rwr", SearchKind.PathIntegral, SearchKind.PathIntegralCovariance, SearchKind.RewardWeightedRegression)
            .Number("temperature", 1e-3, 1e6, "h of pi2 and β of rwr, by which a better return weighs more, 1e-3 … 1e6; 10 is usual.", o => o.Temperature, (o, v) => o with { Temperature = v }),
        OfSearch("search-method=es", SearchKind.EvolutionStrategy).Number("search-decay", 0, 1, "l2 of es, the share of the parameters that is taken off its gradient, 0 … 1; 0.005 is usual.", o => o.Decay, (o, v) => o with { Decay = v }),
        Search.Number("reward-shift", -1e6, 1e6, "Taken off every reward while candidates are compared, so that staying alive is worth nothing, −1e6 … 1e6; 1 for Hopper, Walker2d and Ant, 5 for Humanoid (Mania et al. 2018).", o => o.RewardShift, (o, v) => o with { RewardShift = v }),
        Search.Whole("candidate-episodes", 1, 1_000_000, "Episodes of a candidate, of which it has the mean return, 1 … 1e6; 1 is usual.", o => o.Episodes, (o, v) => o with { Episodes = (int)v }),
        Search.Flag("common-random-numbers", "Candidates of a generation (mirrored pairs, in methods that have them) begin in the same states and meet the same noise; on is usual.", o => o.CommonRandomNumbers, (o, v) => o with { CommonRandomNumbers = v }),
        Search.Flag("search-biases", "Searches the biases of the layers too; off for the linear policies that were published.", o => o.Biases, (o, v) => o with { Biases = v }),

        Run.Whole("evaluation-interval", 0, 1_000_000_000_000_000, "Environment steps between evaluation points, 0 … 1e15; 0 switches them off.", o => o.EvaluationInterval, (o, v) => o with { EvaluationInterval = v }),
        Run.Whole("evaluation-episodes", 1, 1_000_000, "Episodes of each evaluation point, 1 … 1e6; 10 is usual.", o => o.EvaluationEpisodes, (o, v) => o with { EvaluationEpisodes = (int)v }),
        Run.Whole("metrics-interval", 0, 1_000_000_000_000_000, "Environment steps between lines of metrics, 0 … 1e15; 0 writes one after every iteration.", o => o.MetricsInterval, (o, v) => o with { MetricsInterval = v }),
        Run.Number("checkpoint-interval", 0, 1e6, "Seconds between checkpoints, 0 … 1e6; 30 is usual, 0 writes one after every iteration.", o => o.CheckpointInterval, (o, v) => o with { CheckpointInterval = v }),
        Run.Whole("keep-checkpoints", 0, 1_000_000_000_000_000, "Environment steps between checkpoints that are kept for ever, 0 … 1e15; 0 keeps none but the last two.", o => o.KeepCheckpoints, (o, v) => o with { KeepCheckpoints = v }),
        Run.Number("environment-timeout", 0, 1e6, "Seconds that a simulator may take for one step or reset before the run ends with an error that names it, 0 … 1e6; 120 is usual, 0 waits for ever. Environments in processes of their own have worker-timeout besides.", o => o.EnvironmentTimeout, (o, v) => o with { EnvironmentTimeout = v }),

        Workers.Text("python", "The Python interpreter that runs Gymnasium environments: a name to look up, or a path; python3 is usual.",
            "the name or path of a Python interpreter", o => o.Python, (o, v) => o with { Python = v }),
        Workers.Whole("workers", 0, 1024, "Worker processes that share the environments, 0 … 1024; 0 means one for each processor.", o => o.Count, (o, v) => o with { Count = (int)v }),
        Workers.Flag("restart-workers", "Starts a worker that died again, with fresh episodes, instead of ending the run.", o => o.Restart, (o, v) => o with { Restart = v }),
        Workers.Number("worker-timeout", 0.01, 1e6, "Seconds that a worker may take for one answer, 0.01 … 1e6; 60 is usual.", o => o.Timeout, (o, v) => o with { Timeout = v }),
    ];

    /// <summary>The setting with that key.</summary>
    /// <exception cref="OptionException">There is none; the message names the nearest one.</exception>
    public static Setting Find(string key) =>
        All.FirstOrDefault(setting => setting.Key == key) ?? throw UnknownName.Option("key", key, All.Select(setting => setting.Key));

    /// <summary>The options with one setting changed.</summary>
    /// <exception cref="OptionException">The key is unknown, belongs to another rule, or the value is not legal.</exception>
    public static RunOptions Apply(RunOptions options, string key, string value)
    {
        Setting setting = Find(key);
        if (!setting.AppliesTo(options.Training))
            throw new OptionException(key, $"{key} belongs to rules with {setting.Part}; {options.Training.Rule} as it is set has not.");
        return setting.Apply(options, value);
    }

    /// <summary>The options with one setting changed, from text such as <c>horizon=128</c>.</summary>
    /// <exception cref="OptionException">The text is not of that form, the key is unknown, or the value is not legal.</exception>
    public static RunOptions Apply(RunOptions options, string assignment)
    {
        int sign = assignment.IndexOf('=', StringComparison.Ordinal);
        if (sign < 1)
            throw new OptionException("set", $"'{assignment}' is no setting; it must be of the form key=value, such as horizon=128.");
        return Apply(options, assignment[..sign].Trim(), assignment[(sign + 1)..]);
    }

    /// <summary>The options with several settings changed, each once.</summary>
    /// <exception cref="OptionException">As for one of them, or a key stands twice.</exception>
    public static RunOptions Apply(RunOptions options, IEnumerable<string> assignments)
    {
        ArgumentNullException.ThrowIfNull(assignments);
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string assignment in assignments.OrderBy(assignment => DecidesOthers(assignment) ? 0 : 1))
        {
            options = Apply(options, assignment);
            string key = KeyOf(assignment);
            if (!seen.TryAdd(key, assignment))
                throw new OptionException(key, $"{key} is set twice, by '{seen[key]}' and by '{assignment}'; give it once.");
        }

        return options;
    }

    /// <summary>The parts of a rule, and some words, are set first: which other settings there are depends on them.</summary>
    private static bool DecidesOthers(string assignment) => All.Any(setting => setting.DecidesOthers && setting.Key == KeyOf(assignment));

    private static string KeyOf(string assignment) => assignment.Split('=')[0].Trim();

    private static SettingGroup<EstimatorOptions> OfEstimator(SettingCondition? condition) =>
        new(run => run.Training.Estimator, (run, options) => run with { Training = run.Training with { Estimator = options } }, condition);

    private static SettingGroup<OptimizationOptions> OfOptimization(SettingCondition? condition) =>
        new(run => run.Training.Optimization, (run, options) => run with { Training = run.Training with { Optimization = options } }, condition);

    private static SettingGroup<PpoOptions> OfClip(string part, Func<RuleParts, bool> holds) =>
        new(run => run.Training.Ppo, (run, options) => run with { Training = run.Training with { Ppo = options } }, new PartCondition(part, holds));

    private static SettingGroup<PenaltyOptions> OfPenalty(string part, Func<RuleParts, bool> holds) =>
        new(run => run.Training.Penalty, (run, options) => run with { Training = run.Training with { Penalty = options } }, new PartCondition(part, holds));

    private static SettingGroup<RegionOptions> OfRegion(string part, Func<RuleParts, bool> holds) =>
        new(run => run.Training.Region, (run, options) => run with { Training = run.Training with { Region = options } }, new PartCondition(part, holds));

    private static SettingGroup<VMpoOptions> OfVMpo(string part, Func<RuleParts, bool> holds) =>
        new(run => run.Training.VMpo, (run, options) => run with { Training = run.Training with { VMpo = options } }, new PartCondition(part, holds));

    private static SettingGroup<SearchOptions> OfSearch(string methods, params SearchKind[] of) =>
        OfSearch(new SettingCondition(methods, options => options.Parts.Solver == SolverKind.Search && of.Contains(options.Search.Method)));

    private static SettingGroup<SearchOptions> OfSearch(SettingCondition condition) =>
        new(run => run.Training.Search, (run, options) => run with { Training = run.Training with { Search = options } }, condition);

    private static SettingCondition ByGradientsWith(string setting, Func<TrainingOptions, bool> holds) => new(setting, options => options.Parts.Solver != SolverKind.Search && holds(options));

    private static SettingGroup<NaturalGradientOptions> OfNaturalGradient(string part, Func<RuleParts, bool> holds) =>
        new(run => run.Training.NaturalGradient, (run, options) => run with { Training = run.Training with { NaturalGradient = options } }, new PartCondition(part, holds));
}
