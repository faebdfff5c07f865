using System.CommandLine;
using System.Globalization;
using System.Text;
using Ratchet.BlackBox;
using Ratchet.BlackBox.Methods;
using Ratchet.BlackBox.Tetris;
using Ratchet.Cli.Views;
using Ratchet.Environments.Tetris;

namespace Ratchet.Cli.Commands;

/// <summary><c>ratchet tetris</c>: searches for a linear controller of Tetris, or goes on with it.</summary>
internal static class TetrisCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var method = new Option<string>("--method") { Description = "What searches, as 'ratchet minimise list' shows them (default: cem).", HelpName = "name", DefaultValueFactory = _ => "cem" };
        var set = new Option<string[]>("--set") { Description = "A setting of the method: key=value, repeatable (default for cem: preset=tetris-decreasing; tetris and tetris-constant are the other two of the paper).", HelpName = "key=value", DefaultValueFactory = _ => [] };
        var generations = new Option<string>("--generations") { Description = "Generations in all (default: 100); more later go on from there.", HelpName = "n", DefaultValueFactory = _ => "100" };
        var games = new Option<string>("--games") { Description = "Games of a candidate (default: 1).", HelpName = "n", DefaultValueFactory = _ => "1" };
        var evaluate = new Option<string?>("--evaluate") { Description = "Lets the centre play so many games at the end, and tells their mean with its standard error.", HelpName = "games" };
        var height = new Option<string>("--height") { Description = "Rows of the board (default: 20).", HelpName = "n", DefaultValueFactory = _ => "20" };
        Option<string> seed = SharedOptions.Seed();
        var folder = new Option<string?>("--out") { Description = "The folder of the search (default: tetris/METHOD-SEED). The same command again goes on with what is in it.", HelpName = "dir" };
        Option<string?> threads = SharedOptions.Threads();
        Option<bool> json = SharedOptions.Json("Prints the log's line of each generation."), quiet = SharedOptions.Quiet();
        var command = new Command(
            "tetris",
            "Searches for a linear controller of Tetris, as Szita and Lőrincz (2006) did with the noisy cross-entropy method. Stopped or killed anywhere, the same command goes on, and ends with the same bits.")
        {
            method, set, generations, games, evaluate, height, seed, folder, threads, json, quiet,
        };
        command.SetAction(result =>
        {
            string name = result.GetRequiredValue(method);
            string[] settings = result.GetValue(set) ?? [];
            if (name == "cem" && !settings.Any(setting => setting.StartsWith("preset=", StringComparison.Ordinal)))
                settings = ["preset=tetris-decreasing", .. settings];
            ulong number = SharedOptions.ReadSeed(result.GetRequiredValue(seed));
            var options = new TetrisSearchOptions
            {
                Height = SharedOptions.ReadWhole("height", result.GetRequiredValue(height), 4, 28), Games = SharedOptions.ReadWhole("games", result.GetRequiredValue(games), 1, 10_000), Seed = number,
            };
            SearchMethod searcher = SearchMethods.Create(name, new double[TetrisController.WeightCount], number, settings);
            string path = result.GetValue(folder) ?? Path.Combine("tetris", $"{name}-{number}");
            return Run(
                surroundings, path, name, settings, new TetrisSearch(searcher, options), SharedOptions.ReadWhole("generations", result.GetRequiredValue(generations), 1, 1_000_000),
                result.GetValue(evaluate) is { } played ? SharedOptions.ReadWhole("evaluate", played, 2, 100_000) : null,
                SharedOptions.ReadThreads(result.GetValue(threads)), SharedOptions.ReadOutput(result.GetValue(json), result.GetValue(quiet)));
        });
        return command;
    }

    private static int Run(Surroundings surroundings, string path, string method, string[] settings, TetrisSearch search, long generations, int? evaluation, int threads, RunOutput output)
    {
        using var folder = TetrisFolder.Open(path, method, settings, search);
        using var stop = new StopSignals();
        try
        {
            while (search.Method.Generation < generations)
            {
                TetrisGeneration generation = search.Advance(threads, stop.Token);
                ReadOnlyMemory<byte> line = folder.Keep(generation);
                if (output == RunOutput.Json)
                    surroundings.Output.Write(Encoding.UTF8.GetString(line.Span));
                else if (output == RunOutput.Text)
                    surroundings.Output.WriteLine(Told(generation, generations));
            }

            if (output == RunOutput.Text)
                surroundings.Output.WriteLine($"The search in {path} has {search.Method.Generation} generations.");
            if (evaluation is { } games)
                Tell(surroundings, search.Method.Generation, search.Evaluate(games, search.Method.Generation, threads, stop.Token), output);
        }
        catch (OperationCanceledException)
        {
            surroundings.Error.WriteLine($"ratchet: stopped after {search.Method.Generation} generations; the same command goes on.");
            return stop.ExitCode;
        }

        return ExitCode.Success;
    }

    private static void Tell(Surroundings surroundings, long generation, TetrisEvaluation played, RunOutput output)
    {
        if (output == RunOutput.Json)
            surroundings.Output.WriteLine(JsonText.Write(json =>
            {
                json.WriteNumber("generation", generation);
                json.WriteNumber("center_games", played.Games);
                json.WriteNumber("center_lines", played.Mean);
                json.WriteNumber("center_error", played.Error);
                json.WriteNumber("least", played.Least);
                json.WriteNumber("most", played.Most);
                json.WriteNumber("cut_off", played.Unfinished);
            }));
        else if (output == RunOutput.Text)
            surroundings.Output.WriteLine(Told(generation, played));
    }

    private static string Told(TetrisGeneration generation, long generations)
    {
        string center = generation.Center is { } played ? string.Create(CultureInfo.InvariantCulture, $"; the centre {played.Mean:N0} ± {played.Error:N0}") : "";
        return string.Create(CultureInfo.InvariantCulture, $"generation {generation.Generation} of {generations}: {generation.Mean:N0} lines in the mean, {generation.Best:N0} at best{center}{CutOff(generation.Unfinished)}");
    }

    private static string Told(long generation, TetrisEvaluation played) =>
        string.Create(CultureInfo.InvariantCulture, $"The centre of generation {generation} in {played.Games:N0} games: {played.Mean:N0} ± {played.Error:N0} lines, {played.Least:N0} to {played.Most:N0}{CutOff(played.Unfinished)}.");

    private static string CutOff(int games) => games > 0 ? string.Create(CultureInfo.InvariantCulture, $"; {games} games cut off") : "";
}
