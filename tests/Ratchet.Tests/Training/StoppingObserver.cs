using Ratchet.Training;
using Ratchet.Training.Runs;

namespace Ratchet.Tests.Training;

/// <summary>Stops a run, or dies in it, after some iterations; 0 for never.</summary>
internal class StoppingObserver : IRunObserver
{
    public CancellationTokenSource Stop { get; } = new();

    public long StopAfter { get; init; }

    public long DieAfter { get; init; }

    public void OnStart(RunProgress progress)
    {
    }

    public virtual void OnIteration(RunProgress progress, ReadOnlySpan<byte> line)
    {
        if (progress.Metrics.Iteration == StopAfter)
            Stop.Cancel();
        if (progress.Metrics.Iteration == DieAfter)
            throw new DeathOfARun();
    }

    public void OnEvaluation(RunProgress progress, EvaluationResult result, ReadOnlySpan<byte> line)
    {
    }

    public void OnFinished(RunProgress progress, ReadOnlySpan<byte> line)
    {
    }
}

/// <summary>What a <see cref="StoppingObserver"/> dies of.</summary>
internal sealed class DeathOfARun : Exception;
