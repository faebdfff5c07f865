using System.Text.Json;
using Xunit;

namespace Ratchet.Cli.Tests;

/// <summary>The command <c>check-drift</c>.</summary>
public sealed class CheckDriftTests
{
    [Theory]
    [InlineData("ppo")]
    [InlineData("dpo")]
    [InlineData("relu((r-1)*A - 2*tanh((r-1)*A/2))")]
    public void A_drift_passes_with_exit_code_0(string drift)
    {
        Command.Result result = Command.Run("check-drift", drift);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("a drift of mirror learning", result.Output, StringComparison.Ordinal);
        Assert.Contains("flat for A > 0: r in [0, ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Dual_clip_fails_with_exit_code_1_and_its_place()
    {
        Command.Result result = Command.Run("check-drift", "dual-clip", "--json");
        Assert.Equal((1, ""), (result.ExitCode, result.Error));
        JsonElement report = JsonDocument.Parse(result.Output).RootElement, violation = report.GetProperty("violations").EnumerateArray().Single();
        Assert.False(report.GetProperty("sound").GetBoolean());
        Assert.Equal("non-negative", violation.GetProperty("condition").GetString());
        Assert.InRange(violation.GetProperty("nearest_ratio").GetDouble(), 3, 3.05);
        Assert.True(violation.GetProperty("value").GetDouble() < -9000);
    }

    [Fact]
    public void The_flat_interval_of_ppo_is_told_as_numbers()
    {
        JsonElement report = JsonDocument.Parse(Command.Run("check-drift", "ppo", "--json").Output).RootElement;
        Assert.Equal(1.2, report.GetProperty("flat_for_positive_advantage").GetProperty("high").GetDouble(), 5);
        Assert.Equal(0.2, report.GetProperty("flat_for_negative_advantage").GetProperty("radius").GetDouble(), 5);
        Assert.Equal(JsonValueKind.Null, report.GetProperty("flat_for_negative_advantage").GetProperty("high").ValueKind);
    }

    [Theory]
    [InlineData("relu(r", "column 7: expected ')'")]
    [InlineData("trpo", "unknown name 'trpo'")]
    public void What_can_not_be_read_is_said_in_one_sentence(string drift, string expected)
    {
        Command.Result result = Command.Run("check-drift", drift);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains(expected, Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_trains_with_a_formula_and_keeps_it()
    {
        const string formula = "relu((r-1)*A - 2*tanh((r-1)*A/2))";
        using var folder = new TemporaryFolder();
        Command.Result result = Command.Run(Command.ShortTraining(folder.Path, "--drift", formula));
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        using JsonDocument configuration = JsonDocument.Parse(File.ReadAllBytes(folder.Sub("config.json")));
        Assert.Contains(formula, configuration.RootElement.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, Command.Run("resume", folder.Path).ExitCode);
    }

    [Theory]
    [InlineData("is no drift of mirror learning", "--drift", "(r-1)*A")]
    [InlineData("column 7", "--drift", "r ^ 2 2")]
    public void A_run_refuses_what_is_no_drift(string expected, params string[] options)
    {
        using var folder = new TemporaryFolder();
        Command.Result result = Command.Run(Command.ShortTraining(folder.Path, options));
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }
}
