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

    [Fact]
    public void A_figure_holds_searches_against_each_other()
    {
        using var folder = new TemporaryFolder();
        string first = folder.Sub("first"), second = folder.Sub("second"), drawing = folder.Sub("tetris.svg");
        foreach ((string path, string seed, string generations) in (ReadOnlySpan<(string, string, string)>)[(first, "1", "10"), (second, "2", "5")])
            Assert.Equal(0, Command.Run("tetris", "--height", "10", "--set", "population=10", "--seed", seed, "--generations", generations, "--quiet", "--out", path).ExitCode);

        // A search that is going on: its last line is not whole yet.
        File.AppendAllText(Path.Combine(second, "log.jsonl"), "{\"generation\":6,\"mean");
        Command.Result result = Command.Run("tetris-figure", first, second, "--json", "--out", drawing);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        JsonElement[] lines = [.. result.Lines.Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal([(1, 10), (2, 5)], lines.Select(line => (line.GetProperty("seed").GetInt32(), line.GetProperty("generations").GetInt32())));
        double[] centers = [.. File.ReadLines(Path.Combine(first, "log.jsonl")).Select(line => JsonDocument.Parse(line).RootElement)
            .Where(line => line.TryGetProperty("center_lines", out _)).Select(line => line.GetProperty("center_lines").GetDouble())];
        Assert.Equal((centers[1], centers.Max()), (lines[0].GetProperty("center_lines").GetDouble(), lines[0].GetProperty("best_center_lines").GetDouble()));
        string svg = File.ReadAllText(drawing);
        Assert.Contains("cem, population=10, preset=tetris-decreasing", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("348,895", svg, StringComparison.Ordinal); // published for 20 rows
        Assert.Contains(" after ", Command.Run("tetris-figure", first, "--out", drawing).Output, StringComparison.Ordinal);

        File.AppendAllText(Path.Combine(second, "log.jsonl"), "\n");
        Command.Result damaged = Command.Run("tetris-figure", second, "--out", drawing);
        Assert.Equal(2, damaged.ExitCode);
        Assert.Contains("log.jsonl has a line that is none of a search's: ", damaged.Error, StringComparison.Ordinal);
        Command.Result none = Command.Run("tetris-figure", folder.Sub("none"), "--out", drawing);
        Assert.Equal(2, none.ExitCode);
        Assert.Contains("holds no search for a controller of Tetris: it has no search.json.", none.Error, StringComparison.Ordinal);
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
