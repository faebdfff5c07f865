using Ratchet.Updates.Drifts;

namespace Ratchet.Updates.Rules;

/// <summary>DPO (Lu et al. 2022): PPO with the closed-form drift that was found by meta-learning instead of the clip.</summary>
internal static class Dpo
{
    /// <summary>Composes the rule.</summary>
    public static DriftRule Compose(UpdateContext context, OptimizationOptions options, DpoOptions dpo) =>
        new(context, options, new DpoDrift(dpo.Alpha, dpo.Beta, context.Kernels));
}
