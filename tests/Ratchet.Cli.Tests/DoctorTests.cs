using System.Text.Json;
using Xunit;

namespace Ratchet.Cli.Tests;

public sealed class DoctorTests
{
    [Fact]
    public void A_healthy_run_gets_the_note_on_its_speed_and_exit_code_0()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(0, Command.Run(Command.ShortTraining(folder.Sub("run"))).ExitCode);
        Command.Result result = Command.Run("doctor", folder.Sub("run"));
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal($"{folder.Sub("run")}: fixpo on cartpole, seed 1, 256 steps", result.Lines[0]);
        Assert.StartsWith("note (speed): The run does ", result.Lines[1], StringComparison.Ordinal);
        Assert.Equal("Nothing is wrong.", result.Lines[^1]);
    }

    [Fact]
    public void A_fault_has_exit_code_1_and_JSON_has_all_of_it()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(0, Command.Run(Command.ShortTraining(folder.Sub("run"), "--set", "learning-rate=0", "--set", "steps=2048")).ExitCode);
        Command.Result text = Command.Run("doctor", folder.Sub("run"));
        Assert.Equal(1, text.ExitCode);
        Assert.Contains("warning (learning-rate-zero): The learning rate has been 0 since step 64", text.Output, StringComparison.Ordinal);
        Assert.Equal("1 thing is wrong.", text.Lines[^1]);

        Command.Result json = Command.Run("doctor", folder.Sub("run"), "--json");
        Assert.Equal(1, json.ExitCode);
        using JsonDocument document = JsonDocument.Parse(json.Output);
        JsonElement finding = document.RootElement.GetProperty("findings")[0];
        Assert.Equal(("learning-rate-zero", "warning"), (finding.GetProperty("name").GetString(), finding.GetProperty("severity").GetString()));
        JsonElement evidence = Assert.Single(finding.GetProperty("evidence").EnumerateArray());
        Assert.Equal(("train/learning_rate", 0.0, 2048), (evidence.GetProperty("metric").GetString(), evidence.GetProperty("value").GetDouble(), evidence.GetProperty("step").GetInt64()));
    }

    [Fact]
    public void A_folder_without_a_run_is_the_users_error()
    {
        using var folder = new TemporaryFolder();
        Command.Result result = Command.Run("doctor", folder.Path);
        Assert.Equal((2, $"ratchet: '{folder.Path}' holds no run: config.json is missing.\n"), (result.ExitCode, result.Error));
    }

    /// <summary>Its metrics are read line by line and not trusted: a damaged one is named.</summary>
    [Fact]
    public void Damaged_metrics_are_the_users_error()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(0, Command.Run(Command.ShortTraining(folder.Sub("run"))).ExitCode);
        File.AppendAllText(Path.Combine(folder.Sub("run"), "metrics.jsonl"), "{\"event\":\"<script>\"}\n");
        Command.Result result = Command.Run("doctor", folder.Sub("run"));
        Assert.Equal(2, result.ExitCode);
        Assert.Matches("^ratchet: line [0-9]+ of .*metrics.jsonl tells of an unknown event", result.Error);
    }
}
