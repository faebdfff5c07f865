using Ratchet.Policies;

namespace Ratchet.Updates.Neighbourhoods;

/// <summary>Promises nothing; what acts, and so what is audited, is the target network, and it takes new normaliser statistics when it is renewed.</summary>
internal sealed class TargetActs(TargetNetwork target) : Neighbourhood
{
    /// <inheritdoc/>
    public override void End(ActorCritic policy, PolicyAudit audit, UpdateStatistics statistics)
    {
        target.End();
        Record(audit.Sweep(null), statistics);
    }
}
