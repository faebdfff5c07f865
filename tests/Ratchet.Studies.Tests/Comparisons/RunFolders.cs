using System.Globalization;
using System.Text;
using Ratchet.Environments;
using Ratchet.Training;
using Ratchet.Training.Runs;

namespace Ratchet.Studies.Tests.Comparisons;

/// <summary>A folder of runs, removed at the end. Their <c>config.json</c> is what a training wrote; their metrics are written by hand.</summary>
internal sealed class RunFolders : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("ratchet-test-").FullName;

    public string At(string name) => Path.Combine(Root, name);

    /// <summary>A run with a measurement every 100 steps.</summary>
    public string Add(string name, ulong seed, double[] returns, params string[] settings)
    {
        string folder = At(name);
        RunOptions options = Settings.Apply(Presets.For("cartpole", "ppo"), ["steps=1", "environments=1", "horizon=8", "minibatch=4", "hidden=1", "epochs=1", $"seed={seed}", .. settings]);
        using (var run = new TrainingRun(folder, options, EnvironmentRegistry.BuiltIn.Find("cartpole"), threads: 1))
            run.Execute(new Silent(), CancellationToken.None);
        var metrics = new StringBuilder();
        for (int i = 0; i < returns.Length; i++)
            metrics.Append(CultureInfo.InvariantCulture, $$"""{"time/total_timesteps":{{100 * (i + 1)}},"rollout/ep_rew_mean":{{returns[i]}},"train/max_kl":0.1}""").Append('\n');
        metrics.Append(CultureInfo.InvariantCulture, $$"""{"event":"evaluation","time/total_timesteps":{{100 * returns.Length}},"eval/mean_reward":7,"eval/deterministic_mean_reward":8}""").Append('\n');
        File.WriteAllText(RunFolder.MetricsFileOf(folder), metrics.ToString());
        return folder;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

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
