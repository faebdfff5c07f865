namespace Ratchet.Updates.Neighbourhoods;

/// <summary>Promises nothing; what acts, and so what is audited, is the target network, and it takes new normaliser statistics when it is renewed.</summary>
internal sealed class TargetActs(SharedParts shared, TargetNetwork target) : Neighbourhood(shared)
{
    /// <inheritdoc/>
    public override void End()
    {
        target.End();
        Record(Shared.Audit.Sweep(null));
    }
}
