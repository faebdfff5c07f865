using System.CommandLine;
using System.Globalization;
using Ratchet.Cli.Views;
using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Studies.Comparisons;
using Ratchet.Studies.Definitions;

namespace Ratchet.Cli.Commands;

/// <summary><c>ratchet compare</c>: rules over tasks and seeds, with intervals.</summary>
internal static class CompareCommand
{
    private const double MostSteps = 1e15;

    private static readonly (string Word, ScoreSummary Summary)[] Summaries = [("final", ScoreSummary.Final), ("best", ScoreSummary.Best), ("area", ScoreSummary.Area)];

    private static readonly (string Word, ScoreSource Source)[] Sources =
        [("training", ScoreSource.Training), ("sampled", ScoreSource.Sampled), ("deterministic", ScoreSource.Deterministic)];

    private static readonly (string Word, ComparisonClock Clock)[] Clocks = [("steps", ComparisonClock.Steps), ("time", ComparisonClock.Time)];

    public static Command Create(Surroundings surroundings)
    {
        var folders = new Argument<string[]>("dirs") { Description = "Folders of runs, of studies, or of either, or of the tables that a study published; all are found at any depth.", Arity = ArgumentArity.OneOrMore };
        var score = new Option<string?>("--score") { Description = "How a curve becomes a score: final (mean over the last 10 % of the steps), best or area (mean over all steps); default: the study's, or final.", HelpName = "word" };
        var source = new Option<string?>("--source") { Description = "Where scores come from: training, or evaluation points with sampled or deterministic actions; default: the study's, or training.", HelpName = "word" };
        var steps = new Option<string?>("--steps") { Description = "Environment steps that are compared (default: the study's, or those that all runs have which did not fail).", HelpName = "n" };
        var clock = new Option<string?>("--clock") { Description = "What runs are compared at equal amounts of: steps, or time, the seconds of training that all runs of a task have (default: steps).", HelpName = "word" };
        var baseline = new Option<string?>("--baseline") { Description = "The rule that all others are compared with (default: every pair).", HelpName = "rule" };
        var references = new Option<string?>("--references") { Description = "A JSON file with returns that stand for 0 and 1, instead of those that come with ratchet.", HelpName = "file" };
        var finished = new Option<bool>("--finished") { Description = "Leaves out runs that do not have the steps yet and did not fail; without it they count with their last score." };
        var output = new Option<string?>("--out") { Description = "A folder for comparison.md, comparison.json, scores.csv and curves.csv.", HelpName = "dir" };
        Option<bool> json = SharedOptions.Json("Prints one JSON object.");
        var command = new Command("compare", "Compares rules over tasks and seeds: scores with 95 % intervals, aggregates, probabilities of improvement.") { folders, score, source, steps, clock, baseline, references, finished, output, json };
        command.SetAction(result =>
        {
            Comparison comparison = Comparison.OfFolders(result.GetRequiredValue(folders), options => options with
            {
                Summary = result.GetValue(score) is { } word ? ReadWord("score", word, Summaries) : options.Summary,
                Source = result.GetValue(source) is { } from ? ReadWord("source", from, Sources) : options.Source,
                Clock = ReadClock(result.GetValue(clock), result.GetValue(steps)),
                Steps = result.GetValue(steps) is { } text ? ReadSteps(text) : options.Steps,
                Baseline = result.GetValue(baseline),
                References = result.GetValue(references) is { } file ? options.References.With(References.Read(file)) : options.References,
                LeaveOutUnfinished = result.GetValue(finished),
            });
            foreach (string warning in comparison.Warnings)
                surroundings.Error.WriteLine(Wording.Warning(warning));
            if (result.GetValue(output) is { } folder)
                ComparisonFiles.Write(comparison, RequireName(folder));
            if (result.GetValue(json))
                surroundings.Output.WriteLine(JsonText.Write(writer => ComparisonJson.Write(writer, comparison)));
            else
                ComparisonView.Write(surroundings, comparison);
            return ExitCode.Success;
        });
        return command;
    }

    private static T ReadWord<T>(string option, string text, (string Word, T Meaning)[] words)
    {
        foreach ((string word, T meaning) in words)
            if (word == text)
                return meaning;
        string[] known = [.. words.Select(word => word.Word)];
        throw new OptionException(option, NearestName.Find(text, known) is { } nearest ? $"{option} is '{text}'; did you mean '{nearest}'?" : $"{option} is '{text}'; it must be {string.Join(" or ", known)}.");
    }

    private static ComparisonClock ReadClock(string? clock, string? steps)
    {
        ComparisonClock read = clock is null ? ComparisonClock.Steps : ReadWord("clock", clock, Clocks);
        return read == ComparisonClock.Time && steps is not null
            ? throw new OptionException("steps", $"--steps is {steps}, but --clock time compares at equal time, that which all runs of a task have; leave one of them away.")
            : read;
    }

    private static long ReadSteps(string text) =>
        long.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out long steps) && steps is >= 1 and <= (long)MostSteps
            ? steps
            : throw new OptionException("steps", $"steps is '{text}'; it must be a whole number between 1 and 1e15.");

    private static string RequireName(string folder) => folder.Length > 0 ? folder : throw new UserException("the folder of --out has no name.");
}
