using System.Diagnostics;
using System.Globalization;
using System.Text;
using Ratchet.Environments;
using Ratchet.MuJoCo;
using Ratchet.Studies.Definitions;
using Ratchet.Studies.Execution;
using Ratchet.Training;

namespace Ratchet.Benchmarks;

/// <summary>Two runs of a study on two workers, as threads of one process and as a process each, against the same two runs one after the other.</summary>
internal sealed class StudyExecutionBenchmark : IBenchmark
{
    private const int Rounds = 2, Steps = 65_536;

    private static readonly EnvironmentRegistry Environments = new([.. EnvironmentRegistry.BuiltIn.Definitions, .. MuJoCoTasks.All]);

    private static readonly StudyDefinition Study = StudyReader.Read("benchmark", Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""
        { "name": "benchmark", "tasks": ["halfcheetah"], "rules": ["ppo"], "seeds": "20001-20002", "purpose": "test", "steps": {{Steps}} }
        """)));

    public string Name => "study-execution";

    public string Summary => "two runs of PPO on HalfCheetah side by side, as threads and as processes, against one after the other";

    public BenchmarkResult Run(TextWriter details)
    {
        double alone = double.PositiveInfinity, threads = double.PositiveInfinity, processes = double.PositiveInfinity;
        for (int round = 0; round < Rounds; round++)
        {
            alone = Math.Min(alone, Seconds(1, _ => new ThreadWorker(Find)));
            threads = Math.Min(threads, Seconds(2, _ => new ThreadWorker(Find)));
            processes = Math.Min(processes, Seconds(2, folder => new ProcessWorker((run, until) => Start(folder, run, until))));
            details.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"round {round + 1}: one after the other {alone:0.0} s, as threads {threads:0.0} s, as processes {processes:0.0} s"));
        }

        return new BenchmarkResult(alone / threads, "times the throughput", string.Create(
            CultureInfo.InvariantCulture, $"two workers as threads against one; as processes {alone / processes:0.00} times, each with {Steps} steps and its own start"));
    }

    private static EnvironmentDefinition Find(RunOptions options) => Environments.Find(options.Training.Environment);

    private static double Seconds(int workers, Func<string, IRunWorker> worker)
    {
        string path = Directory.CreateTempSubdirectory("ratchet-bench-").FullName;
        try
        {
            using StudyFolder folder = StudyFolder.Open(path, Study);
            long start = Stopwatch.GetTimestamp();
            StudyOutcome outcome = new StudyExecutor(folder, worker(path), workers, new Silent()).Execute(Study.Plan(Find), retry: false, CancellationToken.None);
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            return outcome == StudyOutcome.Finished && Study.Plan(Find).All(run => folder.StateOf(run) == StudyRunState.Done) ? seconds : throw new InvalidOperationException("A run of the benchmark failed.");
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private static ProcessStartInfo Start(string folder, StudyRun run, long until) => new(
        "dotnet",
        [Path.Combine(AppContext.BaseDirectory, "Ratchet.Cli.dll"), "study", "run", folder, "--run", run.Name, "--until", until.ToString(CultureInfo.InvariantCulture)]);

    private sealed class Silent : IStudyObserver
    {
        public void OnStart(StudyProgress progress)
        {
        }

        public void OnRunStarted(StudyProgress progress, StudyRun run)
        {
        }

        public void OnRunEnded(StudyProgress progress, StudyRun run, RunEnd end)
        {
        }

        public void OnWarning(string message)
        {
        }
    }
}
