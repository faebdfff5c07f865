using Ratchet.Storage;

namespace Ratchet.BlackBox;

/// <summary>The numbers that the future of a search depends on, each array by a name, and the finished generations.</summary>
/// <param name="prefix">Begins every name, so that the state of another method is refused.</param>
internal sealed class SavedState(string prefix)
{
    private readonly List<(string Key, double[] Values)> _arrays = [];
    private readonly string _generationKey = prefix + "generation";

    /// <summary>Names an array.</summary>
    /// <returns>The array.</returns>
    public double[] Keep(string key, double[] values)
    {
        _arrays.Add((prefix + key, values));
        return values;
    }

    /// <summary>Writes all.</summary>
    public void Save(Snapshot snapshot, long generation)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        foreach ((string key, double[] values) in _arrays)
            snapshot.Add<double>(key, values);
        snapshot.Add(_generationKey, [(ulong)generation]);
    }

    /// <summary>Brings the arrays to what <see cref="Save"/> wrote.</summary>
    /// <returns>The generation.</returns>
    /// <exception cref="SnapshotException">The snapshot does not fit; nothing was written.</exception>
    public long Load(Snapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        double[][] found = [.. _arrays.Select(entry => snapshot.Find<double>(entry.Key, entry.Values.Length))];
        ulong generation = snapshot.Words(_generationKey, 1)[0];
        if (generation > long.MaxValue)
            throw new SnapshotException($"the entry '{_generationKey}' is {generation}; it must be a count.");
        for (int i = 0; i < found.Length; i++)
            found[i].CopyTo(_arrays[i].Values, 0);
        return (long)generation;
    }
}
