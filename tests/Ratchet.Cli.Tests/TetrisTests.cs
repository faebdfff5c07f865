using System.Text.Json;
using Xunit;

namespace Ratchet.Cli.Tests;

/// <summary><c>ratchet tetris</c>, from the outside.</summary>
public sealed class TetrisTests
{
    [Fact]
    public void A_search_tells_its_generations_and_goes_on()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Sub("search");
        Command.Result first = Command.Run("tetris", "--height", "10", "--set", "population=10", "--generations", "5", "--json", "--out", path);
        Assert.Equal((0, ""), (first.ExitCode, first.Error));
        Assert.Equal([1, 2, 3, 4, 5], first.Lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("generation").GetInt32()));
        Assert.True(JsonDocument.Parse(first.Lines[4]).RootElement.GetProperty("center_lines").GetDouble() >= 0);
        Assert.Equal(22, JsonDocument.Parse(first.Lines[4]).RootElement.GetProperty("center").GetArrayLength());
        Command.Result second = Command.Run("tetris", "--height", "10", "--set", "population=10", "--generations", "6", "--out", path);
        Assert.StartsWith("generation 6 of 6: ", second.Lines[0], StringComparison.Ordinal);
        Command.Result played = Command.Run("tetris", "--height", "10", "--set", "population=10", "--generations", "6", "--evaluate", "20", "--json", "--out", path);
        JsonElement center = JsonDocument.Parse(Assert.Single(played.Lines)).RootElement;
        Assert.Equal((6, 20, 0), (center.GetProperty("generation").GetInt32(), center.GetProperty("center_games").GetInt32(), center.GetProperty("cut_off").GetInt32()));
        Assert.InRange(center.GetProperty("center_lines").GetDouble(), center.GetProperty("least").GetInt64(), center.GetProperty("most").GetInt64());
        Command.Result other = Command.Run("tetris", "--height", "12", "--set", "population=10", "--generations", "6", "--out", path);
        Assert.Equal(2, other.ExitCode);
        Assert.Contains("has other settings than what is asked for", other.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("method 'cme' is unknown", "tetris", "--method", "cme")]
    [InlineData("populaton", "tetris", "--set", "populaton=3")]
    [InlineData("height is '3'; it must be a whole number between 4 and 28.", "tetris", "--height", "3")]
    public void What_is_wrong_is_told(string message, params string[] arguments)
    {
        Command.Result result = Command.Run(arguments);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message.Replace("method 'cme' is unknown", "'cme'", StringComparison.Ordinal), result.Error, StringComparison.Ordinal);
    }
}
