using Xunit;

namespace Ratchet.Cli.Tests;

/// <summary>Disks that are full, read-only or gone: one sentence, nothing half-written, and the same command goes on once the cause is gone.</summary>
public sealed class DiskFaultTests
{
    // From no room for config.json, over lines of metrics and the first checkpoint (some 16 kB, beside the one before it and the new one), to room for all.
    [Fact]
    public void A_full_disk_is_one_sentence_wherever_it_fills_up_and_costs_nothing()
    {
        using Disk disk = Disk.Mount(2 << 20);
        using var folder = new TemporaryFolder();
        Command.Run(Training(folder.Path));
        byte[] end = File.ReadAllBytes(folder.Sub("checkpoint.safetensors"));
        int failed = 0, finished = 0;
        for (int free = 0; free <= 128 << 10; free += free < 48 << 10 ? 4096 : 16384)
        {
            string run = disk.Sub($"run-{free}");
            Directory.CreateDirectory(run);
            disk.Fill(free);
            Command.Result result = Command.Run(Training(run));
            if (result.ExitCode == 0)
            {
                finished++;
            }
            else
            {
                failed++;
                Assert.Equal(2, result.ExitCode);
                Assert.StartsWith("ratchet: ", result.Error, StringComparison.Ordinal);
                Assert.Contains("No space left on device", result.Error, StringComparison.Ordinal);
                Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
            }

            disk.Empty();
            Assert.Equal(0, Command.Run(Training(run)).ExitCode);
            Assert.Equal(end, File.ReadAllBytes(Path.Combine(run, "checkpoint.safetensors")));
            Assert.Equal(File.ReadLines(folder.Sub("metrics.jsonl")).Count(), File.ReadLines(Path.Combine(run, "metrics.jsonl")).Count());
            Assert.Empty(Directory.GetFiles(run, "*.tmp"));
            Directory.Delete(run, recursive: true);
        }

        Assert.InRange(failed, 5, 100);
        Assert.InRange(finished, 1, 100);
    }

    [Fact]
    public void A_read_only_folder_is_one_sentence_is_still_evaluated_and_goes_on_when_it_can_be_written()
    {
        using Disk disk = Disk.Mount(2 << 20);
        using var folder = new TemporaryFolder();
        Command.Run(Training(folder.Path));
        byte[] end = File.ReadAllBytes(folder.Sub("checkpoint.safetensors"));
        string run = disk.Sub("run"), finished = disk.Sub("finished");
        Command.Run(Training(finished));
        CopyPart(folder.Path, run);

        disk.MakeReadOnly();
        foreach (string[] arguments in (string[][])[Training(run), ["resume", run], Training(disk.Sub("new")), ["train", "cartpole", "--out", Path.Combine(run, "within")]])
        {
            Command.Result result = Command.Run(arguments);
            Assert.Equal(2, result.ExitCode);
            Assert.StartsWith("ratchet: cannot write to the folder '", result.Error, StringComparison.Ordinal);
            Assert.Contains("Read-only file system", result.Error, StringComparison.Ordinal);
        }

        Assert.Equal(0, Command.Run("evaluate", finished, "--episodes", "1").ExitCode);
        disk.MakeWritable();
        Assert.Equal(0, Command.Run(Training(run)).ExitCode);
        Assert.Equal(end, File.ReadAllBytes(Path.Combine(run, "checkpoint.safetensors")));
    }

    [Fact]
    public void A_folder_without_permission_is_one_sentence()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "Root may write where permissions forbid it.");
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.Sub("closed"));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder.Sub("closed"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        foreach (string run in (string[])[folder.Sub("closed"), folder.Sub("closed/run")])
        {
            Command.Result result = Command.Run(Training(run));
            Assert.Equal(2, result.ExitCode);
            Assert.StartsWith("ratchet: cannot write to the folder '", result.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_folder_that_is_removed_under_a_run_ends_it_with_one_sentence_and_the_run_begins_anew()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows keeps a folder whose files are open.");
        using var folder = new TemporaryFolder();
        string[] training = Training(folder.Sub("run"));
        string[] endless = [.. training];
        endless[Array.IndexOf(endless, "512")] = "51200000";
        using RatchetProcess process = RatchetProcess.Start([.. endless, "--json"]);
        await process.ReadLine();
        // The run may put a file into the folder while it is emptied.
        Directory.Move(folder.Sub("run"), folder.Sub("moved"));
        Command.Result result = await process.End();
        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("ratchet: ", result.Error, StringComparison.Ordinal);
        Assert.Contains(folder.Sub("run"), result.Error, StringComparison.Ordinal);
        Assert.Equal(1, result.Error.Count(character => character == '\n'));
        Assert.False(Directory.Exists(folder.Sub("run")));
        Assert.Equal(0, Command.Run(training).ExitCode);
    }

    private static string[] Training(string folder) =>
    [
        "train", "cartpole", "--rule", "ppo", "--steps", "512", "--set", "environments=4", "--set", "horizon=16", "--set", "minibatch=32", "--set", "hidden=8",
        "--set", "checkpoint-interval=0", "--threads", "1", "--out", folder,
    ];

    /// <summary>A run as it was before its last checkpoint.</summary>
    private static void CopyPart(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string name in (string[])["config.json", "metrics.jsonl", "checkpoint.previous.safetensors"])
            File.Copy(Path.Combine(from, name), Path.Combine(to, name));
        File.WriteAllText(Path.Combine(to, ".lock"), "");
    }
}
