using Ratchet.Environments;
using Ratchet.Training;
using Ratchet.Training.Runs;

namespace Ratchet.Dashboard.Tests.Motion;

/// <summary>Small runs to look at, trained once: what they learnt does not matter.</summary>
public sealed class ShownRuns : IDisposable
{
    private const int Batch = 64;

    private readonly string _root = Directory.CreateTempSubdirectory("ratchet-test-").FullName;

    /// <summary>Trains on CartPole for four iterations of 64 steps, and keeps a checkpoint every 128.</summary>
    public ShownRuns()
    {
        Train("cartpole", iterations: 4, keep: 2 * Batch);
        using TrainingRun begun = Open("begun", "cartpole", iterations: 4, keep: 0);
    }

    /// <summary>The folder of a run; null where there is none.</summary>
    public string? FolderOf(string name) => Directory.Exists(Path.Combine(_root, name)) ? Path.Combine(_root, name) : null;

    /// <summary>Trains in a folder that is named as the task, unless that has been done.</summary>
    public string Train(string task, int iterations, long keep = 0)
    {
        string folder = Path.Combine(_root, task);
        if (Directory.Exists(folder))
            return folder;
        using TrainingRun run = Open(task, task, iterations, keep);
        run.Execute(new Silence(), CancellationToken.None);
        return folder;
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private TrainingRun Open(string name, string task, int iterations, long keep)
    {
        RunOptions options = Settings.Apply(Presets.For(task, "ppo"), ["environments=4", "horizon=16", "minibatch=32", "epochs=1", "hidden=8", $"steps={iterations * Batch}", $"keep-checkpoints={keep}"]);
        return new TrainingRun(Path.Combine(_root, name), options, MotionHost.Find(options), threads: 1);
    }

    private sealed class Silence : IRunObserver
    {
        public void OnStart(RunProgress progress)
        {
        }

        public void OnIteration(RunProgress progress, ReadOnlySpan<byte> line)
        {
        }

        public void OnEvaluation(RunProgress progress, EvaluationResult result, ReadOnlySpan<byte> line)
        {
        }

        public void OnFinished(RunProgress progress, ReadOnlySpan<byte> line)
        {
        }
    }
}
