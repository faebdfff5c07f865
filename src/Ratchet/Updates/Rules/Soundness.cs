using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Rollouts;
using Ratchet.Updates.Drifts;
using Ratchet.Updates.Neighbourhoods;

namespace Ratchet.Updates.Rules;

/// <summary>How far the theory of mirror learning (Kuba, Schroeder de Witt, Foerster 2022) covers a rule, the least first.</summary>
public enum SoundnessClass
{
    /// <summary>Something in it has no place in the theory.</summary>
    NotCovered,

    /// <summary>Each update alone is one of mirror learning; their sequence is not, because a weight depends on what earlier updates did.</summary>
    OneStepImprovement,

    /// <summary>An instance: with exact advantages and exact maximisation, returns never fall and converge to the optimum.</summary>
    MirrorLearning,
}

/// <summary>What the theory says of one part or setting.</summary>
/// <param name="Class">How far it is covered.</param>
/// <param name="Text">Why: one sentence, without the full stop.</param>
public sealed record SoundnessReason(SoundnessClass Class, string Text);

/// <summary>
/// What is known of a rule before it runs: its class, which is the least of its reasons', and what each update promises. The reasons follow the table of
/// algorithms in Kuba et al. (2022, section 4 and appendix E).
/// </summary>
/// <param name="Class">How far the theory covers it.</param>
/// <param name="Reasons">One for each part, and one for each setting that breaks the theory.</param>
/// <param name="Promises">What holds after every update, whatever happens in it; empty for nothing.</param>
public sealed record Soundness(SoundnessClass Class, IReadOnlyList<SoundnessReason> Reasons, IReadOnlyList<string> Promises)
{
    /// <summary>Whether the KL of its updates is audited: a search has none.</summary>
    public bool IsAudited { get; init; } = true;

    /// <summary>Judges a rule.</summary>
    /// <param name="options">Its parts and their settings.</param>
    /// <param name="estimator">Where its advantages come from.</param>
    /// <param name="discount">γ.</param>
    internal static Soundness Of(UpdateOptions options, EstimatorOptions estimator, Schedule discount)
    {
        if (options.Parts.Solver == SolverKind.Search)
            return new Soundness(SoundnessClass.NotCovered, [Broken("a search compares whole policies by the returns of their episodes: there is no surrogate that an update would maximise")], []) { IsAudited = false };
        List<SoundnessReason> reasons = [OfSurrogate(options), .. OfDrift(options), OfNeighbourhood(options), .. OfSettings(options, estimator, discount)];
        return new Soundness(reasons.Min(reason => reason.Class), reasons, Promised(options));
    }

    private static SoundnessReason OfSurrogate(UpdateOptions options) => options.Parts.Surrogate switch
    {
        Surrogate.AdvantageRatio => Sound("ρA is the surrogate of mirror learning: its mean is the new policy's expected advantage"),
        Surrogate.LogLikelihood => Sound("a single step along the gradient of Ψ ln π is one along that of ρΨ: they are equal at the old policy"),
        _ => Broken("the weighted likelihood draws the policy towards a target of its own, exp(A/η) on the better half of the batch, and not up a surrogate of the return"),
    };

    /// <summary>What a change costs: drift and penalty together, since a sum of drifts is one.</summary>
    private static IEnumerable<SoundnessReason> OfDrift(UpdateOptions options)
    {
        RuleParts parts = options.Parts;
        if (parts.Drift == DriftKind.None && parts.Penalty == PenaltyKind.None)
            yield return Sound("there is no drift, which is one as well: the trivial drift 0");
        switch (parts.Drift)
        {
            case DriftKind.Ppo:
                yield return Sound("PPO's clip is a drift, ReLU([ρ − clip(ρ, 1 ± ε)] A): never negative, and zero and flat at ρ = 1");
                break;
            case DriftKind.Dpo:
                yield return Sound("DPO's closed form is a drift: never negative, and zero and flat at ρ = 1");
                break;
            case DriftKind.DualClip:
                yield return Broken("the dual clip is no drift: it is negative, and so rewards a change, where A < 0 and ρ is above c");
                break;
            case DriftKind.Formula:
                yield return OfOwn(options.OwnDrift.Create(Kernels.Best));
                break;
            case DriftKind.Learned:
                yield return Sound($"the network {options.LearnedDrift.Network.Reference} is a drift: a last ReLU keeps it from being negative, it has no biases and sees nothing but zeros at ρ = 1, and ξ makes it flat there");
                break;
        }

        switch (parts.Penalty)
        {
            case PenaltyKind.None:
                break;
            case PenaltyKind.Fixed:
            case PenaltyKind.LagrangeMax or PenaltyKind.LagrangeMean when options.Penalty.BetaLearningRate.Greatest == 0:
                yield return Sound("β KL is a drift, since β depends on the time alone: never negative, and zero and flat at the old policy");
                break;
            case PenaltyKind.Adaptive:
                yield return Moving("β is doubled or halved by what earlier updates did, so that the drift is no continuous function of the policy");
                break;
            case PenaltyKind.Decoupled:
                yield return Moving("the weights of the KL are multipliers that follow what earlier steps did, so that the drift is no continuous function of the policy");
                break;
            default:
                yield return Moving("β is a multiplier that follows what earlier steps did, so that the drift is no continuous function of the policy");
                break;
        }
    }

    private static SoundnessReason OfOwn(Drift drift)
    {
        DriftReport report = DriftCheck.Run(drift);
        return report.IsSound
            ? Sound(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"what you wrote is a drift at all {report.Places} places that were looked at: never negative, and zero and flat at ρ = 1"))
            : Broken($"what you wrote is no drift: {report.Violations[0].Message.TrimEnd('.')}");
    }

    private static SoundnessReason OfNeighbourhood(UpdateOptions options) => (options.Parts.Neighbourhood, options.Parts.Solver) switch
    {
        (NeighbourhoodKind.MaxKl, _) => Sound("KL ≤ ε at every state of the batch is a neighbourhood: a closed set of policies around the old one"),
        (NeighbourhoodKind.MeanKl, _) => Sound("mean KL ≤ δ is a neighbourhood: a closed set of policies around the old one"),
        (NeighbourhoodKind.TargetKl, _) => Broken("the target-KL stop is no neighbourhood: when it ends the search depends on an estimate from one minibatch"),
        (NeighbourhoodKind.Projection, _) when options.Projection.Act == ProjectionAct.Regressed =>
            Sound("bounds on mean and covariance at every state of the batch are a neighbourhood: the projection's are kept by the policy that acts"),
        (NeighbourhoodKind.Projection, _) => Broken("what is optimised is a projection of the network's policy, and what the next update starts from is the network: two policies, where the theory has one"),
        (_, SolverKind.NaturalGradient) when options.NaturalGradient.NaturalStep.Greatest == 0 => Sound("the step along F⁻¹g ends, to second order, where mean KL is δ: a neighbourhood of the old policy"),
        (_, SolverKind.NaturalGradient) => Sound("a step along F⁻¹g is, to second order, the maximum of the surrogate less a fixed multiple of the KL: a drift again"),
        (_, SolverKind.SingleStep) when !HasBoundedSteps(options.Optimization) => Broken("the length of the one step is not bounded (max-gradient-norm is 0), so that what it can reach is no neighbourhood"),
        (_, SolverKind.SingleStep) => Sound("the neighbourhood is what one step of bounded length can reach"),
        _ when !HasBoundedSteps(options.Optimization) => Sound("the neighbourhood is all policies"),
        _ => Sound("the neighbourhood is all policies in theory, and in practice what so many steps of bounded length can reach"),
    };

    /// <summary>Adam and RMSprop divide a gradient by its own size; gradient descent does not.</summary>
    private static bool HasBoundedSteps(OptimizationOptions options) => options.Optimizer != Optimizer.Sgd || options.MaxGradientNorm.Least > 0;

    private static IEnumerable<SoundnessReason> OfSettings(UpdateOptions options, EstimatorOptions estimator, Schedule discount)
    {
        if (!discount.IsConstant)
            yield return Moving("the discount changes, and with it what is maximised");
        if (estimator.Estimator == Estimator.VTrace && options.Optimization.RecomputeAdvantages && options.Parts.Solver == SolverKind.Epochs)
            yield return Broken("v-trace cuts the ratios off at ρ̄ and c̄: what it estimates after the first epoch is the advantage of neither policy");
        if (options.Optimization.EntropyCoefficient.Greatest > 0)
            yield return Broken("the entropy bonus is no drift: it pays for a change of the old policy, where a drift is zero and flat");
        if (options.Optimization.WeightDecay.Greatest > 0 && options.Parts.Solver != SolverKind.NaturalGradient)
            yield return Broken("weight decay moves the policy whatever its objective says");
    }

    private static IReadOnlyList<string> Promised(UpdateOptions options)
    {
        string direction = options.Penalty.Direction == KlDirection.OldToNew ? "KL(old‖new)" : "KL(new‖old)";
        string[] search = options.Parts.Solver == SolverKind.NaturalGradient ? ["a better surrogate than the old policy's, or the old parameters bit for bit"] : [];
        return options.Parts.Neighbourhood switch
        {
            NeighbourhoodKind.MaxKl when options.Region.TaskEpsilonKl is { Count: > 0 } bounds => [$"{direction} ≤ {string.Join(", ", bounds.Select(bound => bound.ToString(System.Globalization.CultureInfo.InvariantCulture)))}, task by task, at every state of the batch", .. search],
            NeighbourhoodKind.MaxKl => [$"{direction} ≤ {options.Region.EpsilonKl} at every state of the batch", .. search],
            NeighbourhoodKind.MeanKl => [$"mean {direction} ≤ {options.Region.MeanKl} over the batch", .. search],
            NeighbourhoodKind.Projection when options.Projection.Act == ProjectionAct.Regressed =>
                [$"mean part of KL(new‖old) ≤ {options.Projection.MeanBound} at every state of the batch", $"covariance part of KL(new‖old) ≤ {options.Projection.CovarianceBound}"],
            _ => [],
        };
    }

    private static SoundnessReason Sound(string text) => new(SoundnessClass.MirrorLearning, text);

    private static SoundnessReason Moving(string text) => new(SoundnessClass.OneStepImprovement, text);

    private static SoundnessReason Broken(string text) => new(SoundnessClass.NotCovered, text);
}
