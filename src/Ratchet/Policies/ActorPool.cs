namespace Ratchet.Policies;

/// <summary>
/// Actors that are free at the moment, so that any number of threads can act with one policy. As many as act at once are made; from then on
/// nothing is allocated, up to a fixed number that are kept.
/// </summary>
internal sealed class ActorPool(ActorCritic policy)
{
    private readonly PolicyActor?[] _free = new PolicyActor?[64];

    /// <summary>An actor for one observation at a time, for the caller alone until <see cref="Return"/>.</summary>
    public PolicyActor Rent()
    {
        foreach (ref PolicyActor? place in _free.AsSpan())
            if (Volatile.Read(ref place) is not null && Interlocked.Exchange(ref place, null) is { } actor)
                return actor;
        return new PolicyActor(policy);
    }

    /// <summary>Gives an actor back; beyond the number that is kept it is left to the garbage collector.</summary>
    public void Return(PolicyActor actor)
    {
        foreach (ref PolicyActor? place in _free.AsSpan())
            if (Volatile.Read(ref place) is null && Interlocked.CompareExchange(ref place, actor, null) is null)
                return;
    }
}
