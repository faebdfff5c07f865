using Ratchet.Environments;
using Ratchet.Training;
using Ratchet.Training.Runs;

namespace Ratchet.Studies.Tests.Reports;

/// <summary>A real training that takes a fraction of a second.</summary>
internal static class SmallRun
{
    public static RunOptions Options(string rule, params string[] more) => Settings.Apply(
        Presets.For("cartpole", rule),
        ["steps=2048", "environments=4", "horizon=64", "minibatch=64", "hidden=8", "epochs=2", "evaluation-interval=1024", "evaluation-episodes=2", "checkpoint-interval=1000", .. more]);

    public static void Train(string folder, RunOptions options, long until = long.MaxValue)
    {
        using var run = new TrainingRun(folder, options, EnvironmentRegistry.BuiltIn.Find(options.Training.Environment), threads: 1);
        run.Execute(new Silent(), CancellationToken.None, until);
    }

    private sealed class Silent : IRunObserver
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
