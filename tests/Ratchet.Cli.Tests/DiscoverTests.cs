using System.Text.Json;
using Xunit;

namespace Ratchet.Cli.Tests;

/// <summary><c>ratchet discover</c>, <c>drift-figure</c> and <c>distil</c>, from the outside.</summary>
public sealed class DiscoverTests
{
    private const string Recipe = """
        {
          "name": "small",
          "drift": { "hidden": [4], "activation": "tanh", "clip-range": 0.2 },
          "tasks": [ { "name": "cartpole", "settings": { "steps": 2048, "environments": 8, "horizon": 64, "hidden": [8], "minibatch": 128, "epochs": 2 } } ],
          "strategy": { "pairs": 2, "sigma": 0.2, "learning-rate": 0.05, "shaping": "pairwise-rank" },
          "generations": 2,
          "keep-every": 1
        }
        """;

    [Fact]
    public void A_search_runs_goes_on_and_leaves_a_drift_that_can_be_looked_at()
    {
        using var folder = new TemporaryFolder();
        string recipe = folder.Sub("small.json"), search = folder.Sub("search");
        File.WriteAllText(recipe, Recipe);
        Command.Result first = Command.Run("discover", recipe, "--out", search, "--json", "--generations", "1");
        Assert.Equal((0, ""), (first.ExitCode, first.Error));
        Assert.Equal(1, JsonDocument.Parse(Assert.Single(first.Lines)).RootElement.GetProperty("generation").GetInt32());
        Command.Result second = Command.Run("discover", recipe, "--out", search);
        Assert.Equal((0, ""), (second.ExitCode, second.Error));
        Assert.StartsWith("generation 2 of 2  cartpole ", second.Lines[0], StringComparison.Ordinal);
        Assert.Contains("nothing was changed", Command.Run("discover", recipe, "--out", search).Output, StringComparison.Ordinal);

        Assert.Contains("Meta-training of small", File.ReadAllText(Path.Combine(search, "curve.svg")), StringComparison.Ordinal);

        string drift = Path.Combine(search, "centers", "000002.safetensors");
        Command.Result check = Command.Run("check-drift", drift);
        Assert.Equal(0, check.ExitCode);
        Assert.Contains("small (8 × 4 × 1", check.Output, StringComparison.Ordinal);
        Command.Result figure = Command.Run("drift-figure", "ppo", drift, "--out", folder.Sub("drift.svg"), "--json");
        Assert.Equal((0, ""), (figure.ExitCode, figure.Error));
        Assert.Equal(["ppo", "small"], figure.Lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("drift").GetString()));
        Assert.StartsWith("<svg", File.ReadAllText(folder.Sub("drift.svg")), StringComparison.Ordinal);
    }

    [Fact]
    public void Random_networks_are_written_as_a_control_and_train()
    {
        using var folder = new TemporaryFolder();
        string recipe = folder.Sub("small.json"), search = folder.Sub("search"), controls = folder.Sub("controls");
        File.WriteAllText(recipe, Recipe);
        Assert.Equal(0, Command.Run("discover", recipe, "--out", search, "--generations", "1", "--quiet").ExitCode);
        Command.Result written = Command.Run("discover", "random", Path.Combine(search, "centers", "000001.safetensors"), "--count", "2", "--out", controls);
        Assert.Equal((0, ""), (written.ExitCode, written.Error));
        Assert.Equal(2, written.Lines.Length);
        Command.Result trained = Command.Run("train", "cartpole", "--drift", written.Lines[1], "--steps", "2048", "--quiet", "--out", folder.Sub("run"));
        Assert.Equal((0, ""), (trained.ExitCode, trained.Error));
        Directory.Delete(controls, recursive: true);
        Assert.Equal(0, Command.Run("resume", folder.Sub("run"), "--quiet").ExitCode);
    }

    [Fact]
    public void Distilling_prints_formulas_that_can_be_trained_with()
    {
        Command.Result result = Command.Run("distil", "dpo", "--tasks", "cartpole", "--json");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        JsonElement dpo = JsonDocument.Parse(result.Lines[0]).RootElement;
        Assert.Equal(2, dpo.GetProperty("alpha").GetDouble(), 0.05);
        Assert.Equal(0.6, dpo.GetProperty("beta").GetDouble(), 0.02);
        Assert.InRange(dpo.GetProperty("explained").GetDouble(), 0.999, 1);
        Assert.Equal(0, Command.Run("check-drift", dpo.GetProperty("formula").GetString()!).ExitCode);
    }

    [Theory]
    [InlineData("unknown recipe 'lpo-papers'; did you mean 'lpo-paper'?", "discover", "lpo-papers")]
    [InlineData("there is no file 'nowhere.json'.", "discover", "nowhere.json")]
    [InlineData("'discover show' needs the name of a recipe; see 'ratchet discover --help'.", "discover", "show")]
    [InlineData("'discover random' needs the file of a centre; see 'ratchet discover --help'.", "discover", "random")]
    [InlineData("'discover' does not know what to do with 'more'; see 'ratchet discover --help'.", "discover", "lpo-paper", "more")]
    [InlineData("generations is '0'; it must be a whole number between 1 and 1000000.", "discover", "lpo-paper", "--generations", "0")]
    [InlineData("--tasks names none; give at least one.", "distil", "ppo", "--tasks", ",")]
    [InlineData("unknown environment 'cartpol'; did you mean 'cartpole'?", "distil", "ppo", "--tasks", "cartpol")]
    public void What_is_wrong_is_told_in_one_sentence(string message, params string[] arguments)
    {
        Command.Result result = Command.Run(arguments);
        Assert.Equal((2, $"ratchet: {message}\n"), (result.ExitCode, result.Error));
    }

    [Fact]
    public void A_file_that_is_no_network_is_refused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.Sub("x.safetensors"), "no");
        Command.Result result = Command.Run("check-drift", folder.Sub("x.safetensors"));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("x.safetensors holds no drift network", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_list_has_every_recipe_and_show_prints_one()
    {
        Command.Result list = Command.Run("discover", "list");
        Assert.Contains(list.Lines, line => line.StartsWith("lpo-paper: ", StringComparison.Ordinal));
        Assert.StartsWith("{", Command.Run("discover", "show", "lpo-paper").Output, StringComparison.Ordinal);
    }
}
