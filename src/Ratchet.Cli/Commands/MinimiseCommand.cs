using System.CommandLine;
using System.Globalization;
using Ratchet.BlackBox.CovarianceAdaptation;
using Ratchet.BlackBox.Functions;
using Ratchet.BlackBox.Methods;
using Ratchet.Cli.Views;
using Ratchet.Numerics;

namespace Ratchet.Cli.Commands;

/// <summary><c>ratchet minimise</c>: a search without gradients on a function whose least value is known.</summary>
internal static class MinimiseCommand
{
    private const string List = "list";

    /// <summary>Evaluations for each coordinate, where no budget is given.</summary>
    private const int UsualBudget = 10_000;

    private const int MostBudget = 2_000_000_000;

    public static Command Create(Surroundings surroundings)
    {
        var function = new Argument<string>("function") { Description = "A function, such as sphere or rosenbrock; 'list' shows them, and the methods with their settings." };
        var dimension = new Option<string>("--dimension") { Description = "How many numbers a point has (default: 10).", HelpName = "n", DefaultValueFactory = _ => "10" };
        var method = new Option<string>("--method") { Description = "What searches (default: cma-es).", HelpName = "name", DefaultValueFactory = _ => "cma-es" };
        var rotated = new Option<bool>("--rotated") { Description = "Turns the function by a random rotation, so that no direction is one of the coordinates." };
        var shifted = new Option<bool>("--shifted") { Description = "Moves the function and its start by a random step, so that nothing is gained by liking 0." };
        Option<string> seed = SharedOptions.Seed();
        var runs = new Option<string>("--runs") { Description = "So many runs, with seeds from the given one on, and their median (default: 1).", HelpName = "n", DefaultValueFactory = _ => "1" };
        var target = new Option<string>("--target") { Description = "Ends at this value (default: 1e-8).", HelpName = "value", DefaultValueFactory = _ => "1e-8" };
        var budget = new Option<string?>("--budget") { Description = "Most evaluations of a run (default: 10,000 for each number of a point).", HelpName = "n" };
        var sigma = new Option<string?>("--sigma") { Description = "Deviation of the first candidates, for methods that have one as a setting (default: the usual one of the function).", HelpName = "value" };
        var restarts = new Option<string?>("--restarts") { Description = "What cma-es does when it has stopped: none, ipop or bipop (default: none).", HelpName = "word" };
        var set = new Option<string[]>("--set") { Description = "A setting of the method: key=value. Repeatable.", HelpName = "key=value", DefaultValueFactory = _ => [] };
        Option<bool> json = SharedOptions.Json("Prints one JSON object for each run.");
        var command = new Command(
            "minimise",
            "Looks for the least value of a test function, which is 0, without gradients; exit code 1 when a run does not reach the target. Functions of your own: see docs/minimise.md.")
        {
            function, dimension, method, rotated, shifted, seed, runs, target, budget, sigma, restarts, set, json,
        };
        command.SetAction(result =>
        {
            if (result.GetRequiredValue(function) == List)
                return WriteList(surroundings);
            TestFunction known = TestFunctions.Find(result.GetRequiredValue(function));
            int n = SharedOptions.ReadWhole("dimension", result.GetRequiredValue(dimension), 1, int.MaxValue);
            SearchMethodDefinition searcher = SearchMethods.Find(result.GetRequiredValue(method));
            var task = new MinimisationTask(known, n, searcher)
            {
                Rotated = result.GetValue(rotated),
                Shifted = result.GetValue(shifted),
                Options = new()
                {
                    Target = ReadNumber("target", result.GetRequiredValue(target)),
                    Budget = result.GetValue(budget) is { } most ? SharedOptions.ReadWhole("budget", most, 1, MostBudget) : (long)UsualBudget * n,
                },
                Settings = SettingsOf(searcher, known, result.GetValue(sigma), result.GetValue(restarts), result.GetRequiredValue(set)),
            };
            return Run(surroundings, task, SharedOptions.ReadSeed(result.GetRequiredValue(seed)), SharedOptions.ReadWhole("runs", result.GetRequiredValue(runs), 1, 100_000), result.GetValue(json));
        });
        return command;
    }

    /// <summary>The options that stand for a setting, then the settings; --sigma's default gives way to a setting of the same key.</summary>
    private static List<string> SettingsOf(SearchMethodDefinition method, TestFunction function, string? sigma, string? restarts, string[] set)
    {
        List<string> settings = [.. set];
        string? key = method.DeviationKey;
        if (sigma is not null && key is null)
            throw new UserException($"'{method.Name}' has no deviation of its first candidates; leave --sigma away, and see 'ratchet minimise list' for what --set takes.");
        if (sigma is not null)
            settings.Add($"{key}={sigma}");
        else if (key is not null && !set.Any(setting => setting.Split('=')[0].Trim() == key))
            settings.Add($"{key}={Wording.Exact(function.Sigma)}");
        if (restarts is not null)
            settings.Add($"restarts={restarts}");
        return settings;
    }

    private static int Run(Surroundings surroundings, MinimisationTask task, ulong seed, int runs, bool json)
    {
        List<Minimum> reached = [];
        for (ulong i = 0; i < (ulong)runs; i++)
        {
            Minimum minimum = task.Run(unchecked(seed + i));
            if (minimum.Reason == StopReason.Target)
                reached.Add(minimum);
            surroundings.Output.WriteLine(json ? task.ToJson(unchecked(seed + i), minimum) : task.LineOf(unchecked(seed + i), minimum));
        }

        if (!json && runs > 1)
            surroundings.Output.WriteLine(SummaryOf(reached, runs));
        return reached.Count == runs ? ExitCode.Success : ExitCode.Found;
    }

    private static string SummaryOf(List<Minimum> reached, int runs)
    {
        if (reached.Count == 0)
            return $"None of {runs} runs reached the target.";
        long[] counts = [.. reached.Select(minimum => minimum.Evaluations).Order()];
        double median = (counts[counts.Length / 2] + counts[(counts.Length - 1) / 2]) / 2.0;
        return $"{reached.Count} of {runs} runs reached the target, after {Wording.Count(median)} evaluations in the median ({Wording.Count(counts[0])} to {Wording.Count(counts[^1])}).";
    }

    private static int WriteList(Surroundings surroundings)
    {
        new TextTable(["Functions", "", ""], [.. TestFunctions.All.Select(function => (string[])[function.Name, function.Formula, function.Meaning])]).Write(surroundings);
        new TextTable(["Methods", ""], [.. SearchMethods.All.Select(method => (string[])[method.Name, method.Summary])]).Write(surroundings);
        foreach (SearchMethodDefinition method in SearchMethods.All)
            new TextTable([$"Settings of {method.Name}", "default", ""], [.. method.Settings.Select(setting => (string[])[setting.Key, setting.Default, setting.Summary])]).Write(surroundings);
        return ExitCode.Success;
    }

    private static double ReadNumber(string name, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? value
            : throw new OptionException(name, $"{name} is '{text}'; it must be a number.");
}
