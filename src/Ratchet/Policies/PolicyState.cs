using Ratchet.Storage;

namespace Ratchet.Policies;

/// <summary>The arrays of a checkpoint that a policy is: its parameters with those of the value function, and the normaliser.</summary>
internal static class PolicyState
{
    /// <summary>Name of the array that every checkpoint has, and no file of weights.</summary>
    public const string Parameters = "parameters";

    /// <summary>The arrays of a policy.</summary>
    public static StateEntry[] EntriesOf(ActorCritic policy) =>
    [
        StateEntry.Of(Parameters, () => policy.Parameters),
        StateEntry.Of("normalizer.mean", () => policy.Normalizer.Mean),
        StateEntry.Of("normalizer.inverse-deviation", () => policy.Normalizer.InverseDeviation),
        StateEntry.Of("normalizer.moments", policy.Normalizer.StateSize, policy.Normalizer.Save, policy.Normalizer.Load),
    ];

    /// <summary>Restores them.</summary>
    /// <exception cref="SnapshotException">They are of another policy.</exception>
    public static void Load(Snapshot snapshot, ActorCritic policy)
    {
        foreach (StateEntry entry in EntriesOf(policy))
            entry.Load(snapshot);
        policy.ParametersChanged();
    }

    /// <summary>The policy of a checkpoint that was read, which is not trusted.</summary>
    /// <param name="file">How errors name it.</param>
    /// <param name="snapshot">The file's content.</param>
    /// <exception cref="SnapshotException">It does not fit its description.</exception>
    public static ActorCritic Read(string file, Snapshot snapshot)
    {
        ActorCritic policy = PolicyDescription.Read(file, snapshot).Create(file, snapshot.Entries[Parameters].LongLength);
        try
        {
            Load(snapshot, policy);
            return policy;
        }
        catch (SnapshotException exception)
        {
            throw new SnapshotException($"{file}: {exception.Message}");
        }
    }
}
