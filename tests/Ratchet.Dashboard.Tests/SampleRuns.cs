using System.Globalization;
using Ratchet.Environments;
using Ratchet.Training;
using Ratchet.Training.Runs;

namespace Ratchet.Dashboard.Tests;

/// <summary>A folder with runs that were never trained: settings as a training writes them, and lines that a test makes up. Removed at the end.</summary>
internal sealed class SampleRuns : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("ratchet-dashboard-").FullName;

    public static EnvironmentDefinition FindEnvironment(RunOptions options) => EnvironmentRegistry.BuiltIn.Find(options.Training.Environment);

    public string Sub(string name) => System.IO.Path.Combine(Path, name);

    public string MetricsOf(string run) => RunFolder.MetricsFileOf(Sub(run));

    /// <summary>A run on CartPole with so many lines.</summary>
    public void Add(string run, int lines, params string[] settings)
    {
        RunOptions options = Settings.Apply(Presets.For("cartpole", "fixpo"), settings);
        new TrainingRun(Sub(run), options, FindEnvironment(options), threads: 1).Dispose();
        if (lines > 0)
            File.WriteAllLines(MetricsOf(run), Enumerable.Range(1, lines).Select(Line));
    }

    /// <summary>The n-th line: 100 steps and half a second each, a return that rises by one, and no entropy in every third.</summary>
    public static string Line(int n) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"time/iterations":{{n}},"time/total_timesteps":{{100 * n}},"time/time_elapsed":{{0.5 * n}},"rollout/ep_rew_mean":{{n}},"train/entropy":{{(n % 3 == 0 ? "null" : $"{1.0 / n:R}")}}}""");

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
