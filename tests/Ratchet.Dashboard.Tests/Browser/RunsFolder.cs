using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Ratchet.Environments;
using Ratchet.MuJoCo;
using Ratchet.Training;
using Ratchet.Training.Metrics;
using Ratchet.Training.Runs;

namespace Ratchet.Dashboard.Tests.Browser;

/// <summary>A folder full of runs for the page to show: trained, or written as a training would, only faster. Removed at the end.</summary>
internal sealed partial class RunsFolder : IDisposable
{
    /// <summary>Steps of an iteration of a written run.</summary>
    public const int BatchSteps = 2048;

    private static readonly EnvironmentRegistry Environments = new([.. EnvironmentRegistry.BuiltIn.Definitions, .. MuJoCoTasks.All]);

    /// <summary>A run with the settings of the preset, whose <c>config.json</c> others can have too.</summary>
    private string? _plain;

    public string Path { get; } = Directory.CreateTempSubdirectory("ratchet-runs-").FullName;

    public static EnvironmentDefinition FindEnvironment(RunOptions options) => Environments.Find(options.Training.Environment);

    /// <summary>Options of a run that trains in a moment.</summary>
    public static RunOptions Short(string environment, params string[] settings) =>
        Settings.Apply(Presets.For(environment, "fixpo"), ["environments=4", "horizon=64", "minibatch=64", "epochs=2", "hidden=16", "checkpoint-interval=0", "steps=2048", .. settings]);

    public string Sub(string run) => System.IO.Path.Combine(Path, run);

    public string ConfigurationOf(string run) => System.IO.Path.Combine(Sub(run), "config.json");

    public string MetricsOf(string run) => RunFolder.MetricsFileOf(Sub(run));

    /// <summary>Trains a run to its end.</summary>
    public void Train(string run, RunOptions options, IRunObserver? observer = null, CancellationToken stop = default)
    {
        using var training = new TrainingRun(Sub(run), options, FindEnvironment(options), threads: 1);
        training.Execute(observer ?? new NobodyWatches(), stop);
    }

    /// <summary>A run with curves, without a policy.</summary>
    /// <param name="run">Its path below the folder.</param>
    /// <param name="points">Lines of <c>metrics.jsonl</c>.</param>
    /// <param name="options">Its settings.</param>
    public void Write(string run, int points, RunOptions? options = null)
    {
        if (options is null && _plain is { } plain)
        {
            Directory.CreateDirectory(Sub(run));
            File.Copy(ConfigurationOf(plain), ConfigurationOf(run));
        }
        else
        {
            // A training makes the folder and its config.json before the first step.
            RunOptions made = options ?? Presets.For("cartpole", "fixpo");
            new TrainingRun(Sub(run), made, FindEnvironment(made), threads: 1).Dispose();
            _plain ??= options is null ? run : null;
        }

        File.WriteAllText(System.IO.Path.Combine(Sub(run), ".lock"), "");
        WriteMetrics(MetricsOf(run), points, seed: (int)(options?.Training.Seed ?? 1));
    }

    /// <summary>
    /// Very many long runs in studies' layout, in a moment: each has a <c>config.json</c> of its own (the seed differs), but only a few have files of metrics of their own; the
    /// others are further names of the same files, which no reader can tell.
    /// </summary>
    public void WriteMany(int runs, int points)
    {
        string[] rules = ["fixpo", "ppo"];
        for (int i = 0; i < runs; i++)
        {
            string rule = rules[i % rules.Length], run = $"studies/many/runs/cartpole/{rule}/{i / rules.Length}";
            if (i < rules.Length)
                Write(run, points, Settings.Apply(Presets.For("cartpole", rule), $"seed={i + 1}"));
            else
                WriteAgain($"studies/many/runs/cartpole/{rule}/0", run, seed: i + 1);
        }
    }

    public void Dispose()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.Delete(Path, recursive: true);
            return;
        }

        // It removes names too that are no text, which no string of ours can spell.
        using Process remove = Process.Start("rm", ["-rf", "--", Path]);
        remove.WaitForExit();
    }

    private void WriteAgain(string original, string run, int seed)
    {
        Directory.CreateDirectory(Sub(run));
        string text = File.ReadAllText(ConfigurationOf(original));
        int start = text.IndexOf("\"seed\": ", StringComparison.Ordinal), end = text.IndexOf(',', start);
        File.WriteAllText(ConfigurationOf(run), $"{text[..start]}\"seed\": {seed.ToString(CultureInfo.InvariantCulture)}{text[end..]}");
        if (OperatingSystem.IsWindows())
            File.Copy(MetricsOf(original), MetricsOf(run));
        else if (Link(MetricsOf(original), MetricsOf(run)) != 0)
            throw new IOException($"cannot link {MetricsOf(run)}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>Every number that a real line has. The return rises and saturates with noise; the rest wanders.</summary>
    private static void WriteMetrics(string path, int points, int seed)
    {
        var random = new Random(seed);
        (string Name, bool IsWhole)[] metrics = [.. MetricTable.OfIteration.Select(metric => (metric.Name, metric.IsWhole))];
        using var file = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 20);
        for (int i = 1; i <= points; i++)
        {
            for (int m = 0; m < metrics.Length; m++)
            {
                double value = metrics[m].Name switch
                {
                    "time/total_timesteps" => (double)i * BatchSteps,
                    "time/iterations" => i,
                    "time/time_elapsed" => i * 0.125,
                    "rollout/ep_rew_mean" => (500.0 * i / (i + (points / 4.0))) + (20 * random.NextDouble()),
                    "train/max_kl" => 0.2 * random.NextDouble(),
                    "train/violations" => 0,
                    _ when metrics[m].IsWhole => random.Next(50),
                    _ => Math.Exp((6 * random.NextDouble()) - 3),
                };
                file.Write(m == 0 ? "{\"" : ",\"");
                file.Write(metrics[m].Name);
                file.Write("\":");
                file.Write(value.ToString("R", CultureInfo.InvariantCulture));
            }

            file.Write("}\n");
        }
    }

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Link(string existing, string another);

    private sealed class NobodyWatches : IRunObserver
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
