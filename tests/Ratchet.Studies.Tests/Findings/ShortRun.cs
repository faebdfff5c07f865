using System.Text.Json;
using System.Text.Json.Nodes;
using Ratchet.Environments;
using Ratchet.Studies.Records;
using Ratchet.Training;
using Ratchet.Training.Runs;

namespace Ratchet.Studies.Tests.Findings;

/// <summary>A real training of less than a second in a folder of its own, and copies of it in which numbers are changed.</summary>
internal sealed class ShortRun : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ratchet-test-").FullName;

    private ShortRun()
    {
    }

    public string Path => System.IO.Path.Combine(_folder, "run");

    public RunRecord Record => RunRecord.Read(Path);

    /// <summary>Trains.</summary>
    /// <param name="definition">The task.</param>
    /// <param name="rule">The rule, with the preset of the task that is named.</param>
    /// <param name="preset">A task that has a preset.</param>
    /// <param name="steps">Of the run.</param>
    /// <param name="settings">Over those of a small network and many small iterations.</param>
    /// <param name="until">Steps after which the run is stopped.</param>
    public static ShortRun Train(EnvironmentDefinition definition, string rule, string preset, long steps, string[]? settings = null, long until = long.MaxValue)
    {
        var run = new ShortRun();
        RunOptions options = Presets.For(preset, rule);
        options = options with { Training = options.Training with { Environment = definition.Name } };
        options = Settings.Apply(options, ["environments=8", "horizon=64", "minibatch=128", "epochs=4", "hidden=16,16", $"steps={steps}", .. settings ?? []]);
        using var training = new TrainingRun(run.Path, options, definition, threads: 1);
        training.Execute(new Silence(), CancellationToken.None, until);
        return run;
    }

    /// <summary>A copy of the folder whose lines of iterations are changed.</summary>
    /// <param name="change">Gets each line's number, from 0, the number of lines, and the line.</param>
    public ShortRun Planted(Action<int, int, JsonObject> change)
    {
        var copy = new ShortRun();
        Directory.CreateDirectory(copy.Path);
        foreach (string file in Directory.GetFiles(Path))
            File.Copy(file, System.IO.Path.Combine(copy.Path, System.IO.Path.GetFileName(file)));
        string metrics = RunFolder.MetricsFileOf(copy.Path);
        string[] lines = File.ReadAllLines(metrics);
        int iterations = lines.Count(IsIteration);
        for (int i = 0, iteration = 0; i < lines.Length; i++)
        {
            if (!IsIteration(lines[i]))
                continue;
            JsonObject line = JsonNode.Parse(lines[i])!.AsObject();
            change(iteration++, iterations, line);
            lines[i] = line.ToJsonString();
        }

        File.WriteAllLines(metrics, lines);
        return copy;
    }

    /// <summary>Settings of the copy of a run, changed as text.</summary>
    public void Configure(string key, string value)
    {
        string file = System.IO.Path.Combine(Path, "config.json");
        JsonObject configuration = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
        configuration["settings"]![key] = JsonNode.Parse(value);
        File.WriteAllText(file, configuration.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static bool IsIteration(string line) => !line.StartsWith("{\"event\"", StringComparison.Ordinal);

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
