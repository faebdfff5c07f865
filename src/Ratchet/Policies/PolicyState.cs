using Ratchet.Storage;

namespace Ratchet.Policies;

/// <summary>The arrays of a checkpoint that a policy is: its parameters with those of the value function, and the normaliser.</summary>
internal static class PolicyState
{
    /// <summary>Name of the array that every checkpoint has, and no file of weights.</summary>
    public const string Parameters = "parameters";

    /// <summary>Adds the arrays and the description.</summary>
    public static void Save(Snapshot snapshot, ActorCritic policy)
    {
        snapshot.Metadata[PolicyDescription.Key] = PolicyDescription.Of(policy).Write();
        snapshot.Add("parameters", policy.Parameters);
        snapshot.Add("normalizer.mean", policy.Normalizer.Mean);
        snapshot.Add("normalizer.inverse-deviation", policy.Normalizer.InverseDeviation);
        double[] moments = new double[policy.Normalizer.StateSize];
        policy.Normalizer.Save(moments);
        snapshot.Add("normalizer.moments", moments);
    }

    /// <summary>Restores them.</summary>
    /// <exception cref="SnapshotException">They are of another policy.</exception>
    public static void Load(Snapshot snapshot, ActorCritic policy)
    {
        snapshot.Floats("parameters", policy.Parameters.Length).CopyTo(policy.Parameters);
        snapshot.Floats("normalizer.mean", policy.Normalizer.Size).CopyTo(policy.Normalizer.Mean);
        snapshot.Floats("normalizer.inverse-deviation", policy.Normalizer.Size).CopyTo(policy.Normalizer.InverseDeviation);
        policy.Normalizer.Load(snapshot.Doubles("normalizer.moments", policy.Normalizer.StateSize));
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
