namespace Ratchet.Environments;

/// <summary>
/// N environments that step together, as structures of arrays (row i of each span belongs to environment i, rows are dense).
/// An environment that ends resets itself within the same step: <c>observations</c> then holds the first observation of the
/// next episode and <c>finalObservations</c> the true successor.
/// </summary>
public interface IVectorEnvironment : IDisposable
{
    /// <summary>N.</summary>
    int Count { get; }

    /// <summary>Of one environment.</summary>
    Space ObservationSpace { get; }

    /// <summary>Of one environment.</summary>
    Space ActionSpace { get; }

    /// <summary>Whether <see cref="GetActionMasks"/> ever forbids an action.</summary>
    bool HasActionMasks => false;

    /// <summary>How many tasks the environments set between them; a rule may treat each apart.</summary>
    int TaskCount => 1;

    /// <summary>Begins an episode in every environment. Streams of randomness are derived from the seed, one per environment.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="observations">[N × observation size], written.</param>
    void Reset(ulong seed, Span<float> observations);

    /// <summary>Advances every environment by one decision.</summary>
    /// <param name="actions">[N × action size]; a discrete action is its index.</param>
    /// <param name="observations">[N × observation size], written: where the next decision is taken.</param>
    /// <param name="rewards">[N], written.</param>
    /// <param name="terminated">[N], written: true ends.</param>
    /// <param name="truncated">[N], written: cut off (time limit). Both may be set; then terminated wins.</param>
    /// <param name="finalObservations">[N × observation size], written only in the rows of environments that ended.</param>
    void Step(ReadOnlySpan<float> actions, Span<float> observations, Span<float> rewards, Span<bool> terminated, Span<bool> truncated, Span<float> finalObservations);

    /// <summary>Writes [N × number of actions]: true where an action is valid in the current state.</summary>
    void GetActionMasks(Span<bool> masks) => masks.Fill(true);

    /// <summary>Writes [N]: which task, 0 … <see cref="TaskCount"/> − 1, each environment's present state belongs to.</summary>
    void GetTasks(Span<int> tasks) => tasks.Clear();

    /// <summary>Whether <see cref="SaveState"/> and <see cref="LoadState"/> work; without them a run cannot be resumed in mid-episode.</summary>
    bool CanSaveState => true;

    /// <summary>How many doubles <see cref="SaveState"/> writes.</summary>
    int StateSize { get; }

    /// <summary>Writes everything that the future depends on: simulators, random streams, elapsed steps.</summary>
    void SaveState(Span<double> state);

    /// <summary>Restores what <see cref="SaveState"/> wrote.</summary>
    void LoadState(ReadOnlySpan<double> state);
}
