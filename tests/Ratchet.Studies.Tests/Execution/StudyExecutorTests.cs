using System.Runtime.CompilerServices;
using Ratchet.Studies.Definitions;
using Ratchet.Studies.Execution;
using Ratchet.Training;
using Ratchet.Training.Runs;
using Xunit;

namespace Ratchet.Studies.Tests.Execution;

public sealed class StudyExecutorTests : IDisposable
{
    private readonly SmallStudy _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Runs_of_a_study_are_those_of_the_plain_training_whatever_the_number_of_workers(int workers)
    {
        StudyDefinition study = SmallStudy.Read();
        var watcher = new SmallStudy.Watcher();
        Assert.Equal(StudyOutcome.Finished, _folder.Execute("study", study, workers, watcher));
        _folder.TrainPlainly("plain", study);
        _folder.RequireEqual("plain", "study", study);
        Assert.Equal(new RunCounts(8, 0, 0, 0), watcher.Progress!.Total);
        Assert.Equal(new RunCounts(2, 0, 0, 0), watcher.Progress.Cell("acrobot", "fixpo"));
        Assert.Empty(Directory.EnumerateFiles(_folder.Path, "*.tmp", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_study_that_was_stopped_again_and_again_ends_as_one_that_was_not()
    {
        StudyDefinition study = SmallStudy.Read(("\"epochs\": 2", "\"epochs\": 2, \"checkpoint-interval\": 0"));
        int stops = 0;
        while (true)
        {
            using var stop = new CancellationTokenSource();
            // Of the 128 iterations of the study 5, 12 or 19 are done before the stop is requested.
            var left = new StrongBox<int>(5 + (7 * (stops % 3)));
            var worker = new ThreadWorker(SmallStudy.Find, _ => new RunOutputs { Metrics = new StoppingSink(stop, left) });
            if (_folder.Execute("study", study, 2, worker: worker, stop: stop.Token) == StudyOutcome.Finished)
                break;
            stops++;
            Assert.InRange(stops, 0, 100);
        }

        Assert.InRange(stops, 3, 100);
        _folder.TrainPlainly("plain", study);
        _folder.RequireEqual("plain", "study", study);
        using StudyFolder folder = StudyFolder.Open(_folder.Sub("study"), study);
        Assert.Equal(stops + 1, folder.Clock.Processes);
    }

    [Fact]
    public void Runs_stop_at_the_budget_and_go_on_when_it_is_raised()
    {
        StudyDefinition study = SmallStudy.Read();
        Assert.Equal(StudyOutcome.Finished, _folder.Execute("study", study with { Until = 500 }));
        foreach (StudyRun run in study.Plan(SmallStudy.Find))
        {
            // Iterations have 4 × 16 = 64 steps; the first that passes 500 ends at 512.
            Assert.Equal(512, RunTail.StepsOf(StudyFiles.RunPath(_folder.Sub("study"), run.Name)));
            Assert.Equal(StudyRunState.Done, StudyFiles.StateOf(_folder.Sub("study"), run, 500));
            Assert.Equal(StudyRunState.Left, StudyFiles.StateOf(_folder.Sub("study"), run, 513));
        }

        var again = new SmallStudy.Watcher();
        Assert.Equal(StudyOutcome.Finished, _folder.Execute("study", study with { Until = 400 }, observer: again));
        Assert.Empty(again.Started);
        Assert.Equal(StudyOutcome.Finished, _folder.Execute("study", study));
        _folder.TrainPlainly("plain", study);
        _folder.RequireEqual("plain", "study", study);
    }

    [Fact]
    public void More_seeds_are_trained_beside_those_that_are_done()
    {
        StudyDefinition study = SmallStudy.Read();
        _folder.Execute("study", study);
        var watcher = new SmallStudy.Watcher();
        _folder.Execute("study", study with { Seeds = SeedList.Parse("20003")! }, observer: watcher);
        Assert.All(watcher.Started, run => Assert.EndsWith("/20003", run, StringComparison.Ordinal));
        Assert.Equal(4, watcher.Started.Count);
        Assert.Equal("20001-20003", StudyFiles.ReadDefinition(_folder.Sub("study")).Seeds.ToString());
    }

    [Fact]
    public void A_run_of_other_settings_in_the_folder_is_refused()
    {
        StudyDefinition study = SmallStudy.Read();
        _folder.Execute("study", study with { Until = 64 });
        File.Delete(Path.Combine(_folder.Sub("study"), StudyFiles.DefinitionFile));
        StudyException refusal = Assert.Throws<StudyException>(() => _folder.Execute("study", SmallStudy.Read(("\"epochs\": 2", "\"epochs\": 3"))));
        Assert.Contains("holds a run with epochs 2; the study's has 3", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_process_at_a_time_works_on_a_study()
    {
        using StudyFolder first = StudyFolder.Open(_folder.Sub("study"), SmallStudy.Read());
        Assert.Equal($"another process is working on the study in '{first.Path}'.", Assert.Throws<StudyException>(() => StudyFolder.Open(first.Path, SmallStudy.Read())).Message);
    }

    [Fact]
    public void A_run_that_another_process_holds_is_left_and_done_later()
    {
        StudyDefinition study = SmallStudy.Read(("[\"cartpole\", \"acrobot\"]", "[\"cartpole\"]"), ("20001-20002", "20001"));
        StudyRun held = study.Plan(SmallStudy.Find)[0];
        var holding = new FreeingWorker(new ThreadWorker(SmallStudy.Find), held.Name);
        Assert.Equal(StudyOutcome.Finished, _folder.Execute("study", study, 1, worker: holding));
        Assert.Equal(2, holding.Tries);
    }

    [Fact]
    public void The_seed_that_is_behind_is_trained_first_and_of_its_runs_the_longest()
    {
        StudyDefinition study = SmallStudy.Read();
        IReadOnlyList<StudyRun> runs = study.Plan(SmallStudy.Find);
        var progress = new StudyProgress(study, study.Steps, 2);
        // Seconds per step: unknown, 1, 3, 2. What is not known comes first.
        (double, long)?[] paces = [null, (10, 10), (30, 10), (20, 10)];
        for (int i = 0; i < runs.Count; i++)
            progress.Add(runs[i], StudyRunState.Left, 0, i < 4 ? paces[i] : null);
        var queue = new RunQueue(runs, progress);
        int[] order = [.. runs.Select(_ => queue.Take()!).Select(run => runs.ToList().IndexOf(run))];
        Assert.Equal([0, 2, 3, 1, 4, 6, 7, 5], order);
        Assert.Null(queue.Take());
    }

    [Fact]
    public void The_time_left_is_the_work_left_over_the_workers()
    {
        StudyDefinition study = SmallStudy.Read(("[\"cartpole\", \"acrobot\"]", "[\"cartpole\"]"), ("20001-20002", "20001-20003"));
        IReadOnlyList<StudyRun> runs = study.Plan(SmallStudy.Find);
        var progress = new StudyProgress(study, 1000, 2);
        // ppo takes 0.01 s a step, fixpo 0.03 s; of seed 20001 both are done, of 20002 ppo stands at 500.
        progress.Add(runs[0], StudyRunState.Done, 1000, (10, 1000));
        progress.Add(runs[1], StudyRunState.Done, 1000, (30, 1000));
        progress.Add(runs[2], StudyRunState.Left, 500, null);
        progress.Add(runs[3], StudyRunState.Left, 0, null);
        progress.Add(runs[4], StudyRunState.Failed, 0, null);
        progress.Add(runs[5], StudyRunState.Left, 0, null);
        // 5 + 30 + 30 seconds of work for two workers.
        Assert.Equal(32.5, progress.SecondsLeft, 9);
        // One fixpo run alone at 100 steps/s: 10 seconds for it, 35 for the others.
        progress.Begin(runs[3]).Set(0, 100);
        Assert.Equal(22.5, progress.SecondsLeft, 9);
        Assert.Equal(new RunCounts(2, 1, 2, 1), progress.Total);
    }

    [Fact]
    public void Time_of_all_processes_is_kept()
    {
        StudyDefinition study = SmallStudy.Read();
        using (StudyFolder folder = StudyFolder.Open(_folder.Path, study))
            folder.KeepTime(10, 20);
        using (StudyFolder folder = StudyFolder.Open(_folder.Path, study))
        {
            folder.KeepTime(1, 1);
            folder.KeepTime(2, 3);
        }

        Assert.Equal(new StudyClock(12, 23, 2), StudyFiles.ReadClock(_folder.Path));
    }

    /// <summary>Requests the stop some iterations into the first run that it trains.</summary>
    /// <summary>Requests the stop after a number of iterations, of whichever runs.</summary>
    private sealed class StoppingSink(CancellationTokenSource stop, StrongBox<int> iterationsLeft) : IMetricsSink
    {
        public void Open(string folder, long steps)
        {
        }

        public void Write(RunProgress progress)
        {
            if (Interlocked.Decrement(ref iterationsLeft.Value) == 0)
                stop.Cancel();
        }

        public void WriteEvaluation(RunProgress progress, EvaluationResult result)
        {
        }

        public void Flush()
        {
        }

        public void Dispose()
        {
        }
    }

    /// <summary>Finds a run held the first time that it tries it.</summary>
    private sealed class FreeingWorker(IRunWorker inner, string held) : IRunWorker
    {
        public int Tries { get; private set; }

        public RunEnd Train(StudyRun run, string path, long until, RunGauge gauge, Action<string> warn, CancellationToken stop)
        {
            if (run.Name != held || ++Tries == 2)
                return inner.Train(run, path, until, gauge, warn, stop);
            using RunFolderLock _ = new(path);
            return inner.Train(run, path, until, gauge, warn, stop);
        }
    }

    private sealed class RunFolderLock : IDisposable
    {
        private readonly FileStream _lock;

        public RunFolderLock(string path)
        {
            Directory.CreateDirectory(path);
            _lock = new FileStream(Path.Combine(path, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }

        public void Dispose() => _lock.Dispose();
    }
}
