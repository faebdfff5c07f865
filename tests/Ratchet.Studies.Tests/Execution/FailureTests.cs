using System.Diagnostics;
using Ratchet.Environments;
using Ratchet.Environments.Wrappers;
using Ratchet.Numerics;
using Ratchet.Studies.Definitions;
using Ratchet.Studies.Execution;
using Ratchet.Training;
using Ratchet.Training.Runs;
using Xunit;

namespace Ratchet.Studies.Tests.Execution;

public sealed class FailureTests : IDisposable
{
    private static readonly (string, string)[] OneSeed = [("20001-20002", "20001"), ("\"evaluation-interval\": 512", "\"evaluation-interval\": 0, \"checkpoint-interval\": 0")];

    private readonly SmallStudy _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_that_fails_is_kept_as_failed_and_the_others_go_on()
    {
        StudyDefinition study = SmallStudy.Read(OneSeed);
        var watcher = new SmallStudy.Watcher();
        Assert.Equal(StudyOutcome.Finished, _folder.Execute("study", study, 2, watcher, new ThreadWorker(options => Breaking(options, after: 200))));
        Assert.Equal(new RunCounts(2, 0, 0, 2), watcher.Progress!.Total);
        StudyRun failed = study.Plan(SmallStudy.Find).First(run => run.Task == "acrobot");
        Assert.Equal(StudyRunState.Failed, StudyFiles.StateOf(_folder.Sub("study"), failed, study.Until));
        StudyFailure failure = StudyFiles.ReadFailure(_folder.Sub("study"), failed.Name)!;
        // Each of 4 simulators breaks at its step 200, in the batch that begins at 4 × 192 = 768 steps; the checkpoint before it has those.
        Assert.Equal(768, failure.Steps);
        Assert.Contains("the arm broke", failure.Message, StringComparison.Ordinal);
        Assert.Contains(watcher.Ended, ended => ended.Run == failed.Name && ended.End.Message == failure.Message);
    }

    [Fact]
    public void What_failed_is_tried_again_only_when_that_is_asked_for()
    {
        StudyDefinition study = SmallStudy.Read(OneSeed);
        _folder.Execute("study", study, 2, worker: new ThreadWorker(options => Breaking(options, after: 200)));
        var second = new SmallStudy.Watcher();
        Assert.Equal(StudyOutcome.Finished, _folder.Execute("study", study, 2, second));
        Assert.Empty(second.Started);

        var third = new SmallStudy.Watcher();
        Assert.Equal(StudyOutcome.Finished, _folder.Execute("study", study, 2, third, retry: true));
        Assert.Equal(["acrobot/fixpo/20001", "acrobot/ppo/20001"], third.Started.Order());
        Assert.Equal(new RunCounts(4, 0, 0, 0), third.Progress!.Total);
        _folder.TrainPlainly("plain", study);
        _folder.RequireEqual("plain", "study", study);
        Assert.Empty(Directory.EnumerateFiles(_folder.Sub("study"), "*.failed.json", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_simulator_that_hangs_costs_its_run_and_no_other()
    {
        using var hang = new ManualResetEventSlim();
        StudyDefinition study = SmallStudy.Read([.. OneSeed, ("\"epochs\": 2", "\"epochs\": 2, \"environment-timeout\": 0.3")]);
        var watcher = new SmallStudy.Watcher();
        Assert.Equal(StudyOutcome.Finished, _folder.Execute("study", study, 1, watcher, new ThreadWorker(options => Breaking(options, after: 40, hang))));
        Assert.Equal(new RunCounts(2, 0, 0, 2), watcher.Progress!.Total);
        hang.Set();
    }

    [Fact]
    public void A_disk_that_cannot_be_written_ends_the_study_and_fails_no_run()
    {
        StudyDefinition study = SmallStudy.Read(OneSeed);
        Directory.CreateDirectory(Path.Combine(_folder.Sub("study"), "runs"));
        // A file where the folder of a task should be.
        File.WriteAllText(Path.Combine(_folder.Sub("study"), "runs", "cartpole"), "");
        Assert.ThrowsAny<RunException>(() => _folder.Execute("study", study));
        Assert.Empty(Directory.EnumerateFiles(_folder.Path, "*.failed.json", SearchOption.AllDirectories));
        File.Delete(Path.Combine(_folder.Sub("study"), "runs", "cartpole"));
        Assert.Equal(StudyOutcome.Finished, _folder.Execute("study", study));
    }

    [Fact]
    public void A_damaged_note_of_a_failure_is_told_as_such()
    {
        StudyDefinition study = SmallStudy.Read(OneSeed);
        _folder.Execute("study", study, 2, worker: new ThreadWorker(options => Breaking(options, after: 200)));
        string file = Directory.EnumerateFiles(_folder.Path, "*.failed.json", SearchOption.AllDirectories).First();
        File.WriteAllText(file, "{\"steps\":\"many\"}");
        Assert.StartsWith($"{file} is damaged", Assert.Throws<StudyException>(() => StudyFiles.ReadFailure(_folder.Sub("study"), RunOf(file))).Message, StringComparison.Ordinal);
    }

    /// <summary>
    /// Ctrl+C reaches all processes of a terminal, also one that was only starting and does not listen yet; 137 is a process that was killed. Where these tests run under
    /// nohup a hang-up does nothing, to their children either: 129 is what one who dies of it leaves.
    /// </summary>
    [Theory]
    [InlineData("kill -INT $$", false, RunEndKind.Stopped)]
    [InlineData("kill -HUP $$; exit 129", false, RunEndKind.Stopped)]
    [InlineData("kill -KILL $$", false, RunEndKind.Failed)]
    [InlineData("kill -KILL $$", true, RunEndKind.Stopped)]
    public void A_process_that_the_terminal_or_the_end_of_the_study_ended_has_not_failed(string ending, bool isStopping, RunEndKind expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        StudyRun run = SmallStudy.Read(OneSeed).Plan(SmallStudy.Find)[0];
        var worker = new ProcessWorker((_, _) => new ProcessStartInfo("/bin/sh", ["-c", ending]));
        Assert.Equal(expected, worker.Train(run, _folder.Sub("run"), 1, new RunGauge(), _ => { }, new CancellationToken(isStopping)).Kind);
    }

    private string RunOf(string file) => Path.GetRelativePath(Path.Combine(_folder.Sub("study"), "runs"), file).Replace('\\', '/').Replace(".failed.json", "", StringComparison.Ordinal);

    /// <summary>Acrobot's simulators break, or hang, after some steps; CartPole's are sound.</summary>
    private static EnvironmentDefinition Breaking(RunOptions options, int after, ManualResetEventSlim? hang = null)
    {
        EnvironmentDefinition sound = SmallStudy.Find(options);
        return sound.Name == "acrobot" ? sound.Wrap(inner => new BreakingEnvironment(inner, after, hang)) : sound;
    }

    private sealed class BreakingEnvironment(IEnvironment inner, int after, ManualResetEventSlim? hang) : EnvironmentWrapper(inner)
    {
        private int _steps;

        public override Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
        {
            if (++_steps > after && hang is null)
                throw new InvalidOperationException("the arm broke");
            if (_steps > after)
                hang!.Wait();
            return base.Step(action, ref random);
        }
    }
}
