using Ratchet.Updates.Drifts;
using Ratchet.Updates.Drifts.Networks;
using Ratchet.Updates.Neighbourhoods;
using Ratchet.Updates.Penalties;
using Ratchet.Updates.Rules;
using Ratchet.Updates.Solvers;

namespace Ratchet.Updates;

/// <summary>Everything that shapes an update: the parts of the rule, and the settings of each part.</summary>
internal sealed record UpdateOptions
{
    /// <summary>Which parts.</summary>
    public required RuleParts Parts { get; init; }

    /// <summary>The optimiser.</summary>
    public required OptimizationOptions Optimization { get; init; }

    /// <summary>The clips.</summary>
    public required PpoOptions Ppo { get; init; }

    /// <summary>DPO's drift.</summary>
    public required DpoOptions Dpo { get; init; }

    /// <summary>A drift of one's own.</summary>
    public required OwnDriftOptions OwnDrift { get; init; }

    /// <summary>A drift that is a network.</summary>
    public required LearnedDriftOptions LearnedDrift { get; init; }

    /// <summary>The penalty.</summary>
    public required PenaltyOptions Penalty { get; init; }

    /// <summary>The region.</summary>
    public required RegionOptions Region { get; init; }

    /// <summary>V-MPO's weights, multipliers and target network.</summary>
    public required VMpoOptions VMpo { get; init; }

    /// <summary>The projection.</summary>
    public required ProjectionOptions Projection { get; init; }

    /// <summary>The natural-gradient step.</summary>
    public required NaturalGradientOptions NaturalGradient { get; init; }
}
