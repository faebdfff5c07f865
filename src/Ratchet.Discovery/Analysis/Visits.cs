using Ratchet.Discovery.Recipes;
using Ratchet.Discovery.Search;
using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Training;
using Ratchet.Updates.Drifts;

namespace Ratchet.Discovery.Analysis;

/// <summary>Ratios and advantages that trainings with a drift meet.</summary>
public static class Visits
{
    /// <summary>Trains an agent with the drift on each task and keeps what its updates ask of the drift.</summary>
    /// <param name="drift">The drift.</param>
    /// <param name="tasks">The tasks, with PPO's settings for them.</param>
    /// <param name="environments">Where environments are found.</param>
    /// <param name="seed">Of the trainings.</param>
    /// <param name="most">Pairs that are kept of each task, evenly over the training.</param>
    public static IReadOnlyList<(float Ratio, float Advantage)> Of(Drift drift, IEnumerable<InnerTask> tasks, EnvironmentRegistry environments, ulong seed = 1, int most = 20_000)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentNullException.ThrowIfNull(environments);
        var visited = new List<(float, float)>();
        foreach (InnerTask task in tasks)
        {
            var recording = new RecordingDrift(drift, most);
            TrainingOptions options = InnerTraining.OptionsOf(task.Options(), new Assignment(0, seed, 1, 1), recording);
            using var pool = new WorkerPool(1);
            using IVectorEnvironment vector = options.Wrap(environments.Find(task.Environment)).Vectorize(options.Environments, pool);
            using var trainer = new Trainer(options, vector, pool);
            trainer.Run();
            visited.AddRange(recording.Visited);
        }

        return visited;
    }
}
