using Ratchet.Numerics;

namespace Ratchet.Updates.Neighbourhoods;

/// <summary>Ends the epochs of an update when a minibatch's estimate mean[(ρ − 1) − ln ρ] exceeds 1.5 · target, before that step. Promises nothing.</summary>
internal sealed class TargetKlStop(SharedParts shared, Schedule target) : Neighbourhood(shared)
{
    /// <inheritdoc/>
    public override bool Admits(in MinibatchSums sums) => sums.MeanRatioDivergence <= 1.5 * target.At(Shared.Context.Clock);
}
