using System.Text.Json;
using Xunit;

namespace Ratchet.Cli.Tests;

/// <summary>What only a process of its own can show: signals, the environment at start, and where its output goes.</summary>
public sealed class ProcessTests
{
    private const int LongSteps = 100_000_000;

    [Theory]
    [InlineData("TERM", 143)]
    [InlineData("INT", 130)]
    [InlineData("HUP", 129)]
    public async Task A_signal_ends_the_run_with_a_checkpoint_to_go_on_from(string signal, int exitCode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        using var folder = new TemporaryFolder();
        using RatchetProcess process = RatchetProcess.Start(LongTraining(folder.Path));
        await process.ReadLine();
        await process.Signal(signal);
        Command.Result result = await process.End();

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Equal($"ratchet: stopped; 'ratchet resume {folder.Path}' goes on.\n", result.Error);
        Assert.True(File.Exists(folder.Sub("checkpoint.safetensors")));
        long[] iterations = [.. File.ReadLines(folder.Sub("metrics.jsonl")).Select(line => JsonDocument.Parse(line).RootElement).Where(IsIteration).Select(IterationOf)];
        Assert.Equal(Enumerable.Range(1, iterations.Length).Select(i => (long)i), iterations);
    }

    // The first iteration's line is printed before the evaluation that follows it: 2 × 1000 episodes of 200 steps, which take longer than the signal.
    [Fact]
    public async Task A_signal_during_an_evaluation_point_keeps_the_point_and_the_run_goes_on_behind_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        using var folder = new TemporaryFolder();
        string[] arguments =
        [
            "train", "pendulum", "--rule", "ppo", "--steps", "128", "--set", "environments=4", "--set", "horizon=16", "--set", "minibatch=32", "--set", "hidden=8",
            "--set", "evaluation-interval=64", "--set", "evaluation-episodes=1000", "--json", "--threads", "1", "--out",
        ];
        using RatchetProcess process = RatchetProcess.Start([.. arguments, folder.Sub("a")]);
        await process.ReadLine();
        await process.Signal("TERM");
        Assert.Equal(143, (await process.End()).ExitCode);
        Assert.Equal(2, File.ReadLines(folder.Sub("a/metrics.jsonl")).Count());
        Assert.Contains("\"event\":\"evaluation\"", File.ReadLines(folder.Sub("a/metrics.jsonl")).Last(), StringComparison.Ordinal);

        Assert.Equal(0, Command.Run("resume", folder.Sub("a")).ExitCode);
        Assert.Equal(0, Command.Run([.. arguments, folder.Sub("b")]).ExitCode);
        Assert.Equal(File.ReadAllBytes(folder.Sub("b/checkpoint.safetensors")), File.ReadAllBytes(folder.Sub("a/checkpoint.safetensors")));
    }

    // The plain view's first line comes before the first iteration, which takes 4 × 100,000 steps.
    [Fact]
    public async Task A_signal_during_the_first_iteration_waits_for_its_end()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        using var folder = new TemporaryFolder();
        using RatchetProcess process = RatchetProcess.Start(FirstIteration(folder.Path, horizon: 100_000));
        await process.ReadLine();
        await process.Signal("INT");
        Assert.Equal(130, (await process.End()).ExitCode);
        Assert.Equal(1, IterationOf(JsonDocument.Parse(Assert.Single(File.ReadLines(folder.Sub("metrics.jsonl")))).RootElement));
        Assert.True(File.Exists(folder.Sub("checkpoint.safetensors")));
    }

    // A thousand epochs over 4 × 100,000 steps take minutes, for which the test does not wait.
    [Theory]
    [InlineData("TERM", 143)]
    [InlineData("INT", 130)]
    public async Task A_second_signal_ends_the_process_at_once_and_the_run_goes_on_from_its_last_checkpoint(string signal, int exitCode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        using var folder = new TemporaryFolder();
        using RatchetProcess process = RatchetProcess.Start([.. FirstIteration(folder.Path, horizon: 100_000), "--set", "epochs=1000"]);
        await process.ReadLine();
        await process.Signal(signal);
        await Task.Delay(300, TestContext.Current.CancellationToken);
        Assert.False(process.HasExited, process.HasExited ? $"{await process.End()}" : "");
        await process.Signal(signal);
        Assert.Equal(exitCode, (await process.End()).ExitCode);
        Assert.Equal("", File.ReadAllText(folder.Sub("metrics.jsonl")));
        Assert.Empty(Directory.GetFiles(folder.Path, "checkpoint*"));
    }

    [Fact]
    public async Task An_unknown_instruction_set_is_one_sentence()
    {
        using var folder = new TemporaryFolder();
        using RatchetProcess process = RatchetProcess.Start(Command.ShortTraining(folder.Sub("run")), ("RATCHET_ISA", "1024"));
        Command.Result result = await process.End();
        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("ratchet: RATCHET_ISA is '1024'; this processor can run: ", result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.False(Directory.Exists(folder.Sub("run")));
    }

    [Fact]
    public async Task A_missing_MuJoCo_is_one_sentence()
    {
        using var folder = new TemporaryFolder();
        using RatchetProcess process = RatchetProcess.Start(["train", "hopper", "--out", folder.Sub("run")], ("RATCHET_MUJOCO", folder.Sub("no-such-library.so")));
        Command.Result result = await process.End();
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("MuJoCo", result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.False(Directory.Exists(folder.Sub("run")));
    }

    [Theory]
    [InlineData("ratchet $TRAIN --json | head -1; exit ${PIPESTATUS[0]}", "")]
    [InlineData("ratchet $TRAIN --json >/dev/full", "ratchet: warning: nothing more can be printed (No space left on device")]
    [InlineData("ratchet $TRAIN >/dev/full", "ratchet: warning: nothing more can be printed (No space left on device")]
    [InlineData("ratchet $TRAIN --json >/dev/full 2>/dev/full", "")]
    public async Task A_run_whose_output_nobody_takes_goes_on_to_its_end(string script, string error)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/dev/full is of Linux.");
        using var folder = new TemporaryFolder();
        Command.Run(Command.ShortTraining(folder.Sub("told")));
        using RatchetProcess process = RatchetProcess.StartScript(script.Replace("$TRAIN", string.Join(' ', Command.ShortTraining(folder.Sub("run"))), StringComparison.Ordinal));
        Command.Result result = await process.End();
        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith(error, result.Error, StringComparison.Ordinal);
        Assert.InRange(result.Error.Count(character => character == '\n'), 0, 1);
        Assert.Equal(File.ReadAllBytes(folder.Sub("told/checkpoint.safetensors")), File.ReadAllBytes(folder.Sub("run/checkpoint.safetensors")));
    }

    [Theory]
    [InlineData("ratchet list >/dev/full", "ratchet: No space left on device")]
    [InlineData("ratchet lisst 2>/dev/full", "")]
    [InlineData("ratchet step cartpole </dev/null", "ratchet: the input is empty")]
    public async Task Another_command_without_its_input_or_output_is_one_sentence(string script, string error)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/dev/full is of Linux.");
        using RatchetProcess process = RatchetProcess.StartScript(script);
        Command.Result result = await process.End();
        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith(error, result.Error, StringComparison.Ordinal);
        Assert.InRange(result.Error.Count(character => character == '\n'), 0, 1);
    }

    private static string[] LongTraining(string folder) =>
        [.. Command.ShortTraining(folder, "--json", "--set", "checkpoint-interval=1000000"), "--set", $"steps={LongSteps}"];

    private static string[] FirstIteration(string folder, int horizon) =>
        ["train", "cartpole", "--rule", "ppo", "--steps", $"{LongSteps}", "--set", "environments=4", "--set", $"horizon={horizon}", "--set", "hidden=8", "--threads", "1", "--out", folder];

    private static bool IsIteration(JsonElement line) => !line.TryGetProperty("event", out _);

    private static long IterationOf(JsonElement line) => line.EnumerateObject().First().Value.GetInt64();
}
