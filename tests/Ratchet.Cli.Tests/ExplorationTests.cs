using System.Text.Json;
using Ratchet.Cli.Views;
using Ratchet.Environments;
using Ratchet.MuJoCo;
using Xunit;

namespace Ratchet.Cli.Tests;

/// <summary>The commands that look at an environment: <c>list</c>, <c>random</c>, <c>check-environment</c>.</summary>
public sealed class ExplorationTests
{
    [Fact]
    public void A_listing_shows_sizes_limits_and_thresholds()
    {
        Command.Result result = Command.Run("list", "environments");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(Tasks.All.Definitions.Count + 2, result.Lines.Length);
        Assert.StartsWith("  gym:NAME ", result.Lines[^1], StringComparison.Ordinal);
        string[] cartpole = Cells(result, "cartpole"), pendulum = Cells(result, "pendulum");
        Assert.Equal(["cartpole", "4", "2 actions", "500", "475"], cartpole[..5]);
        Assert.Equal(["pendulum", "3", "1 in [-2, 2]", "200", "–"], pendulum[..5]);

        static string[] Cells(Command.Result result, string name) =>
            result.Lines.Single(line => line.StartsWith($"  {name} ", StringComparison.Ordinal)).Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    [Fact]
    public void Columns_begin_at_one_place_in_every_line()
    {
        string[] lines = Command.Run("list", "environments").Lines;
        int start = lines[0].IndexOf("actions", StringComparison.Ordinal);
        Assert.All(lines, line => Assert.True(line[start] != ' ' && line[start - 1] == ' ', line));
    }

    [Theory]
    [InlineData("rules", "fixpo", "cartpole")]
    [InlineData("wrappers", "frame-stack=4", "cartpole")]
    [InlineData("settings", "hidden", "fixpo ")]
    public void A_part_of_the_list_is_shown_alone(string part, string there, string notThere)
    {
        Command.Result result = Command.Run("list", part);
        Assert.Contains(result.Lines, line => line.StartsWith($"  {there} ", StringComparison.Ordinal));
        Assert.DoesNotContain(result.Lines, line => line.StartsWith($"  {notThere}", StringComparison.Ordinal));
    }

    [Fact]
    public void The_list_as_json_has_bounds_and_no_infinities()
    {
        using JsonDocument list = JsonDocument.Parse(Command.Run("list", "--json").Output);
        Assert.Equal(["environments", "wrappers", "rules", "settings"], list.RootElement.EnumerateObject().Select(part => part.Name));
        JsonElement[] environments = [.. list.RootElement.GetProperty("environments").EnumerateArray()];
        Assert.Equal(Tasks.All.Definitions.Select(definition => definition.Name), environments.Select(environment => environment.GetProperty("name").GetString()));
        JsonElement cartpole = environments[0];
        Assert.Equal((2, 4), (cartpole.GetProperty("action_space").GetProperty("count").GetInt32(), cartpole.GetProperty("observation_space").GetProperty("size").GetInt32()));
        Assert.Equal(JsonValueKind.Null, cartpole.GetProperty("observation_space").GetProperty("high")[1].ValueKind);
    }

    [Fact]
    public void A_task_whose_library_is_missing_is_listed_with_the_reason()
    {
        var definition = new EnvironmentDefinition("far", () => throw new MuJoCoUnavailableException("needs a library."));
        Assert.Equal(new EnvironmentEntry(definition, null, null, "needs a library."), EnvironmentEntry.Of(definition));
    }

    [Fact]
    public void A_misspelt_part_of_the_list_is_refused_with_the_nearest() => AssertRefused("did you mean 'environments'?", "list", "enviroments");

    [Fact]
    public void Random_play_prints_its_statistics()
    {
        Command.Result result = Command.Run("random", "cartpole", "--episodes", "200");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        foreach (string word in (string[])["200 episodes", "(standard error)", "solved at 475", "100 % terminated", "deviation", "█"])
            Assert.Contains(word, result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_play_as_json_is_the_same_for_any_number_of_threads()
    {
        string one = Command.Run("random", "pendulum", "--episodes", "20", "--json", "--threads", "1").Output;
        Assert.Equal(one, Command.Run("random", "pendulum", "--episodes", "2e1", "--json", "--threads", "3").Output);
        Assert.NotEqual(one, Command.Run("random", "pendulum", "--episodes", "20", "--json", "--seed", "2").Output);
        JsonElement root = JsonDocument.Parse(one).RootElement;
        double mean = root.GetProperty("returns").EnumerateArray().Average(value => value.GetDouble());
        Assert.Equal(mean, root.GetProperty("return").GetProperty("mean").GetDouble(), 9);
        Assert.Equal((200, 0, 3), (root.GetProperty("length").GetProperty("mean").GetDouble(), root.GetProperty("terminated_share").GetDouble(), root.GetProperty("observation").GetArrayLength()));
    }

    [Fact]
    public void Random_play_takes_wrappers()
    {
        using JsonDocument result = JsonDocument.Parse(Command.Run("random", "pendulum", "--episodes", "3", "--wrap", "time-limit=17", "--json").Output);
        Assert.Equal(17, result.RootElement.GetProperty("length").GetProperty("max").GetDouble());
    }

    [Fact]
    public void A_sound_environment_passes_with_exit_code_0()
    {
        Command.Result result = Command.Run("check-environment", "cartpole");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.StartsWith("cartpole: 0 errors, 0 warnings", result.Output, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(Command.Run("check-environment", "cartpole", "--json").Output);
        Assert.Equal(0, json.RootElement.GetProperty("findings").GetArrayLength());
        Assert.True(json.RootElement.GetProperty("complete").GetBoolean());
    }

    [Theory]
    [InlineData("did you mean 'cartpole'?", "check-environment", "cartpol")]
    [InlineData("did you mean 'cartpole'?", "random", "cartpol")]
    [InlineData("episodes is '0'", "random", "cartpole", "--episodes", "0")]
    [InlineData("episodes is 'many'", "check-environment", "cartpole", "--episodes", "many")]
    [InlineData("seed is '-1'", "random", "cartpole", "--seed", "-1")]
    [InlineData("wrapper", "random", "cartpole", "--wrap", "nothing=1")]
    public void What_is_wrong_is_said_in_one_sentence(string expected, params string[] arguments) => AssertRefused(expected, arguments);

    // 0, 0, 0, 1, 1, 5: three values, three bars; the longest has the full width.
    [Fact]
    public void Few_values_have_a_bar_each()
    {
        var lines = new Histogram([0, 1, 5, 0, 1, 0]).Lines(6).ToArray();
        Assert.Equal([("0", "██████", "3"), ("1", "████", "2"), ("5", "██", "1")], lines);
    }

    // 0 … 100 in steps of 1: twelve bars would be 8.33 wide, so that the next round width is 10; the last value has a bar of its own.
    [Fact]
    public void Many_values_fall_into_round_intervals_and_none_is_lost()
    {
        var lines = new Histogram([.. Enumerable.Range(0, 101).Select(i => (double)i)]).Lines(10).ToArray();
        Assert.Equal(11, lines.Length);
        Assert.Equal(("0 … 10", "10"), (lines[0].Label.Trim(), lines[0].Count));
        Assert.Equal(101, lines.Sum(line => int.Parse(line.Count)));
    }

    private static void AssertRefused(string expected, params string[] arguments)
    {
        Command.Result result = Command.Run(arguments);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }
}
