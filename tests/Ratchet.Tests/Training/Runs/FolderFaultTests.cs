using Ratchet.Environments;
using Ratchet.Storage;
using Ratchet.Training;
using Ratchet.Training.Runs;
using Xunit;

namespace Ratchet.Tests.Training.Runs;

/// <summary>Files of a run's folder that are gone, edited, or something else.</summary>
public sealed class FolderFaultTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Run => _folder.Sub("run");

    private string Metrics => Path.Combine(Run, "metrics.jsonl");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(".lock")]
    [InlineData("config.json")]
    [InlineData("metrics.jsonl")]
    [InlineData("checkpoint.safetensors")]
    [InlineData("checkpoint.previous.safetensors")]
    public void A_folder_in_the_place_of_a_file_is_one_sentence(string name)
    {
        SmallRun.Train(Run, stopAfter: 3);
        string file = Path.Combine(Run, name), aside = _folder.Sub("aside");
        File.Move(file, aside);
        Directory.CreateDirectory(file);
        Assert.StartsWith($"{file} is a folder, where a run has a file", Assert.Throws<RunException>(() => SmallRun.Train(Run)).Message, StringComparison.Ordinal);
        if (name is "config.json" or "checkpoint.safetensors")
            Assert.StartsWith($"{file} is a folder", Assert.Throws<RunException>(() => RunFolder.ReadCheckpoint(Run)).Message, StringComparison.Ordinal);

        Directory.Delete(file);
        File.Move(aside, file);
        SmallRun.Train(Run);
        Assert.Equal(SmallRun.Iterations + 1, File.ReadLines(Metrics).Count());
    }

    [Theory]
    [InlineData("no JSON", "line 2 of ")]
    [InlineData("[1]", "line 2 of ")]
    [InlineData("", "line 2 of ")]
    public void A_line_of_metrics_that_was_edited_is_named(string line, string message)
    {
        SmallRun.Train(Run, stopAfter: 3);
        string[] lines = File.ReadAllLines(Metrics);
        File.WriteAllLines(Metrics, [lines[0], line, lines[2]]);
        string error = Assert.Throws<RunException>(() => SmallRun.Train(Run)).Message;
        Assert.Contains(message + Metrics, error, StringComparison.Ordinal);

        File.WriteAllLines(Metrics, lines);
        SmallRun.Train(Run);
        Assert.Equal(SmallRun.Iterations + 1, File.ReadLines(Metrics).Count());
    }

    [Fact]
    public void Metrics_that_lost_lines_are_an_error_and_stay_as_they_are()
    {
        SmallRun.Train(Run, stopAfter: 3);
        string[] lines = File.ReadAllLines(Metrics);
        File.WriteAllLines(Metrics, lines[..2]);
        string error = Assert.Throws<RunException>(() => SmallRun.Train(Run)).Message;
        Assert.Contains("has 2 whole lines; the checkpoint was taken after line 3", error, StringComparison.Ordinal);
        Assert.Equal(lines[..2], File.ReadAllLines(Metrics));
    }

    [Fact]
    public void A_checkpoint_without_the_rest_of_its_run_is_an_error()
    {
        SmallRun.Train(Run, stopAfter: 3);
        File.Delete(Path.Combine(Run, "config.json"));
        Assert.Contains("without a config.json: choose another folder, or remove that file.", Assert.Throws<RunException>(() => SmallRun.Train(Run)).Message, StringComparison.Ordinal);
        Assert.Contains("holds no run: config.json is missing.", Assert.Throws<RunException>(() => RunFolder.ReadCheckpoint(Run)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_finished_run_stays_finished_without_its_checkpoints()
    {
        SmallRun.Train(Run);
        File.Delete(SmallRun.Checkpoint(Run));
        File.Delete(SmallRun.Previous(Run));
        using var run = new TrainingRun(Run, SmallRun.Options, EnvironmentRegistry.BuiltIn.Find("cartpole"), threads: 1);
        Assert.Equal(RunOutcome.WasFinished, run.Execute(new StoppingObserver(), default));
    }

    [Fact]
    public void A_setting_without_a_value_is_called_none()
    {
        SmallRun.Train(Run, stopAfter: 3);
        string error = Assert.Throws<RunException>(() => SmallRun.Train(Run, options: Settings.Apply(SmallRun.Options, "wrap=frame-stack=2"))).Message;
        Assert.Contains("holds a run with wrap none; this command asks for frame-stack=2:", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Checkpoints_that_are_gone_begin_the_run_anew()
    {
        SmallRun.Train(Run, stopAfter: 3);
        File.Delete(SmallRun.Checkpoint(Run));
        File.Delete(SmallRun.Previous(Run));
        SmallRun.Train(Run);
        Assert.Equal(SmallRun.Iterations + 1, File.ReadLines(Metrics).Count());
    }

    [Fact]
    public void A_file_that_a_killed_process_left_half_written_is_replaced()
    {
        SmallRun.Train(Run, stopAfter: 3);
        File.WriteAllText(SmallRun.Checkpoint(Run) + ".tmp", "half of a che");
        SmallRun.Train(Run);
        Assert.Empty(Directory.GetFiles(Run, "*.tmp"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_folder_that_was_removed_or_replaced_under_a_run_is_not_written_into(bool replaced)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows keeps a folder whose files are open.");
        using RunFolder folder = RunFolder.Open(Run, SmallRun.Options, threads: 1);
        Directory.Delete(Run, recursive: true);
        using RunFolder? other = replaced ? RunFolder.Open(Run, SmallRun.Options, threads: 1) : null;
        string error = Assert.Throws<RunException>(() => folder.WriteCheckpoint(new Snapshot())).Message;
        Assert.Contains("was removed or replaced while the run worked in it", error, StringComparison.Ordinal);
        Assert.False(File.Exists(SmallRun.Checkpoint(Run)));
    }
}
