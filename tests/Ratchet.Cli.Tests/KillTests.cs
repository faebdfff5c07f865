using System.Diagnostics;
using Ratchet.Training;
using Ratchet.Training.Runs;
using Xunit;

namespace Ratchet.Cli.Tests;

/// <summary>SIGKILL, for which no program can prepare.</summary>
public sealed class KillTests
{
    private const int Kills = 10;

    // A checkpoint of half a megabyte after every iteration: most of the time is spent writing.
    [Fact]
    public async Task Killed_while_it_writes_checkpoints_a_run_keeps_a_whole_one_and_ends_with_the_same_bits()
    {
        using var folder = new TemporaryFolder();
        string[] training =
        [
            "train", "cartpole", "--rule", "ppo", "--steps", "51200", "--set", "environments=4", "--set", "horizon=16", "--set", "minibatch=64", "--set", "epochs=2",
            "--set", "hidden=128,128", "--set", "checkpoint-interval=0", "--threads", "1", "--json", "--out",
        ];
        string run = folder.Sub("run"), beside = Path.Combine(run, "checkpoint.safetensors.tmp");
        int leftHalf = 0;
        for (int kill = 0; kill < Kills; kill++)
        {
            DateTime before = File.GetLastWriteTimeUtc(beside);
            using (RatchetProcess process = RatchetProcess.Start([.. training, run]))
            {
                // A line is printed before the checkpoint of its iteration is written.
                for (int line = 0; line <= kill % 4; line++)
                    await process.ReadLine();
                while ((!File.Exists(beside) || File.GetLastWriteTimeUtc(beside) == before) && !process.HasExited)
                    Thread.SpinWait(10);
                // From the file's first byte to some milliseconds later, when it is being flushed, renamed, or the next one written.
                long end = Stopwatch.GetTimestamp() + kill * Stopwatch.Frequency / 2_000;
                while (Stopwatch.GetTimestamp() < end)
                    Thread.SpinWait(10);
                if (!process.Kill())
                    Assert.Fail($"The run ended before it was killed: {await process.End()}");
            }

            leftHalf += File.Exists(beside) ? 1 : 0;
            RunFolder.ReadCheckpoint(run);
        }

        Assert.InRange(leftHalf, 1, Kills); // Else no kill fell into a write.
        Assert.Equal(0, Command.Run([.. training, run]).ExitCode);
        Assert.Empty(Directory.GetFiles(run, "*.tmp"));
        Assert.Equal(0, Command.Run([.. training, folder.Sub("whole")]).ExitCode);
        Assert.Equal(File.ReadAllBytes(folder.Sub("whole/checkpoint.safetensors")), File.ReadAllBytes(folder.Sub("run/checkpoint.safetensors")));
        Assert.Equal(File.ReadLines(folder.Sub("whole/metrics.jsonl")).Count(), File.ReadLines(folder.Sub("run/metrics.jsonl")).Count());
    }

    [Fact]
    public async Task The_lock_of_a_run_ends_with_the_process_that_was_killed()
    {
        using var folder = new TemporaryFolder();
        string[] training = Command.ShortTraining(folder.Path, "--json", "--set", "checkpoint-interval=0", "--rule", "ppo");
        training[Array.IndexOf(training, "256")] = "12800000";
        using RatchetProcess process = RatchetProcess.Start(training);
        await process.ReadLine();
        await process.ReadLine();
        Command.Result second = Command.Run(training);
        Assert.Equal(2, second.ExitCode);
        Assert.Equal($"ratchet: another process is working on the run in '{folder.Path}'.\n", second.Error);
        Assert.True(process.Kill());

        using RatchetProcess third = RatchetProcess.Start("resume", folder.Path, "--json");
        Assert.NotNull(await third.ReadLine());
    }
}
