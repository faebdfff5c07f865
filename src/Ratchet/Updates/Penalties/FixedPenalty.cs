using Ratchet.Numerics;

namespace Ratchet.Updates.Penalties;

/// <summary>β as its schedule says: PPO-KL with a fixed penalty, which is an instance of mirror learning (Kuba et al. 2022, table in appendix E).</summary>
internal sealed class FixedPenalty(PenaltyOptions options, RunClock clock) : Penalty
{
    /// <inheritdoc/>
    public override double Weight => options.Beta.At(clock);
}
