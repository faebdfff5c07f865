using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Updates;
using Ratchet.Updates.Neighbourhoods;
using Ratchet.Updates.Rules;

namespace Ratchet.Training;

/// <summary>
/// Which parts and settings do not go together, and why: a list of rules, each of which is silent or says one sentence that names the settings and what
/// would be right. What is refused has no meaning, or would do silently what another rule does; what is warned of has one, but hardly the one that is wanted.
/// </summary>
internal static class Combinations
{
    private static readonly (string Key, Func<TrainingOptions, string?> Refuse)[] Refused =
    [
        ("solver", PartsOfASearch),
        ("drift", DriftWithoutRatio),
        ("drift", DriftInOneNaturalStep),
        ("drift", DriftInOnePass),
        ("dual-clip", DualClipBelowTheClip),
        ("surrogate", LikelihoodOverSeveralSteps),
        ("surrogate", LikelihoodInANaturalStep),
        ("penalty", PenaltyInOneNaturalStep),
        ("penalty", PenaltyUnderAProjection),
        ("penalty", PenaltyOfWeightedLikelihood),
        ("beta", TwoControllersOfBeta),
        ("neighbourhood", StopOfOneStep),
        ("neighbourhood", ProjectionInOneStep),
        ("neighbourhood", ProjectionWithoutRatio),
        ("neighbourhood", RegionOfWeightedLikelihood),
        ("advantage-unit", WeightsOfAMinibatch),
        ("shared", CriticOnTheTrunkOfANaturalStep),
        ("shared", CriticOfItsOwnOnATrunk),
        ("shared", RegressionOnATrunk),
        ("entropy-coefficient", EntropyInOneNaturalStep),
    ];

    private static readonly (string Key, Func<TrainingOptions, ActionDistribution, string?> Refuse)[] RefusedOfDistribution =
    [
        ("distribution", ProjectionOfOtherThanAGaussian),
        ("distribution", RegionWithoutExactKl),
        ("distribution", NaturalStepWithoutFisherProduct),
    ];

    private static readonly Func<TrainingOptions, string?>[] Cautioned = [SeveralPassesWithNothingToHoldThem, PenaltyInOnePass];

    /// <summary>Refuses what has no meaning.</summary>
    /// <exception cref="OptionException">A setting does not fit another.</exception>
    public static void Require(TrainingOptions options)
    {
        if (Refusals(options).FirstOrDefault() is { } refusal)
            throw refusal;
    }

    /// <summary>Refuses what has no meaning for a policy's distribution.</summary>
    /// <exception cref="OptionException">A part does not fit it.</exception>
    public static void Require(TrainingOptions options, ActionDistribution distribution)
    {
        if (Refusals(options, distribution).FirstOrDefault() is { } refusal)
            throw refusal;
    }

    /// <summary>All that is refused, whatever the policy's distribution is.</summary>
    public static IEnumerable<OptionException> Refusals(TrainingOptions options) =>
        from rule in Refused let message = rule.Refuse(options) where message is not null select new OptionException(rule.Key, message);

    /// <summary>All that is refused for that distribution.</summary>
    public static IEnumerable<OptionException> Refusals(TrainingOptions options, ActionDistribution distribution) =>
        from rule in RefusedOfDistribution let message = rule.Refuse(options, distribution) where message is not null select new OptionException(rule.Key, message);

    /// <summary>What is allowed, but is hardly what is wanted.</summary>
    public static IEnumerable<string> Warnings(TrainingOptions options) =>
        from caution in Cautioned let message = caution(options) where message is not null select message;

    private static string? PartsOfASearch(TrainingOptions options) =>
        options.Parts.Solver == SolverKind.Search && options.Parts != new RuleParts { Solver = SolverKind.Search }
            ? $"solver is search, which compares whole policies by their returns: it has no use for surrogate {Read(options, "surrogate")}, drift {Read(options, "drift")}, penalty {Read(options, "penalty")} and neighbourhood {Read(options, "neighbourhood")}: leave them advantage-ratio and none, or set another solver."
            : null;

    private static string? DriftWithoutRatio(TrainingOptions options) =>
        options.Parts.Drift != DriftKind.None && options.Parts.Surrogate == Surrogate.WeightedLikelihood
            ? $"drift is {Read(options, "drift")} and surrogate {Read(options, "surrogate")}: V-MPO weights ln π and has no ratio that a drift could hold: set drift=none, or surrogate=advantage-ratio."
            : null;

    private static string? DriftInOneNaturalStep(TrainingOptions options) =>
        options.Parts.Drift != DriftKind.None && IsNatural(options)
            ? $"drift is {Read(options, "drift")} and solver natural-gradient: a drift is flat at the old policy, where the one step is computed, so that it would do nothing: set drift=none, or solver=epochs."
            : null;

    private static string? DriftInOnePass(TrainingOptions options) =>
        options.Parts.Drift != DriftKind.None && IsOneStep(options)
            ? $"drift is {Read(options, "drift")}, and {OneStep(options)}: the ratio is 1 in it, where a drift is flat, so that it would do nothing: set drift=none, or {MoreSteps(options)}."
            : null;

    private static string? DualClipBelowTheClip(TrainingOptions options) =>
        options.Parts.Drift == DriftKind.DualClip && options.Ppo.DualClip.Least < 1 + options.Ppo.ClipRange.Greatest
            ? $"dual-clip is {options.Ppo.DualClip} and clip-range {options.Ppo.ClipRange}: c must not fall below 1 + ε at any time, else the two clips overlap: set a greater dual-clip, or a smaller clip-range."
            : null;

    private static string? LikelihoodOverSeveralSteps(TrainingOptions options) =>
        options.Parts.Surrogate == Surrogate.LogLikelihood && options.Parts.Solver == SolverKind.Epochs && !IsOneStep(options)
            ? $"surrogate is log-likelihood, and {SeveralSteps(options)}: after the first step the samples are another policy's, and the gradient of Ψ ln π is no longer that of the return: set solver=single-step, or surrogate=advantage-ratio."
            : null;

    private static string? LikelihoodInANaturalStep(TrainingOptions options) =>
        options.Parts.Surrogate != Surrogate.AdvantageRatio && IsNatural(options)
            ? $"surrogate is {Read(options, "surrogate")} and solver natural-gradient: the gradient of ρA is the same, and only its value can be compared along the step: set surrogate=advantage-ratio."
            : null;

    private static string? PenaltyInOneNaturalStep(TrainingOptions options) =>
        options.Parts.Penalty != PenaltyKind.None && IsNatural(options)
            ? $"penalty is {Read(options, "penalty")} and solver natural-gradient: the KL is flat at the old policy, where the one step is computed, so that its weight would do nothing: set penalty=none, or solver=epochs."
            : null;

    private static string? PenaltyUnderAProjection(TrainingOptions options) =>
        options.Parts.Penalty != PenaltyKind.None && options.Parts.HasProjection
            ? $"penalty is {Read(options, "penalty")} and neighbourhood projection: where the projection is active it fixes the KL, which leaves a penalty no gradient: set penalty=none."
            : null;

    private static string? PenaltyOfWeightedLikelihood(TrainingOptions options) =>
        (options.Parts.Surrogate == Surrogate.WeightedLikelihood) != (options.Parts.Penalty == PenaltyKind.Decoupled)
            ? $"surrogate is {Read(options, "surrogate")} and penalty {Read(options, "penalty")}: weighted-likelihood and decoupled belong together, the KL being that to the policy whose samples are weighted: set both, or neither."
            : null;

    private static string? TwoControllersOfBeta(TrainingOptions options) =>
        !options.Penalty.Beta.IsConstant && (options.Parts.HasMultiplier || options.Parts.Penalty == PenaltyKind.Adaptive)
            ? $"beta is {options.Penalty.Beta} and penalty {Read(options, "penalty")}: both would set β: give beta the number that it starts from, or set penalty=fixed."
            : null;

    private static string? StopOfOneStep(TrainingOptions options) =>
        options.Parts.Neighbourhood == NeighbourhoodKind.TargetKl && (IsNatural(options) || IsOneStep(options))
            ? $"neighbourhood is target-kl, and {(IsNatural(options) ? "solver natural-gradient" : OneStep(options))}: there is only one step, at whose beginning the KL is 0, and so nothing to stop: set neighbourhood=none, or {MoreSteps(options)}."
            : null;

    private static string? ProjectionInOneStep(TrainingOptions options) =>
        options.Parts.HasProjection && (IsNatural(options) || IsOneStep(options))
            ? $"neighbourhood is projection, and {(IsNatural(options) ? "solver natural-gradient" : OneStep(options))}: at the one step the policy is the old one, whose projection is itself: set neighbourhood=none, or {MoreSteps(options)}."
            : null;

    private static string? ProjectionWithoutRatio(TrainingOptions options) =>
        options.Parts.HasProjection && options.Parts.Surrogate != Surrogate.AdvantageRatio
            ? $"neighbourhood is projection and surrogate {Read(options, "surrogate")}: a projected policy is compared with the old one by their ratio: set surrogate=advantage-ratio."
            : null;

    private static string? RegionOfWeightedLikelihood(TrainingOptions options) =>
        options.Parts.Surrogate == Surrogate.WeightedLikelihood && options.Parts.Neighbourhood != NeighbourhoodKind.None
            ? $"surrogate is weighted-likelihood and neighbourhood {Read(options, "neighbourhood")}: the target network acts, and no region of the trained policy holds it: set neighbourhood=none."
            : null;

    private static string? WeightsOfAMinibatch(TrainingOptions options) =>
        options.Parts.Surrogate == Surrogate.WeightedLikelihood && options.Optimization.AdvantageUnit == AdvantageUnit.Minibatch
            ? "surrogate is weighted-likelihood and advantage-unit minibatch: the weights are those of the whole batch, whose advantages need one unit: set advantage-unit=batch, or raw."
            : null;

    private static string? CriticOnTheTrunkOfANaturalStep(TrainingOptions options) =>
        IsNatural(options) && HasTrunk(options)
            ? "shared is true and solver natural-gradient: the critic's gradients would move the trunk that it shares with the policy, whose step is done by then: set shared=false."
            : null;

    private static string? CriticOfItsOwnOnATrunk(TrainingOptions options) =>
        options.Parts.Solver == SolverKind.Epochs && options.Optimization.ValueEpochs > 0 && HasTrunk(options)
            ? $"shared is true and value-epochs {options.Optimization.ValueEpochs}: a critic that learns alone would move the trunk that it shares with the policy: set shared=false, or value-epochs=0."
            : null;

    private static string? RegressionOnATrunk(TrainingOptions options) =>
        options.Parts.HasProjection && options.Projection.Act == ProjectionAct.Regressed && HasTrunk(options)
            ? "shared is true and projection-act regressed: the policy's last steps would move the trunk under the critic: set shared=false, or projection-act=raw."
            : null;

    private static string? EntropyInOneNaturalStep(TrainingOptions options) =>
        IsNatural(options) && options.Optimization.EntropyCoefficient.Greatest != 0
            ? $"entropy-coefficient is {options.Optimization.EntropyCoefficient} and solver natural-gradient: the step is that of the surrogate alone, which its line search compares: set entropy-coefficient=0."
            : null;

    private static string? ProjectionOfOtherThanAGaussian(TrainingOptions options, ActionDistribution distribution) =>
        options.Parts.HasProjection && distribution is not (DiagonalGaussian or FullGaussian or SquashedGaussian)
            ? $"neighbourhood is projection, and the policy's distribution {distribution.GetType().Name}: only a Gaussian has the mean and covariance that are projected: take actions from a box, or neighbourhood=max-kl."
            : null;

    private static string? RegionWithoutExactKl(TrainingOptions options, ActionDistribution distribution) =>
        options.Parts.HasRegion && !distribution.HasExactDivergence
            ? $"neighbourhood is {Read(options, "neighbourhood")}, and the policy's distribution {distribution.GetType().Name} has no exact KL: what cannot be measured cannot be promised: set neighbourhood=none, or another distribution."
            : null;

    private static string? NaturalStepWithoutFisherProduct(TrainingOptions options, ActionDistribution distribution) =>
        IsNatural(options) && !distribution.HasFisherProduct
            ? $"solver is natural-gradient, and the policy's distribution {distribution.GetType().Name} has no product with its Fisher information: set another distribution, or solver=epochs."
            : null;

    private static string? SeveralPassesWithNothingToHoldThem(TrainingOptions options) =>
        options.Parts is { Surrogate: Surrogate.AdvantageRatio, Drift: DriftKind.None, Penalty: PenaltyKind.None, Neighbourhood: NeighbourhoodKind.None, Solver: SolverKind.Epochs } && !IsOneStep(options)
            ? $"{SeveralSteps(options)}, with no drift, penalty or region: nothing holds the ratio once it has left 1; drift=ppo, penalty=fixed or neighbourhood=max-kl would."
            : null;

    private static string? PenaltyInOnePass(TrainingOptions options) =>
        options.Parts.Penalty is not (PenaltyKind.None or PenaltyKind.Decoupled) && IsOneStep(options)
            ? $"penalty is {Read(options, "penalty")}, and {OneStep(options)}: the KL is flat at the old policy, so that its weight does nothing."
            : null;

    private static bool HasTrunk(TrainingOptions options) => options.Network.Shared && options.Network.Hidden.Count > 0;

    private static bool IsNatural(TrainingOptions options) => options.Parts.Solver == SolverKind.NaturalGradient;

    /// <summary>Whether the policy takes one step a batch, on all of it; a short second minibatch would be merged into the first.</summary>
    private static bool IsOneStep(TrainingOptions options) =>
        options.Parts.Solver == SolverKind.SingleStep
        || (options.Parts.Solver == SolverKind.Epochs && options.Optimization.Epochs == 1 && MinibatchesOf(options) < 2);

    private static long MinibatchesOf(TrainingOptions options) => (long)options.Environments * options.Horizon / options.Optimization.Minibatch;

    private static string OneStep(TrainingOptions options) => options.Parts.Solver == SolverKind.SingleStep
        ? "solver single-step"
        : $"epochs is 1 with one minibatch of the whole batch (minibatch {options.Optimization.Minibatch} of {(long)options.Environments * options.Horizon})";

    private static string SeveralSteps(TrainingOptions options) => $"solver is epochs (epochs {options.Optimization.Epochs}, minibatch {options.Optimization.Minibatch})";

    private static string MoreSteps(TrainingOptions options) => options.Parts.Solver == SolverKind.Epochs ? "more epochs or a smaller minibatch" : "solver=epochs";

    private static string Read(TrainingOptions options, string key) => Settings.Find(key).Read(new RunOptions { Training = options });
}
