using Ratchet.Environments;
using Ratchet.Environments.Wrappers;
using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Rollouts;
using Ratchet.Updates;
using Ratchet.Updates.Drifts;
using Ratchet.Updates.Drifts.Networks;
using Ratchet.Updates.Neighbourhoods;
using Ratchet.Updates.Penalties;
using Ratchet.Updates.Rules;
using Ratchet.Updates.Searches;
using Ratchet.Updates.Solvers;

namespace Ratchet.Training;

/// <summary>What is scaled by the running deviation of returns.</summary>
public enum ReturnScaling
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Rewards are divided by the running deviation of the discounted return and clipped to ±10 (VecNormalize).</summary>
    Rewards,

    /// <summary>Only the critic works in scaled units; advantages stay raw (Tianshou, FixPO).</summary>
    CriticTargets,

    /// <summary>The critic works in units of mean 0 and deviation 1, and its head is rescaled when they move (PopArt); advantages stay raw.</summary>
    PopArt,
}

/// <summary>Everything that shapes a run.</summary>
public sealed record TrainingOptions
{
    private readonly RuleParts? _parts;

    /// <summary>Name of the environment, as <c>ratchet list</c> shows it.</summary>
    public required string Environment { get; init; }

    /// <summary>Wrappers around every simulator, innermost first, such as frame-stack=4, sticky-actions=0.25; none by default.</summary>
    public string Wrappers { get; init; } = "";

    /// <summary>Name of the rule, as <c>ratchet list</c> shows it.</summary>
    public required string Rule { get; init; }

    /// <summary>What the rule is made of; by default what its name stands for.</summary>
    public RuleParts Parts
    {
        get => _parts ?? Rules.PartsOf(Rule);
        init => _parts = value;
    }

    /// <summary>Seed of all randomness.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Environment steps of the run, 1 … 1e15; rounded up to whole iterations.</summary>
    public long Steps { get; init; } = 100_000;

    /// <summary>Environments that step together, 1 … 1e6.</summary>
    public int Environments { get; init; } = 8;

    /// <summary>Steps of each environment in an iteration, 1 … 1e6.</summary>
    public int Horizon { get; init; } = 128;

    /// <summary>γ, 0 … 1; 0.99 is usual.</summary>
    public Schedule Discount { get; init; } = 0.99;

    /// <summary>λ of the generalised advantage estimate (and of q and v-trace), 0 … 1; 0.95 is usual.</summary>
    public Schedule GaeLambda { get; init; } = 0.95;

    /// <summary>What is scaled by the running deviation of returns.</summary>
    public ReturnScaling ReturnScaling { get; init; }

    /// <summary>β, PopArt's step towards a batch's mean and deviation of returns, 1e-6 … 1; 1e-4 was published for millions of batches, 0.01 to 0.1 suit hundreds (used when return-scaling is popart).</summary>
    public Schedule PopArtStep { get; init; } = 1e-4;

    /// <summary>The estimate of advantages.</summary>
    public EstimatorOptions Estimator { get; init; } = new();

    /// <summary>The networks.</summary>
    public NetworkOptions Network { get; init; } = new();

    /// <summary>The optimiser and its epochs.</summary>
    public OptimizationOptions Optimization { get; init; } = new();

    /// <summary>The clips (used with the drifts ppo and dual-clip).</summary>
    public PpoOptions Ppo { get; init; } = new();

    /// <summary>The scales of DPO's drift (used with it).</summary>
    public DpoOptions Dpo { get; init; } = new();

    /// <summary>A drift of one's own (used when the drift is a formula).</summary>
    public OwnDriftOptions OwnDrift { get; init; } = new();

    /// <summary>A drift that is a network (used when the drift is that).</summary>
    public LearnedDriftOptions LearnedDrift { get; init; } = new();

    /// <summary>The penalty on the KL (used when there is one).</summary>
    public PenaltyOptions Penalty { get; init; } = new();

    /// <summary>The region of the KL (used when one is promised).</summary>
    public RegionOptions Region { get; init; } = new();

    /// <summary>V-MPO's weights, multipliers and target network (used with the surrogate weighted-likelihood and the penalty decoupled).</summary>
    public VMpoOptions VMpo { get; init; } = new();

    /// <summary>The projection (used when the neighbourhood is that).</summary>
    public ProjectionOptions Projection { get; init; } = new();

    /// <summary>The natural-gradient step (used when the solver is that).</summary>
    public NaturalGradientOptions NaturalGradient { get; init; } = new();

    /// <summary>The search without gradients (used when the solver is that).</summary>
    public SearchOptions Search { get; init; } = new();

    /// <summary>What shapes the update.</summary>
    internal UpdateOptions Update => new()
    {
        Parts = Parts, Optimization = Optimization, Ppo = Ppo, Dpo = Dpo, OwnDrift = OwnDrift, LearnedDrift = LearnedDrift, Penalty = Penalty, Region = Region, Projection = Projection, VMpo = VMpo,
        NaturalGradient = NaturalGradient,
    };

    /// <summary>The task as this run sees it: in its wrappers.</summary>
    /// <param name="definition">The bare task.</param>
    /// <exception cref="OptionException">There is no such wrapper, or its value is wrong.</exception>
    internal EnvironmentDefinition Wrap(EnvironmentDefinition definition)
    {
        try
        {
            return EnvironmentWrappers.Apply(definition, Wrappers);
        }
        catch (ArgumentException exception)
        {
            throw new OptionException("wrap", exception.Message, exception);
        }
    }

    /// <summary>Checks every field and how they fit together.</summary>
    /// <exception cref="OptionException">A field is out of its range, or does not fit another.</exception>
    public void Validate()
    {
        OptionRange.Check(Steps, 1, 1e15, "steps");
        OptionRange.Check(Environments, 1, 1_000_000, "environments");
        OptionRange.Check(Horizon, 1, 1_000_000, "horizon");
        OptionRange.Check(Discount, 0, 1, "discount");
        OptionRange.Check(GaeLambda, 0, 1, "gae-lambda");
        OptionRange.Check(PopArtStep, 1e-6, 1, "popart-step");
        Estimator.Validate();
        Network.Validate();
        Optimization.Validate();
        Ppo.Validate();
        Dpo.Validate();
        if (Parts.Drift == DriftKind.Formula)
            OwnDrift.Validate();
        Penalty.Validate();
        Region.Validate();
        Projection.Validate();
        NaturalGradient.Validate();
        VMpo.Validate();
        Search.Validate();
        Rules.Require(Rule);
        Combinations.Require(this);
        long batch = (long)Environments * Horizon;
        if (batch > int.MaxValue / 16)
            throw new OptionException("horizon", $"environments × horizon is {batch} steps a batch; at most {int.MaxValue / 16} fit.");
        if (Parts.Solver is SolverKind.Epochs or SolverKind.NaturalGradient && Optimization.Minibatch > batch)
            throw new OptionException("minibatch", $"minibatch is {Optimization.Minibatch}; it must be at most environments × horizon = {batch}.");
    }
}
