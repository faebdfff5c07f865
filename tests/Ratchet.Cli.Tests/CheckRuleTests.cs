using System.Text.Json;
using Ratchet.Training;
using Xunit;

namespace Ratchet.Cli.Tests;

/// <summary>The command <c>check-rule</c>.</summary>
public sealed class CheckRuleTests
{
    [Fact]
    public void Every_rule_is_described_with_exit_code_0()
    {
        foreach ((string rule, _) in Rules.All)
        {
            Command.Result result = Command.Run("check-rule", rule);
            Assert.Equal((0, ""), (result.ExitCode, result.Error));
            Assert.StartsWith($"{rule}: surrogate ", result.Output, StringComparison.Ordinal);
            Assert.Contains("promised", result.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_drift_of_one_rule_in_the_region_of_another_is_told_in_json()
    {
        Command.Result result = Command.Run("check-rule", "dpo", "--set", "neighbourhood=max-kl", "--set", "epsilon-kl=0.3", "--json");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        JsonElement report = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal("mirror-learning", report.GetProperty("class").GetString());
        Assert.Equal(("dpo", "max-kl"), (report.GetProperty("parts").GetProperty("drift").GetString(), report.GetProperty("parts").GetProperty("neighbourhood").GetString()));
        Assert.Equal("KL(old‖new) ≤ 0.3 at every state of the batch", Assert.Single(report.GetProperty("promises").EnumerateArray()).GetString());
        Assert.Empty(report.GetProperty("refusals").EnumerateArray());
    }

    [Fact]
    public void What_a_training_refuses_is_told_all_at_once_with_exit_code_1()
    {
        Command.Result result = Command.Run("check-rule", "trpo", "--set", "drift=ppo", "--set", "shared=true");
        Assert.Equal((1, ""), (result.ExitCode, result.Error));
        Assert.Equal(2, result.Lines.Count(line => line.StartsWith("error: ", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_an_environment_s_actions_do_not_allow_is_told_for_that_environment()
    {
        string[] command = ["check-rule", "trpo", "--set", "distribution=beta"];
        Assert.Equal(0, Command.Run(command).ExitCode);
        Command.Result result = Command.Run([.. command, "--environment", "pendulum"]);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("distribution Beta has no product with its Fisher information", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unknown rule 'trop'; did you mean 'trpo'?", "trop")]
    [InlineData("unknown key 'neighborhood'; did you mean 'neighbourhood'?", "ppo", "--set", "neighborhood=max-kl")]
    [InlineData("solver is 'adam'; it must be one of epochs", "ppo", "--set", "solver=adam")]
    [InlineData("clip-range belongs to rules with drift=ppo or dual-clip", "dpo", "--set", "clip-range=0.1")]
    [InlineData("'check-rule' needs <rule>")]
    public void What_can_not_be_read_is_said_in_one_sentence(string expected, params string[] arguments)
    {
        Command.Result result = Command.Run(["check-rule", .. arguments]);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains(expected, Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_that_is_hardly_meant_begins_with_a_warning()
    {
        using var folder = new TemporaryFolder();
        Command.Result result = Command.Run(Command.ShortTraining(folder.Path, "--rule", "ppo", "--drift", "none"));
        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("ratchet: warning: solver is epochs", Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }
}
