using Ratchet.Environments;
using Ratchet.Numerics;

namespace Ratchet.Training;

/// <summary>Evaluates what a run has learnt.</summary>
public static class RunEvaluation
{
    /// <summary>Measures the policy of the last checkpoint in a folder.</summary>
    /// <param name="path">The run's folder.</param>
    /// <param name="definition">The run's task.</param>
    /// <param name="episodes">Full episodes.</param>
    /// <param name="seed">Of the evaluation's streams; equal seeds give all runs of a task the same first states.</param>
    /// <param name="threads">Threads to work with; the result does not depend on it.</param>
    /// <exception cref="RunException">There is no run or no checkpoint in the folder.</exception>
    /// <exception cref="SnapshotException">The checkpoint is damaged.</exception>
    public static EvaluationResult Measure(string path, EnvironmentDefinition definition, int episodes, ulong seed, int threads)
    {
        RunOptions options = RunFolder.ReadOptions(path);
        Snapshot snapshot = RunFolder.ReadCheckpoint(path)
            ?? throw new RunException($"the run in '{path}' has no checkpoint yet: train on, then evaluate.");
        using var pool = new WorkerPool(threads);
        using var environment = new VectorEnvironment(definition, options.Training.Environments, pool);
        using var trainer = new Trainer(options.Training, environment, pool);
        try
        {
            trainer.Load(snapshot);
        }
        catch (SnapshotException exception)
        {
            throw new SnapshotException($"{RunFolder.FindCheckpoint(path)}: {exception.Message}");
        }

        using var evaluator = new Evaluator(definition, trainer.Policy, episodes, pool);
        return evaluator.Run(seed);
    }
}
