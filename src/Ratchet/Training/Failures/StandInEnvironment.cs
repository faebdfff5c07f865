using Ratchet.Environments;

namespace Ratchet.Training.Failures;

/// <summary>Environments that were there once: their shape alone, for a trainer that is never to collect.</summary>
internal sealed class StandInEnvironment(int count, Space observationSpace, Space actionSpace, bool hasActionMasks, int taskCount) : IVectorEnvironment
{
    /// <inheritdoc/>
    public int Count => count;

    /// <inheritdoc/>
    public Space ObservationSpace => observationSpace;

    /// <inheritdoc/>
    public Space ActionSpace => actionSpace;

    /// <inheritdoc/>
    public bool HasActionMasks => hasActionMasks;

    /// <inheritdoc/>
    public int TaskCount => taskCount;

    /// <inheritdoc/>
    public bool CanSaveState => false;

    /// <inheritdoc/>
    public int StateSize => 0;

    /// <inheritdoc/>
    public void Reset(ulong seed, Span<float> observations) => observations.Clear();

    /// <inheritdoc/>
    public void Step(ReadOnlySpan<float> actions, Span<float> observations, Span<float> rewards, Span<bool> terminated, Span<bool> truncated, Span<float> finalObservations) =>
        throw new NotSupportedException("A stand-in has no simulator.");

    /// <inheritdoc/>
    public void SaveState(Span<double> state) => throw new NotSupportedException("A stand-in has no state.");

    /// <inheritdoc/>
    public void LoadState(ReadOnlySpan<double> state) => throw new NotSupportedException("A stand-in has no state.");

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
