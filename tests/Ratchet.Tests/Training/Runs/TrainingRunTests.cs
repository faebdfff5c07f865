using System.Text.Json;
using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Storage;
using Ratchet.Training;
using Ratchet.Training.Metrics;
using Ratchet.Training.Runs;
using Xunit;

namespace Ratchet.Tests.Training.Runs;

public sealed class TrainingRunTests
{
    private const int Iterations = 8;

    private static readonly HashSet<string> OfMachine = [.. MetricTable.OfIteration.Where(metric => metric.DependsOnMachine).Select(metric => metric.Name)];

    [Theory]
    [InlineData("fixpo", "cartpole")]
    [InlineData("ppo", "pendulum")]
    public void A_run_that_was_stopped_and_killed_ends_as_one_that_was_not(string rule, string environment)
    {
        using var folder = new TemporaryFolder();
        RunOptions options = Options(rule, environment);
        Assert.Equal(RunOutcome.Finished, Execute(folder.Sub("a"), options, threads: 1, new StoppingObserver()));

        string path = folder.Sub("b");
        Assert.Equal(RunOutcome.Stopped, Execute(path, options, threads: 2, new StoppingObserver { StopAfter = 3 }));
        // Dies in iteration 6, after lines that no checkpoint knows of.
        Assert.Throws<DeathOfARun>(() => Execute(path, options, threads: 1, new StoppingObserver { DieAfter = 6 }));
        Assert.Equal(RunOutcome.Finished, Execute(path, options, threads: 2, new StoppingObserver()));

        Assert.Equal(Lines(folder.Sub("a")), Lines(path));
        Assert.Equal(Iterations + 1, Lines(path).Length);
    }

    // Numbers that change in the run are part of it: a resume finds the time, β's rule what it was at, and config.json every schedule.
    [Theory]
    [InlineData("fixpo", "epsilon-kl=exponential(0.2, 0.01)", "c-beta=piecewise(3, 200: 2)")]
    [InlineData("ppo", "clip-range=piecewise(0.3, 128: 0.2, 320: 0.1)", "gae-lambda=linear(0.5, 0.95, 300)")]
    [InlineData("ppo-kl-adaptive", "kl-target=linear(0.01, 0.0001)", "adam-beta1=linear(0.5, 0.9)")]
    public void A_run_with_schedules_that_was_stopped_ends_as_one_that_was_not(string rule, params string[] settings)
    {
        using var folder = new TemporaryFolder();
        RunOptions options = Settings.Apply(Options(rule), [.. settings, "learning-rate=exponential(0.01, 0.001)", "entropy-coefficient=linear(0.01, 0)"]);
        options = options with { Training = options.Training with { Discount = Schedule.Linear(0.9, 0.99) } };
        Execute(folder.Sub("a"), options, threads: 1, new StoppingObserver());
        Execute(folder.Sub("b"), options, threads: 2, new StoppingObserver { StopAfter = 3 });
        RunOptions read = RunFolder.ReadOptions(folder.Sub("b"));
        Assert.Equal(Settings.All.Select(setting => setting.Read(options)), Settings.All.Select(setting => setting.Read(read)));
        Assert.Equal(RunOutcome.Finished, Execute(folder.Sub("b"), options, threads: 1, new StoppingObserver()));
        Assert.Equal(Lines(folder.Sub("a")), Lines(folder.Sub("b")));

        Execute(folder.Sub("without"), Options(rule), threads: 1, new StoppingObserver());
        Assert.NotEqual(Lines(folder.Sub("without")), Lines(folder.Sub("a")));
    }

    [Fact]
    public void A_schedule_stands_in_the_configuration_as_its_text()
    {
        using var folder = new TemporaryFolder();
        Execute(folder.Path, Settings.Apply(Options(), "learning-rate=linear( 3e-4,0 , 1e5 )"), threads: 1, new StoppingObserver { StopAfter = 1 });
        string text = File.ReadAllText(folder.Sub("config.json"));
        Assert.Contains("\"learning-rate\": \"linear(0.0003, 0, 100000)\"", text, StringComparison.Ordinal);
        Assert.Contains("\"epsilon-kl\": 0.2", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_died_before_its_first_checkpoint_begins_anew()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<DeathOfARun>(() => Execute(folder.Path, Options(), threads: 1, new StoppingObserver { DieAfter = 2 }));
        Assert.Equal(RunOutcome.Finished, Execute(folder.Path, Options(), threads: 1, new StoppingObserver()));
        Assert.Equal(Iterations + 1, Lines(folder.Path).Length);
    }

    [Fact]
    public void Killed_between_two_renames_a_run_goes_on_from_the_checkpoint_before()
    {
        using var folder = new TemporaryFolder();
        RunOptions options = Options() with { CheckpointInterval = 0 };
        Execute(folder.Sub("a"), options, threads: 1, new StoppingObserver());
        Execute(folder.Sub("b"), options, threads: 1, new StoppingObserver { StopAfter = 5 });
        File.Delete(Path.Combine(folder.Sub("b"), "checkpoint.safetensors"));
        Execute(folder.Sub("b"), options, threads: 1, new StoppingObserver());
        Assert.Equal(Lines(folder.Sub("a")), Lines(folder.Sub("b")));
    }

    [Fact]
    public void A_finished_run_is_left_as_it_is()
    {
        using var folder = new TemporaryFolder();
        Execute(folder.Path, Options(), threads: 1, new StoppingObserver());
        Dictionary<string, byte[]> before = Directory.GetFiles(folder.Path).ToDictionary(file => file, File.ReadAllBytes);
        Assert.Equal(RunOutcome.WasFinished, Execute(folder.Path, Options(), threads: 2, new StoppingObserver()));
        Assert.Equal(before, Directory.GetFiles(folder.Path).ToDictionary(file => file, File.ReadAllBytes));
    }

    [Fact]
    public void Evaluation_changes_nothing_of_the_training()
    {
        using var folder = new TemporaryFolder();
        Execute(folder.Sub("without"), Options(), threads: 2, new StoppingObserver());
        // 8 iterations of 64 steps, a point every 128 steps: 4 points.
        Execute(folder.Sub("with"), Options() with { EvaluationInterval = 128, EvaluationEpisodes = 3 }, threads: 2, new StoppingObserver());
        string[] lines = Lines(folder.Sub("with"));
        Assert.Equal(4, lines.Count(IsEvaluation));
        Assert.Equal(Lines(folder.Sub("without")), lines.Where(line => !IsEvaluation(line)));

        static bool IsEvaluation(string line) => line.Contains("\"event\":\"evaluation\"", StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluation_points_are_the_same_after_a_resume()
    {
        using var folder = new TemporaryFolder();
        RunOptions options = Options() with { EvaluationInterval = 100, EvaluationEpisodes = 2 };
        Execute(folder.Sub("a"), options, threads: 1, new StoppingObserver());
        Execute(folder.Sub("b"), options, threads: 1, new StoppingObserver { StopAfter = 4 });
        Execute(folder.Sub("b"), options, threads: 1, new StoppingObserver());
        Assert.Equal(Lines(folder.Sub("a")), Lines(folder.Sub("b")));
    }

    // 8 iterations of 64 steps; the points at 100, 200, 300, 400 and 500 fall into iterations 2, 4, 5, 7 and 8.
    [Fact]
    public void Metrics_at_intervals_are_lines_of_all_metrics_and_the_same_after_a_resume()
    {
        using var folder = new TemporaryFolder();
        RunOptions options = Options() with { MetricsInterval = 100 };
        Execute(folder.Sub("all"), Options(), threads: 1, new StoppingObserver());
        Execute(folder.Sub("a"), options, threads: 1, new StoppingObserver());
        Execute(folder.Sub("b"), options, threads: 1, new StoppingObserver { StopAfter = 4 });
        Execute(folder.Sub("b"), options, threads: 1, new StoppingObserver());
        string[] all = Lines(folder.Sub("all"));
        Assert.Equal([all[1], all[3], all[4], all[6], all[7], all[^1]], Lines(folder.Sub("a")));
        Assert.Equal(Lines(folder.Sub("a")), Lines(folder.Sub("b")));
    }

    [Fact]
    public void A_run_with_metrics_allocates_nothing_after_its_first_iterations()
    {
        using var folder = new TemporaryFolder();
        RunOptions options = Options();
        options = options with { Training = options.Training with { Steps = 64 * 20 } };
        var observer = new AllocationObserver();
        Execute(folder.Path, options, threads: 1, observer);
        Assert.Equal(0, observer.Least);
    }

    [Fact]
    public void Another_run_in_the_folder_is_refused_with_the_key_that_differs()
    {
        using var folder = new TemporaryFolder();
        Execute(folder.Path, Options(), threads: 1, new StoppingObserver { StopAfter = 1 });
        RunOptions other = Settings.Apply(Options(), "discount", "0.5");
        string message = Assert.Throws<RunException>(() => Execute(folder.Path, other, threads: 1, new StoppingObserver())).Message;
        Assert.Contains("config.json holds a run with discount 0.98; this command asks for 0.5", message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_does_not_shape_the_training_may_change_at_a_resume()
    {
        using var folder = new TemporaryFolder();
        Execute(folder.Path, Options(), threads: 1, new StoppingObserver { StopAfter = 1 });
        Assert.Equal(RunOutcome.Finished, Execute(folder.Path, Options() with { CheckpointInterval = 1 }, threads: 1, new StoppingObserver()));
    }

    [Fact]
    public void Two_processes_cannot_work_on_one_run()
    {
        using var folder = new TemporaryFolder();
        using RunFolder first = RunFolder.Open(folder.Path, Options(), threads: 1);
        string message = Assert.Throws<RunException>(() => RunFolder.Open(folder.Path, Options(), threads: 1)).Message;
        Assert.Equal($"another process is working on the run in '{folder.Path}'.", message);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_one_sentence()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.Sub("file"), "");
        string path = Path.Combine(folder.Sub("file"), "run");
        string message = Assert.Throws<RunException>(() => Execute(path, Options(), threads: 1, new StoppingObserver())).Message;
        Assert.StartsWith($"cannot write to the folder '{path}': ", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_are_checked_before_the_folder_is_made()
    {
        using var folder = new TemporaryFolder();
        RunOptions wrong = Options() with { EvaluationEpisodes = 0 };
        Assert.Throws<OptionException>(() => Execute(folder.Sub("run"), wrong, threads: 1, new StoppingObserver()));
        Assert.False(Directory.Exists(folder.Sub("run")));
    }

    [Theory]
    [InlineData("\"discount\": 0.98", "\"discount\": 2", "discount is '2'; it must be a number between 0 and 1, or a schedule.")]
    [InlineData("\"discount\": 0.98", "\"diskount\": 0.98", "unknown key 'diskount'; did you mean 'discount'?")]
    [InlineData("\"discount\": 0.98,", "", "'discount' is missing from \"settings\"")]
    [InlineData("\"rule\": \"fixpo\"", "\"rule\": 3", "\"rule\" is 3; it must be a text.")]
    [InlineData("\"rule\": \"fixpo\",", "", "\"rule\" is missing; expected a text.")]
    [InlineData("{", "", "is not JSON")]
    public void A_damaged_configuration_is_named_with_its_key(string found, string replaced, string message)
    {
        using var folder = new TemporaryFolder();
        Execute(folder.Path, Options(), threads: 1, new StoppingObserver { StopAfter = 1 });
        string file = folder.Sub("config.json");
        string text = File.ReadAllText(file);
        Assert.Contains(found, text, StringComparison.Ordinal);
        File.WriteAllText(file, text.Replace(found, replaced, StringComparison.Ordinal));
        string error = Assert.Throws<RunException>(() => RunFolder.ReadOptions(folder.Path)).Message;
        Assert.StartsWith(file, error, StringComparison.Ordinal);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_configuration_reads_back_as_the_options()
    {
        using var folder = new TemporaryFolder();
        foreach ((string rule, _) in Rules.All)
        {
            RunOptions options = Presets.For("halfcheetah", rule);
            using (RunFolder.Open(folder.Sub(rule), options, threads: 3))
            {
                RunOptions read = RunFolder.ReadOptions(folder.Sub(rule));
                foreach (Setting setting in Settings.All)
                    Assert.Equal(setting.Read(options), setting.Read(read));
            }
        }
    }

    [Fact]
    public void A_checkpoint_of_another_network_is_refused_with_the_file_s_name()
    {
        using var folder = new TemporaryFolder();
        Execute(folder.Sub("a"), Options(), threads: 1, new StoppingObserver { StopAfter = 2 });
        Execute(folder.Sub("b"), Settings.Apply(Options(), "hidden=8,8"), threads: 1, new StoppingObserver { StopAfter = 2 });
        string file = Path.Combine(folder.Sub("b"), "checkpoint.safetensors");
        File.Copy(Path.Combine(folder.Sub("a"), "checkpoint.safetensors"), file, overwrite: true);
        string message = Assert.Throws<SnapshotException>(() => RunEvaluation.Measure(folder.Sub("b"), Find("cartpole"), 1, 1, 1)).Message;
        Assert.StartsWith(file, message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_policy_that_is_read_from_a_folder_acts_as_the_one_that_was_trained()
    {
        using var folder = new TemporaryFolder();
        Execute(folder.Sub("a"), Options("ppo", "pendulum"), threads: 1, new StoppingObserver());
        ActorCritic policy = RunFolder.ReadPolicy(folder.Sub("a"), Find("pendulum"));
        Assert.Contains($"\"hash\":\"{TrainerState.Hash(policy)}\"", File.ReadLines(Path.Combine(folder.Sub("a"), "metrics.jsonl")).Last(), StringComparison.Ordinal);

        using var evaluator = new Evaluator(Find("pendulum"), policy, 3, new WorkerPool(1));
        Assert.Equal(RunEvaluation.Measure(folder.Sub("a"), Find("pendulum"), 3, seed: 1, threads: 2), evaluator.Run(seed: 1));
    }

    private static EnvironmentDefinition Find(string environment) => EnvironmentRegistry.BuiltIn.Find(environment);

    private static RunOptions Options(string rule = "fixpo", string environment = "cartpole")
    {
        RunOptions options = Presets.For(environment, rule);
        foreach (string assignment in (string[])["environments=4", "horizon=16", "minibatch=32", "epochs=2", "hidden=16,16", "discount=0.98", $"steps={64 * Iterations}"])
            options = Settings.Apply(options, assignment);
        return options;
    }

    private static RunOutcome Execute(string path, RunOptions options, int threads, StoppingObserver observer)
    {
        using var run = new TrainingRun(path, options, Find(options.Training.Environment), threads);
        return run.Execute(observer, observer.Stop.Token);
    }

    /// <summary>The metrics without what differs from run to run: the clock and the memory.</summary>
    private static string[] Lines(string path) =>
    [
        .. File.ReadLines(Path.Combine(path, "metrics.jsonl")).Select(line => string.Join(
            ' ',
            JsonDocument.Parse(line).RootElement.EnumerateObject()
                .Where(property => !OfMachine.Contains(property.Name))
                .Select(property => property.ToString()))),
    ];

    private sealed class AllocationObserver : StoppingObserver
    {
        private long _before;

        /// <summary>Bytes of the best five iterations, for the reason that <see cref="Allocation"/> gives.</summary>
        public long Least { get; private set; } = long.MaxValue;

        public override void OnIteration(RunProgress progress, ReadOnlySpan<byte> line)
        {
            if (progress.Metrics.Iteration % 5 != 0)
                return;
            if (progress.Metrics.Iteration > 5)
                Least = long.Min(Least, GC.GetAllocatedBytesForCurrentThread() - _before);
            _before = GC.GetAllocatedBytesForCurrentThread();
        }
    }
}
