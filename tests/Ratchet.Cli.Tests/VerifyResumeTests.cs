using System.Diagnostics;
using System.Text.Json;
using Ratchet.Cli.Torture;
using Ratchet.Interchange.TensorBoard;
using Ratchet.MuJoCo;
using Ratchet.Numerics;
using Xunit;

namespace Ratchet.Cli.Tests;

/// <summary>Trainings that are really killed, and the comparison that judges them.</summary>
public sealed class VerifyResumeTests
{
    [Theory]
    [InlineData("cartpole", "fixpo,a2c")]
    [InlineData("hopper", "trpo")]
    public async Task Trainings_that_are_killed_end_as_those_that_are_not(string environment, string rules)
    {
        Assert.SkipWhen(environment == "hopper" && !MuJoCoLibrary.IsAvailable, MuJoCoLibrary.Problem ?? "");
        using var folder = new TemporaryFolder();
        (int exitCode, string output, string error) = await Run(
            "verify-resume", environment, "--rule", rules, "--kills", "4", "--threads", "2", "--seed", "3", "--set", "steps=2000", "--out", folder.Path, "--json");
        Assert.Equal((0, ""), (exitCode, error));
        JsonElement[] lines = [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(rules.Split(','), lines[..^1].Select(line => line.GetProperty("rule").GetString()));
        Assert.All(lines[..^1], line => Assert.True(line.GetProperty("equal").GetBoolean()));
        Assert.Equal((4, 0), (lines[^1].GetProperty("kills").GetInt32(), lines[^1].GetProperty("different").GetInt32()));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_difference_is_found_in_each_file()
    {
        using var folder = new TemporaryFolder();
        string one = folder.Sub("one"), other = folder.Sub("other");
        foreach (string path in (string[])[one, other])
        {
            Assert.Equal(0, Command.Run(Command.ShortTraining(path)).ExitCode);
            Assert.Null(RunComparison.Difference(one, one));
        }

        Assert.Null(RunComparison.Difference(one, other));
        string curves = Path.Combine(other, TensorBoardEvents.FileName);
        byte[] events = File.ReadAllBytes(curves);
        File.WriteAllBytes(curves, events[..^1]); // its last event is cut off
        Assert.StartsWith($"{TensorBoardEvents.FileName} has ", RunComparison.Difference(one, other), StringComparison.Ordinal);
        File.WriteAllBytes(curves, events);

        string metrics = Path.Combine(other, "metrics.jsonl"), checkpoint = Path.Combine(other, "checkpoint.safetensors");
        string[] lines = File.ReadAllLines(metrics);
        byte[] bytes = File.ReadAllBytes(checkpoint);

        bytes[^1] ^= 1;
        File.WriteAllBytes(checkpoint, bytes);
        Assert.Contains($"checkpoint.safetensors differs from byte {bytes.Length - 1} on", RunComparison.Difference(one, other), StringComparison.Ordinal);

        File.WriteAllLines(metrics, [.. lines[..2], lines[1], .. lines[2..]]);
        Assert.StartsWith("line 3 of metrics.jsonl: ", RunComparison.Difference(one, other), StringComparison.Ordinal);
        File.WriteAllLines(metrics, lines[..^1]);
        Assert.Equal($"metrics.jsonl has {lines.Length - 1} lines instead of {lines.Length}", RunComparison.Difference(one, other));
    }

    // Four equal chances: a start, a checkpoint, and two for an iteration, which is a rollout and an update.
    [Fact]
    public void Kills_fall_into_every_phase()
    {
        const int Draws = 4000;
        var random = new RandomStream(1, StreamPurpose.User);
        KillMoment[] moments = [.. Enumerable.Range(0, Draws).Select(_ => KillMoment.Draw(ref random, 5))];
        Assert.All(moments, moment => Assert.InRange(moment.Lines, moment.Phase == KillPhase.StartUp ? 0 : 1, moment.Phase == KillPhase.StartUp ? 0 : 5));
        foreach ((KillPhase phase, double share) in ((KillPhase, double)[])[(KillPhase.StartUp, 0.25), (KillPhase.Iteration, 0.5), (KillPhase.Checkpoint, 0.25)])
            Assert.InRange(moments.Count(moment => moment.Phase == phase), (share - 0.04) * Draws, (share + 0.04) * Draws);
        Assert.InRange(moments.Average(moment => moment.Share), 0.47, 0.53);
    }

    [Theory]
    [InlineData("verify-resume cartpole --rule fixpoo", "did you mean 'fixpo'")]
    [InlineData("verify-resume cartpool", "did you mean 'cartpole'")]
    [InlineData("verify-resume cartpole --kills 0", "kills is '0'; it must be a whole number between 1 and 100000.")]
    [InlineData("verify-resume cartpole --rule kl-projection", "Gaussian")]
    public void What_cannot_be_tried_is_one_sentence(string arguments, string message)
    {
        Command.Result result = Command.Run(arguments.Split(' '));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static async Task<(int ExitCode, string Output, string Error)> Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Ratchet.Cli.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, error);
    }
}
