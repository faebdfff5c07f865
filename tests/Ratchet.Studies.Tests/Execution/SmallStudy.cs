using System.Text;
using Ratchet.Environments;
using Ratchet.Studies.Definitions;
using Ratchet.Studies.Execution;
using Ratchet.Training;
using Ratchet.Training.Runs;
using Xunit;

namespace Ratchet.Studies.Tests.Execution;

/// <summary>A study of two tasks and two rules whose runs take milliseconds, in a folder of the test's own.</summary>
internal sealed class SmallStudy : IDisposable
{
    public const string Text = """
        {
          "name": "small", "tasks": ["cartpole", "acrobot"], "rules": ["ppo", "fixpo"], "seeds": "20001-20002", "purpose": "test", "steps": 1024,
          "settings": { "environments": 4, "horizon": 16, "minibatch": 32, "hidden": [8], "evaluation-interval": 512, "evaluation-episodes": 2, "epochs": 2 }
        }
        """;

    public string Path { get; } = Directory.CreateTempSubdirectory("ratchet-study-").FullName;

    public static StudyDefinition Read(params (string Found, string Changed)[] changes)
    {
        string text = Text;
        foreach ((string found, string changed) in changes)
            text = text.Replace(found, changed, StringComparison.Ordinal);
        return StudyReader.Read("study.json", Encoding.UTF8.GetBytes(text));
    }

    public static EnvironmentDefinition Find(RunOptions options) => EnvironmentRegistry.BuiltIn.Find(options.Training.Environment);

    public string Sub(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Works on a study in a folder, as the command does.</summary>
    public StudyOutcome Execute(
        string name, StudyDefinition study, int workers = 2, IStudyObserver? observer = null, IRunWorker? worker = null, bool retry = false, CancellationToken stop = default)
    {
        using StudyFolder folder = StudyFolder.Open(Sub(name), study);
        return new StudyExecutor(folder, worker ?? new ThreadWorker(Find), workers, observer ?? new Watcher()).Execute(folder.Definition.Plan(Find), retry, stop);
    }

    /// <summary>Each run of a study as the plain training makes it.</summary>
    public void TrainPlainly(string name, StudyDefinition study)
    {
        foreach (StudyRun run in study.Plan(Find))
        {
            using var training = new TrainingRun(StudyFiles.RunPath(Sub(name), run.Name), run.Options, Find(run.Options), threads: 2);
            Assert.Equal(RunOutcome.Finished, training.Execute(new Silent(), CancellationToken.None));
        }
    }

    /// <summary>Checkpoints byte for byte, and the numbers of evaluation points and of the end.</summary>
    public void RequireEqual(string name, string other, StudyDefinition study)
    {
        foreach (StudyRun run in study.Plan(Find))
        {
            string one = StudyFiles.RunPath(Sub(name), run.Name), two = StudyFiles.RunPath(Sub(other), run.Name);
            Assert.Equal(File.ReadAllBytes(System.IO.Path.Combine(one, "checkpoint.safetensors")), File.ReadAllBytes(System.IO.Path.Combine(two, "checkpoint.safetensors")));
            Ratchet.Studies.Records.RunRecord first = Ratchet.Studies.Records.RunRecord.Read(one), second = Ratchet.Studies.Records.RunRecord.Read(two);
            Assert.NotNull(first.Hash);
            Assert.Equal(first.Hash, second.Hash);
            Assert.Equal(first.Iterations.Count, second.Iterations.Count);
            Assert.Equal(first.Evaluations["eval/mean_reward"].ToArray(), second.Evaluations["eval/mean_reward"].ToArray());
        }
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    /// <summary>Remembers what it was told.</summary>
    internal sealed class Watcher : IStudyObserver
    {
        public List<string> Started { get; } = [];

        public List<(string Run, RunEnd End)> Ended { get; } = [];

        public List<string> Warnings { get; } = [];

        public StudyProgress? Progress { get; private set; }

        /// <summary>Called when a run ends.</summary>
        public Action<StudyRun>? Then { get; init; }

        public void OnStart(StudyProgress progress) => Progress = progress;

        public void OnRunStarted(StudyProgress progress, StudyRun run) => Started.Add(run.Name);

        public void OnRunEnded(StudyProgress progress, StudyRun run, RunEnd end)
        {
            Ended.Add((run.Name, end));
            Then?.Invoke(run);
        }

        public void OnWarning(string message) => Warnings.Add(message);
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
