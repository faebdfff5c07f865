using Ratchet.Environments;
using Ratchet.Environments.Wrappers;
using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Storage;

namespace Ratchet.Training.Runs;

/// <summary>Evaluates what a run has learnt.</summary>
public static class RunEvaluation
{
    /// <summary>Measures the policy of the last checkpoint in a folder.</summary>
    /// <param name="path">The run's folder.</param>
    /// <param name="definition">The run's task, without the run's wrappers.</param>
    /// <param name="episodes">Full episodes.</param>
    /// <param name="seed">Of the evaluation's streams; equal seeds give all runs of a task the same first states.</param>
    /// <param name="threads">Threads to work with; the result does not depend on it.</param>
    /// <param name="recording">Where all episodes are recorded as the policy sees them, first those with sampled actions; null for nowhere.</param>
    /// <exception cref="RunException">There is no run or no checkpoint in the folder.</exception>
    /// <exception cref="SnapshotException">The checkpoint is damaged.</exception>
    public static EvaluationResult Measure(string path, EnvironmentDefinition definition, int episodes, ulong seed, int threads, EpisodeFile? recording = null)
    {
        ActorCritic policy = RunFolder.ReadPolicy(path, definition);
        using var pool = new WorkerPool(threads);
        definition = RunFolder.ReadOptions(path).Training.Wrap(definition);
        if (recording is not null)
            definition = definition.Wrap(inner => new RecordEpisodes(inner, recording, definition.TimeLimit));
        using var evaluator = new Evaluator(definition, policy, episodes, pool);
        return evaluator.Run(seed);
    }
}
