using Ratchet.Numerics;
using Ratchet.Policies;

namespace Ratchet.Updates;

/// <summary>The KL between an old and a new policy in a chosen direction.</summary>
internal static unsafe class PolicyDivergence
{
    /// <summary>KL(old ‖ new) or KL(new ‖ old) of each sample, the new policy's log σ being <paramref name="policy"/>'s.</summary>
    public static void Evaluate(ActorCritic policy, Kernels kernels, KlDirection direction, float* oldColumns, float* oldLogDeviation, float* columns, nint stride, int rows, float* divergence)
    {
        float* logDeviation = policy.LogDeviationPointer;
        float* old = logDeviation is null ? null : oldLogDeviation;
        if (direction == KlDirection.OldToNew)
            policy.Distribution.Divergence(kernels, oldColumns, old, columns, logDeviation, stride, rows, divergence);
        else
            policy.Distribution.Divergence(kernels, columns, logDeviation, oldColumns, old, stride, rows, divergence);
    }
}
