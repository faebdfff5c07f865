using System.Globalization;
using System.Text;
using System.Text.Json;
using Ratchet.Tests.Project;
using Xunit;

namespace Ratchet.Cli.Tests;

/// <summary>The command <c>minimise</c>.</summary>
public sealed class MinimiseTests
{
    /// <summary>Medians of pycma 4.4.0 with its defaults: 11 seeds, 5 in 20 dimensions.</summary>
    private static readonly (string Function, int Dimension, int Population, int Runs, double Reference)[] Rows =
    [
        ("sphere", 5, 8, 31, 688), ("sphere", 10, 10, 31, 1530), ("sphere", 20, 12, 11, 2796),
        ("ellipsoid", 5, 8, 31, 1496), ("ellipsoid", 10, 10, 31, 4130), ("ellipsoid", 20, 12, 5, 12648),
        ("rosenbrock", 5, 8, 31, 1672), ("rosenbrock", 10, 10, 31, 5255), ("rosenbrock", 20, 12, 5, 16032),
        ("rastrigin", 5, 50, 31, 4250), ("rastrigin", 10, 200, 11, 22600),
    ];

    [Fact]
    public void The_table_of_the_page_is_what_the_command_says()
    {
        var table = new StringBuilder("| function | n | λ | runs | reached | median (least to most) | rotated: reached | median | pycma | ratio |\n|---|---|---|---|---|---|---|---|---|---|\n");
        foreach ((string function, int n, int population, int runs, double reference) in Rows)
        {
            long[] plain = Evaluations(function, n, population, runs), rotated = Evaluations(function, n, population, runs, "--rotated");
            table.Append(
                CultureInfo.InvariantCulture,
                $"| {function} | {n} | {population} | {runs} | {plain.Length} | {plain[plain.Length / 2]:#,0} ({plain[0]:#,0} to {plain[^1]:#,0}) | {rotated.Length} | {rotated[rotated.Length / 2]:#,0} | {reference:#,0} | {plain[plain.Length / 2] / reference:0.00} |\n");
        }

        GeneratedText.RequireBlock("docs/minimise.md", "counts", table.ToString());
    }

    [Fact]
    public void A_run_that_reaches_the_target_says_where_and_after_how_much()
    {
        Command.Result result = Command.Run("minimise", "sphere", "--dimension", "3", "--target", "1e-6");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Matches("^sphere, 3 dimensions, cma-es, seed 1: [0-9.]+e-[78] after [0-9]+ evaluations \\([0-9]+ generations\\), which is the target.\n$", result.Output);
    }

    [Fact]
    public void Runs_have_seeds_of_their_own_and_a_median()
    {
        Command.Result result = Command.Run("minimise", "discus", "--dimension", "4", "--rotated", "--shifted", "--seed", "5", "--runs", "3");
        Assert.Equal(4, result.Lines.Length);
        Assert.StartsWith("discus, rotated and shifted, 4 dimensions, cma-es, seed 7: ", result.Lines[2], StringComparison.Ordinal);
        Assert.StartsWith("3 of 3 runs reached the target, after ", result.Lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_misses_the_target_has_exit_code_1()
    {
        Command.Result result = Command.Run("minimise", "rastrigin", "--dimension", "20", "--budget", "500");
        Assert.Equal((1, ""), (result.ExitCode, result.Error));
        Assert.Contains("where the budget ended", result.Output, StringComparison.Ordinal);
        Assert.Contains("None of 2 runs", Command.Run("minimise", "rastrigin", "--dimension", "20", "--budget", "500", "--runs", "2").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_json_of_a_run_has_its_point_and_repeats()
    {
        string[] arguments = ["minimise", "rosenbrock", "--dimension", "4", "--method", "cem", "--set", "covariance=full", "--sigma", "0.7", "--budget", "3000", "--json"];
        Command.Result result = Command.Run(arguments);
        JsonElement run = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal(4, run.GetProperty("point").GetArrayLength());
        Assert.Equal("cem", run.GetProperty("method").GetString());
        Assert.Equal(["covariance=full", "deviation=0.7"], run.GetProperty("settings").EnumerateArray().Select(setting => setting.GetString()!));
        Assert.InRange(run.GetProperty("evaluations").GetInt64(), 100, 3000);
        Assert.Equal(result.Output, Command.Run(arguments).Output);
    }

    [Fact]
    public void The_list_has_every_function_and_the_settings_of_every_method()
    {
        string output = Command.Run("minimise", "list").Output;
        Assert.All(["schaffer", "griewank", "different-powers", "cma-es", "hill-climbing", "Settings of ars", "elite-fraction"], text => Assert.Contains(text, output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("unknown function 'rosenbrok'; did you mean 'rosenbrock'?", "rosenbrok")]
    [InlineData("unknown method 'cma'; did you mean 'cem'?", "sphere", "--method", "cma")]
    [InlineData("dimension is '0'; it must be a whole number between 1 and 2147483647.", "sphere", "--dimension", "0")]
    [InlineData("dimension is 1; it must be between 2 and 10000.", "rosenbrock", "--dimension", "1")]
    [InlineData("target is 'low'; it must be a number.", "sphere", "--target", "low")]
    [InlineData("sigma is 'wide'; it must be a number.", "sphere", "--sigma", "wide")]
    [InlineData("'ars' has no deviation of its first candidates; leave --sigma away, and see 'ratchet minimise list' for what --set takes.", "sphere", "--method", "ars", "--sigma", "1")]
    [InlineData("restarts is 'bip'; it must be one of none, ipop, bipop.", "sphere", "--restarts", "bip")]
    public void What_is_wrong_is_told_in_one_sentence(string message, params string[] arguments)
    {
        Command.Result result = Command.Run(["minimise", .. arguments]);
        Assert.Equal((2, $"ratchet: {message}\n"), (result.ExitCode, result.Error));
    }

    private static long[] Evaluations(string function, int dimension, int population, int runs, params string[] more) =>
    [
        .. Command.Run(
            [
                "minimise", function, "--dimension", $"{dimension}", "--set", $"population={population}", "--target", "1e-9", "--runs", $"{runs}", "--json", .. more,
            ]).Lines.Select(line => JsonDocument.Parse(line).RootElement)
            .Where(run => run.GetProperty("reason").GetString() == "Target").Select(run => run.GetProperty("evaluations").GetInt64()).Order(),
    ];
}
