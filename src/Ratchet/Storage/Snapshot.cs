namespace Ratchet.Storage;

/// <summary>A checkpoint does not hold what the run needs; the message names the entry, what was found and what would be right.</summary>
public sealed class SnapshotException(string message) : Exception(message)
{
    /// <summary>Whether a file of ours lost or changed bytes since it was written, so that one written before may be whole; false for a file that is not the right one.</summary>
    public bool IsDamage { get; init; }
}

/// <summary>The state of a run as named arrays: what a checkpoint file holds.</summary>
public sealed class Snapshot
{
    private readonly SortedDictionary<string, Array> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int[]> _shapes = new(StringComparer.Ordinal);

    /// <summary>All entries in ordinal order of their names; values are <c>float[]</c>, <c>double[]</c> or <c>ulong[]</c>.</summary>
    public IReadOnlyDictionary<string, Array> Entries => _entries;

    /// <summary>What the file says of itself beside its arrays: texts by name, in ordinal order.</summary>
    public IDictionary<string, string> Metadata { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Adds an entry.</summary>
    public void Add(string name, ReadOnlySpan<float> values) => _entries.Add(name, values.ToArray());

    /// <summary>Adds a matrix or a higher tensor, row-major.</summary>
    /// <exception cref="ArgumentException">The shape is that of another number of values.</exception>
    public void Add(string name, ReadOnlySpan<float> values, params int[] shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (shape.Aggregate(1L, (product, side) => product * side) != values.Length)
            throw new ArgumentException($"The shape [{string.Join(", ", shape)}] of '{name}' does not hold {values.Length} values.", nameof(shape));
        Add(name, values);
        _shapes.Add(name, [.. shape]);
    }

    /// <summary>Adds an entry.</summary>
    public void Add(string name, ReadOnlySpan<double> values) => _entries.Add(name, values.ToArray());

    /// <summary>Adds an entry.</summary>
    public void Add(string name, ReadOnlySpan<ulong> values) => _entries.Add(name, values.ToArray());

    /// <summary>The floats of that name.</summary>
    /// <exception cref="SnapshotException">Missing, of another type or of another length.</exception>
    public ReadOnlySpan<float> Floats(string name, int length) => Find<float>(name, length);

    /// <summary>The doubles of that name.</summary>
    /// <exception cref="SnapshotException">Missing, of another type or of another length.</exception>
    public ReadOnlySpan<double> Doubles(string name, int length) => Find<double>(name, length);

    /// <summary>The words of that name.</summary>
    /// <exception cref="SnapshotException">Missing, of another type or of another length.</exception>
    public ReadOnlySpan<ulong> Words(string name, int length) => Find<ulong>(name, length);

    /// <summary>The sides of an entry; one side for those that were added without a shape.</summary>
    public ReadOnlySpan<int> ShapeOf(string name) => _shapes.TryGetValue(name, out int[]? shape) ? shape : (int[])[_entries[name].Length];

    /// <summary>Adds an entry as it was read.</summary>
    internal void Add(string name, Array values, int[] shape)
    {
        _entries.Add(name, values);
        if (shape.Length != 1)
            _shapes.Add(name, shape);
    }

    /// <summary>Adds an entry of one of the three types.</summary>
    internal void Add<T>(string name, ReadOnlySpan<T> values)
        where T : unmanaged => _entries.Add(name, values.ToArray());

    /// <summary>The numbers of that name.</summary>
    /// <exception cref="SnapshotException">Missing, of another type or of another length.</exception>
    internal T[] Find<T>(string name, int length)
        where T : unmanaged
    {
        if (!_entries.TryGetValue(name, out Array? entry))
            throw new SnapshotException($"the entry '{name}' is missing.");
        if (entry is not T[] values)
            throw new SnapshotException($"the entry '{name}' holds {entry.GetType().GetElementType()!.Name} numbers; it must hold {typeof(T).Name}.");
        if (values.Length != length)
            throw new SnapshotException($"the entry '{name}' has {values.Length} numbers; it must have {length}.");
        return values;
    }
}
