namespace Ratchet.Updates.Rules;

/// <summary>What is improved.</summary>
public enum Surrogate
{
    /// <summary>ρA, the importance-sampled advantage.</summary>
    AdvantageRatio,

    /// <summary>Ψ ln π.</summary>
    LogLikelihood,

    /// <summary>ψ ln π, ψ ∝ exp(A/η) on the better half of the batch (V-MPO).</summary>
    WeightedLikelihood,
}

/// <summary>What a change costs, by ratio and advantage.</summary>
public enum DriftKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>PPO's clip.</summary>
    Ppo,

    /// <summary>PPO's clip, and a second one for actions of negative advantage; no drift of mirror learning.</summary>
    DualClip,

    /// <summary>DPO's closed form.</summary>
    Dpo,

    /// <summary>A formula of one's own.</summary>
    Formula,

    /// <summary>A network (LPO).</summary>
    Learned,
}

/// <summary>Who weighs the KL to the old policy.</summary>
public enum PenaltyKind
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>β stays, or follows a schedule.</summary>
    Fixed,

    /// <summary>β is doubled or halved after an update whose mean KL missed the target (Schulman et al. 2017).</summary>
    Adaptive,

    /// <summary>β is a Lagrange multiplier on the max KL (FixPO).</summary>
    LagrangeMax,

    /// <summary>β is a Lagrange multiplier on the mean KL.</summary>
    LagrangeMean,

    /// <summary>Multipliers of their own on the KL of mean and covariance to a target policy (V-MPO).</summary>
    Decoupled,
}

/// <summary>What is promised about the new policy.</summary>
public enum NeighbourhoodKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Nothing; the epochs end when a minibatch's KL estimate is beyond a target.</summary>
    TargetKl,

    /// <summary>KL ≤ ε at every state of the batch.</summary>
    MaxKl,

    /// <summary>Mean KL over the batch ≤ δ.</summary>
    MeanKl,

    /// <summary>Bounds on mean and covariance of a Gaussian, kept by projecting it (Otto et al. 2021).</summary>
    Projection,
}

/// <summary>How the maximum is sought.</summary>
public enum SolverKind
{
    /// <summary>Epochs over shuffled minibatches.</summary>
    Epochs,

    /// <summary>One step on the whole batch.</summary>
    SingleStep,

    /// <summary>One step along the natural gradient of the whole batch.</summary>
    NaturalGradient,

    /// <summary>A search without gradients, over the parameters of the policy.</summary>
    Search,
}

/// <summary>
/// A policy-update rule as the composition of its parts. A rule's name stands for one composition; any other sound one is a setting away.
/// </summary>
public sealed record RuleParts
{
    /// <summary>What is improved.</summary>
    public Surrogate Surrogate { get; init; }

    /// <summary>What a change costs: none, ppo, dual-clip, dpo, lpo, the file of another drift network, or a formula of the ratio r and the advantage A.</summary>
    public DriftKind Drift { get; init; }

    /// <summary>Who sets β, the weight of the KL to the old policy.</summary>
    public PenaltyKind Penalty { get; init; }

    /// <summary>What is promised about the new policy, and so which means keep it.</summary>
    public NeighbourhoodKind Neighbourhood { get; init; }

    /// <summary>How the maximum is sought.</summary>
    public SolverKind Solver { get; init; }

    /// <summary>Whether β is a Lagrange multiplier.</summary>
    internal bool HasMultiplier => Penalty is PenaltyKind.LagrangeMax or PenaltyKind.LagrangeMean;

    /// <summary>Whether a copy of the policy from an earlier time acts.</summary>
    internal bool HasTarget => Penalty == PenaltyKind.Decoupled;

    /// <summary>Whether a region of the KL is promised.</summary>
    internal bool HasRegion => Neighbourhood is NeighbourhoodKind.MaxKl or NeighbourhoodKind.MeanKl;

    /// <summary>Whether the policy is seen through a projection.</summary>
    internal bool HasProjection => Neighbourhood == NeighbourhoodKind.Projection;

    /// <summary>Whether the region is kept by stepping back after steps of the gradient.</summary>
    internal bool HasFixup => HasRegion && Solver != SolverKind.NaturalGradient;
}
