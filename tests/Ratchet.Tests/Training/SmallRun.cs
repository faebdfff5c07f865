using Ratchet.Environments;
using Ratchet.Training;
using Ratchet.Training.Runs;

namespace Ratchet.Tests.Training;

/// <summary>A run of CartPole of eight iterations, with a checkpoint after each.</summary>
internal static class SmallRun
{
    public const int Iterations = 8;

    public static RunOptions Options { get; } = Settings.Apply(
        Presets.For("cartpole", "fixpo"),
        ["environments=4", "horizon=16", "minibatch=32", "epochs=2", "hidden=8", "discount=0.98", "checkpoint-interval=0", $"steps={64 * Iterations}"]);

    /// <summary>Trains in a folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="stopAfter">Iterations; 0 for all.</param>
    /// <param name="options">Other options.</param>
    /// <returns>What it warned of.</returns>
    public static IReadOnlyList<string> Train(string path, long stopAfter = 0, RunOptions? options = null)
    {
        options ??= Options;
        var observer = new WarnedObserver { StopAfter = stopAfter };
        using var run = new TrainingRun(path, options, EnvironmentRegistry.BuiltIn.Find(options.Training.Environment), threads: 1);
        run.Execute(observer, observer.Stop.Token);
        return observer.Warnings;
    }

    public static string Checkpoint(string path) => Path.Combine(path, "checkpoint.safetensors");

    public static string Previous(string path) => Path.Combine(path, "checkpoint.previous.safetensors");

    private sealed class WarnedObserver : StoppingObserver, IRunObserver
    {
        public List<string> Warnings { get; } = [];

        public void OnWarning(string message) => Warnings.Add(message);
    }
}
