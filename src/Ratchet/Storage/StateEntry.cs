namespace Ratchet.Storage;

/// <summary>
/// A part of a state and the entry of a file that it is: how its numbers are taken and how they are put back, told once for whoever saves, loads or keeps it.
/// </summary>
internal abstract class StateEntry
{
    /// <summary>Writes the present numbers.</summary>
    public delegate void Taking<T>(Span<T> state);

    /// <summary>Takes over numbers that were saved.</summary>
    public delegate void PuttingBack<T>(ReadOnlySpan<T> state);

    /// <summary>Where the numbers stand.</summary>
    public delegate Span<T> Place<T>();

    /// <summary>Single-precision numbers that stand in one place.</summary>
    public static StateEntry Of(string name, Place<float> place) => OfPlace(name, place);

    /// <summary>Double-precision numbers that stand in one place.</summary>
    public static StateEntry Of(string name, Place<double> place) => OfPlace(name, place);

    /// <summary>Double-precision numbers that their owner writes and reads.</summary>
    public static StateEntry Of(string name, int size, Taking<double> take, PuttingBack<double> putBack) => new Entry<double>(name, size, take, putBack);

    /// <summary>Whole numbers and bits that their owner writes and reads.</summary>
    public static StateEntry Of(string name, int size, Taking<ulong> take, PuttingBack<ulong> putBack) => new Entry<ulong>(name, size, take, putBack);

    /// <summary>Keeps a copy of the present numbers, in room of its own: the first call allocates it, the others nothing.</summary>
    public abstract void Keep();

    /// <summary>Adds the copy.</summary>
    /// <param name="snapshot">Gets the entry.</param>
    /// <param name="prefix">Before the entry's name.</param>
    public abstract void AddTo(Snapshot snapshot, string prefix = "");

    /// <summary>Puts numbers back.</summary>
    /// <param name="snapshot">Has the entry.</param>
    /// <param name="prefix">Before the entry's name.</param>
    /// <exception cref="SnapshotException">The entry is missing or does not fit.</exception>
    public abstract void Load(Snapshot snapshot, string prefix = "");

    private static Entry<T> OfPlace<T>(string name, Place<T> place)
        where T : unmanaged => new(name, place().Length, state => place().CopyTo(state), state => state.CopyTo(place()));

    private sealed class Entry<T>(string name, int size, Taking<T> take, PuttingBack<T> putBack) : StateEntry
        where T : unmanaged
    {
        private T[]? _copy;

        public override void Keep() => take(_copy ??= new T[size]);

        public override void AddTo(Snapshot snapshot, string prefix = "") =>
            snapshot.Add<T>(prefix + name, _copy ?? throw new InvalidOperationException($"'{name}' was not kept."));

        public override void Load(Snapshot snapshot, string prefix = "") => putBack(snapshot.Find<T>(prefix + name, size));
    }
}
