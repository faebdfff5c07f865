using System.Text.Json;
using Xunit;

namespace Ratchet.Cli.Tests;

/// <summary><c>ratchet compare</c>, on trainings of a fraction of a second.</summary>
public sealed class CompareTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Prints_a_table_with_its_stamp_and_says_that_few_seeds_claim_nothing()
    {
        TrainTwo();
        Command.Result result = Command.Run("compare", _folder.Path);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("256 steps; 1 seed a cell (tuning seeds 1)", result.Lines[0], StringComparison.Ordinal);
        Assert.Contains("no claim", result.Lines[0], StringComparison.Ordinal);
        Assert.Contains(result.Lines, line => line.StartsWith("Scores", StringComparison.Ordinal) && line.Contains("dpo", StringComparison.Ordinal) && line.Contains("ppo", StringComparison.Ordinal));
        Assert.Contains(result.Lines, line => line.StartsWith("  cartpole", StringComparison.Ordinal));
    }

    [Fact]
    public void Json_is_one_object_with_the_scores_of_the_runs()
    {
        TrainTwo();
        Command.Result result = Command.Run("compare", _folder.Path, "--json", "--score", "best", "--baseline", "ppo");
        using JsonDocument document = JsonDocument.Parse(result.Output);
        Assert.Equal("best", document.RootElement.GetProperty("summary").GetString());
        Assert.Equal(["dpo", "ppo"], document.RootElement.GetProperty("cells").EnumerateArray().Select(cell => cell.GetProperty("rule").GetString()));
        Assert.Equal("ppo", document.RootElement.GetProperty("pairs")[0].GetProperty("second").GetString());
        JsonElement run = document.RootElement.GetProperty("cells")[1].GetProperty("runs")[0];
        Assert.Equal(256, run.GetProperty("steps").GetInt64());
        double best = File.ReadLines(Path.Combine(_folder.Sub("two"), "metrics.jsonl")).Select(line => JsonDocument.Parse(line).RootElement)
            .Where(line => line.TryGetProperty("rollout/ep_rew_mean", out JsonElement value) && value.ValueKind == JsonValueKind.Number).Max(line => line.GetProperty("rollout/ep_rew_mean").GetDouble());
        Assert.Equal(best, run.GetProperty("score").GetDouble());
    }

    [Fact]
    public void Out_has_the_tables_the_estimates_the_scores_and_the_curves()
    {
        TrainTwo();
        string folder = _folder.Sub("tables");
        Assert.Equal(0, Command.Run("compare", _folder.Sub("one"), _folder.Sub("two"), "--out", folder, "--steps", "2e2").ExitCode);
        Assert.Equal(["comparison.json", "comparison.md", "curves.csv", "scores.csv"], Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(3, File.ReadLines(Path.Combine(folder, "scores.csv")).Count());
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "comparison.json")));
        Assert.Equal(200, json.RootElement.GetProperty("steps").GetInt64());
    }

    [Fact]
    public void A_damaged_run_is_one_warning()
    {
        TrainTwo();
        File.WriteAllText(Path.Combine(_folder.Sub("one"), "config.json"), "{}");
        Command.Result result = Command.Run("compare", _folder.Path);
        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("ratchet: warning: ", result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("there is no folder", "nowhere")]
    [InlineData("did you mean 'final'", ".", "--score", "finall")]
    [InlineData("must be training or sampled or deterministic", ".", "--source", "x")]
    [InlineData("between 1 and 1e15", ".", "--steps", "-1")]
    [InlineData("between 1 and 1e15", ".", "--steps", "many")]
    [InlineData("there is no rule 'trpo'", ".", "--baseline", "trpo")]
    [InlineData("there is no file", ".", "--references", "nowhere.json")]
    [InlineData("clock is 'tim'; did you mean 'time'?", ".", "--clock", "tim")]
    [InlineData("leave one of them away", ".", "--clock", "time", "--steps", "64")]
    [InlineData("has no name", ".", "--out", "")]
    [InlineData("needs <dirs>")]
    public void What_is_wrong_is_one_sentence(string expected, params string[] arguments)
    {
        TrainTwo();
        Command.Result result = Command.Run(["compare", .. arguments.Select(argument => argument == "." ? _folder.Path : argument)]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private void TrainTwo()
    {
        Assert.Equal(0, Command.Run(Command.ShortTraining(_folder.Sub("one"), "--rule", "dpo")).ExitCode);
        Assert.Equal(0, Command.Run(Command.ShortTraining(_folder.Sub("two"), "--rule", "ppo")).ExitCode);
    }
}
