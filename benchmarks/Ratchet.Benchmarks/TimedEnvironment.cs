using System.Diagnostics;
using Ratchet.Environments;

namespace Ratchet.Benchmarks;

/// <summary>Environments with a clock around their steps: what the physics alone takes, in the very states that the training visits.</summary>
internal sealed class TimedEnvironment(IVectorEnvironment environment) : IVectorEnvironment
{
    /// <summary>Stopwatch ticks in <see cref="Step"/> so far.</summary>
    public long Ticks { get; private set; }

    public int Count => environment.Count;

    public Space ObservationSpace => environment.ObservationSpace;

    public Space ActionSpace => environment.ActionSpace;

    public bool HasActionMasks => environment.HasActionMasks;

    public int StateSize => environment.StateSize;

    public void Reset(ulong seed, Span<float> observations) => environment.Reset(seed, observations);

    public void Step(
        ReadOnlySpan<float> actions, Span<float> observations, Span<float> rewards, Span<bool> terminated, Span<bool> truncated, Span<float> finalObservations)
    {
        long start = Stopwatch.GetTimestamp();
        environment.Step(actions, observations, rewards, terminated, truncated, finalObservations);
        Ticks += Stopwatch.GetTimestamp() - start;
    }

    public void GetActionMasks(Span<bool> masks) => environment.GetActionMasks(masks);

    public void SaveState(Span<double> state) => environment.SaveState(state);

    public void LoadState(ReadOnlySpan<double> state) => environment.LoadState(state);

    public void Dispose() => environment.Dispose();
}
