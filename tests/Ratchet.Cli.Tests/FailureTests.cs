using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace Ratchet.Cli.Tests;

/// <summary>Runs whose numbers or simulators fail, through the command.</summary>
public sealed class FailureTests
{
    /// <summary>Descent with steps of 1 and nothing that holds the value: it overflows within the first iteration.</summary>
    private static string[] Exploding(string folder) =>
    [
        "train", "pendulum", "--rule", "ppo", "--set", "optimizer=sgd", "--set", "learning-rate=1", "--set", "max-gradient-norm=0", "--set", "value-coefficient=100",
        "--set", "activation=relu", "--set", "environments=4", "--set", "horizon=64", "--set", "minibatch=64", "--set", "hidden=64", "--out", folder,
    ];

    [Fact]
    public void A_run_that_overflows_says_where_and_its_dump_says_the_same()
    {
        using var folder = new TemporaryFolder();
        string run = folder.Sub("run"), dump = Path.Combine(run, "failure.safetensors");
        Command.Result failed = Command.Run(Exploding(run));
        Assert.Equal(2, failed.ExitCode);
        Assert.Matches(@"^ratchet: iteration 1: .* is (-?Infinity|NaN) \(.*\); the run stops\. It has no checkpoint yet; 'ratchet replay .*failure\.safetensors' runs the step again\.\n$", failed.Error);

        Command.Result replay = Command.Run("replay", dump, "--threads", "2");
        Assert.Equal(1, replay.ExitCode);
        Assert.Contains("the replay  the same, bit by bit", replay.Output, StringComparison.Ordinal);
        string first = Assert.Single(replay.Lines, line => line.StartsWith("first       ", StringComparison.Ordinal))["first       ".Length..];
        Assert.Contains($"iteration 1: {first} (", failed.Error, StringComparison.Ordinal);

        using JsonDocument json = JsonDocument.Parse(Command.Run("replay", dump, "--json").Output);
        Assert.Equal(first, json.RootElement.GetProperty("first").GetProperty("text").GetString());
        Assert.True(json.RootElement.GetProperty("same_bits").GetBoolean());

        // Nothing stands in the way of the same command, which comes to the same end.
        Assert.Equal(failed.Error, Command.Run(Exploding(run)).Error);
    }

    [Fact]
    public void A_full_disk_does_not_hide_why_a_run_failed()
    {
        using Disk disk = Disk.Mount(1 << 20);
        string run = disk.Sub("run");
        Directory.CreateDirectory(run);
        disk.Fill(free: 24 << 10);
        Command.Result failed = Command.Run(Exploding(run));
        Assert.Equal(2, failed.ExitCode);
        Assert.StartsWith("ratchet: iteration 1: ", failed.Error, StringComparison.Ordinal);
        Assert.Contains("the step could not be kept in ", failed.Error, StringComparison.Ordinal);
        Assert.Contains("No space left on device", failed.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(run, "failure*"));
        disk.Empty();
        Assert.Contains("'ratchet replay ", Command.Run(Exploding(run)).Error, StringComparison.Ordinal);
        Assert.Equal(1, Command.Run("replay", Path.Combine(run, "failure.safetensors")).ExitCode);
    }

    [Fact]
    public void What_is_no_dump_is_one_sentence()
    {
        using var folder = new TemporaryFolder();
        Command.Run(Command.ShortTraining(folder.Path));
        string checkpoint = folder.Sub("checkpoint.safetensors");
        Command.Result result = Command.Run("replay", checkpoint);
        Assert.Equal(2, result.ExitCode);
        Assert.Equal($"ratchet: {checkpoint} is no dump of a failed step: such a file is the failure.safetensors of a run's folder.\n", result.Error);
        Assert.Equal(2, Command.Run("replay", folder.Sub("nothing")).ExitCode);
    }

    // 4 environments of 16 steps: step 200 is in the fourth iteration, after the checkpoint of the third.
    [Fact]
    public async Task A_simulator_that_hangs_ends_the_process_with_its_name_and_the_run_goes_on_afterwards()
    {
        using var folder = new TemporaryFolder();
        string run = folder.Sub("run"), whole = folder.Sub("whole");
        string[] settings = ["--set", "checkpoint-interval=0", "--set", "environment-timeout=0.5"];
        Assert.Equal(0, Command.Run([.. Command.ShortTraining(whole), .. settings]).ExitCode);
        Directory.CreateDirectory(run);
        File.Copy(Path.Combine(whole, "config.json"), Path.Combine(run, "config.json"));

        var start = new ProcessStartInfo("dotnet", [typeof(HangingHost).Assembly.Location]) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment[HangingHost.Variable] = run;
        using Process process = Process.Start(start)!;
        string error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, process.ExitCode);
        Assert.Matches(
            @"^ratchet: environment 'cartpole' \(instance \d, step \d+\) has not returned within 0\.5 s, which is the limit \(environment-timeout\); the process ends, the run's last checkpoint is good\.\n$", error);

        Assert.Equal(0, Command.Run("resume", run).ExitCode);
        Assert.Equal(File.ReadAllBytes(Path.Combine(whole, "checkpoint.safetensors")), File.ReadAllBytes(Path.Combine(run, "checkpoint.safetensors")));
    }
}
