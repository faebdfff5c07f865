using Ratchet.Updates.Drifts;

namespace Ratchet.Updates.Rules;

/// <summary>PPO with a drift of one's own, written as a formula, instead of the clip.</summary>
internal static class OwnDrift
{
    /// <summary>Composes the rule.</summary>
    public static DriftRule Compose(UpdateContext context, OptimizationOptions options, OwnDriftOptions own) =>
        new(context, options, DriftFormula.Parse(own.Formula, context.Kernels));
}
