using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace Ratchet.Cli.Tests;

/// <summary>What only a process of its own can show: signals, and the environment at start.</summary>
public sealed class ProcessTests
{
    private const int LongSteps = 100_000_000;

    [Theory]
    [InlineData("TERM", 143)]
    [InlineData("INT", 130)]
    public async Task A_signal_ends_the_run_with_a_checkpoint_to_go_on_from(string signal, int exitCode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        using var folder = new TemporaryFolder();
        using Process process = Start([.. Command.ShortTraining(folder.Path, "--json", "--set", "checkpoint-interval=1000000"), "--set", $"steps={LongSteps}"]);
        await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        using (Process kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]))
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(exitCode, process.ExitCode);
        Assert.Equal($"ratchet: stopped; 'ratchet resume {folder.Path}' goes on.\n", error);
        Assert.True(File.Exists(folder.Sub("checkpoint.safetensors")));
        long[] iterations = [.. File.ReadLines(folder.Sub("metrics.jsonl")).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("time/iterations").GetInt64())];
        Assert.Equal(Enumerable.Range(1, iterations.Length).Select(i => (long)i), iterations);
    }

    [Fact]
    public async Task An_unknown_instruction_set_is_one_sentence()
    {
        using var folder = new TemporaryFolder();
        using Process process = Start(Command.ShortTraining(folder.Sub("run")), ("RATCHET_ISA", "1024"));
        string error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, process.ExitCode);
        Assert.StartsWith("ratchet: RATCHET_ISA is '1024'; this processor can run: ", error, StringComparison.Ordinal);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.False(Directory.Exists(folder.Sub("run")));
    }

    [Fact]
    public async Task A_missing_MuJoCo_is_one_sentence()
    {
        using var folder = new TemporaryFolder();
        using Process process = Start(["train", "hopper", "--out", folder.Sub("run")], ("RATCHET_MUJOCO", folder.Sub("no-such-library.so")));
        string error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, process.ExitCode);
        Assert.Contains("MuJoCo", error, StringComparison.Ordinal);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.False(Directory.Exists(folder.Sub("run")));
    }

    private static Process Start(string[] arguments, params (string Name, string Value)[] variables)
    {
        // A shell starts its background jobs with SIGINT ignored, and children inherit that: the tests may be such a job.
        string[] command = [.. OperatingSystem.IsLinux() ? ["env", "--default-signal=INT", "dotnet"] : (string[])["dotnet"], Path.Combine(AppContext.BaseDirectory, "Ratchet.Cli.dll"), .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach ((string name, string value) in variables)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
