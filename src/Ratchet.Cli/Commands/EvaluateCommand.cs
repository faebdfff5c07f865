using System.CommandLine;
using System.Globalization;
using Ratchet.Cli.Views;
using Ratchet.Environments;
using Ratchet.Environments.Wrappers;
using Ratchet.Training;
using Ratchet.Training.Runs;

namespace Ratchet.Cli.Commands;

/// <summary><c>ratchet evaluate</c>: full episodes with the frozen policy of a run's last checkpoint.</summary>
internal static class EvaluateCommand
{
    private const int MostEpisodes = 1_000_000;

    public static Command Create(Surroundings surroundings)
    {
        Argument<string> folder = SharedOptions.Folder();
        var episodes = new Option<string>("--episodes") { Description = "Full episodes to run (default: 100).", HelpName = "n", DefaultValueFactory = _ => "100" };
        var seed = new Option<string>("--seed")
        {
            Description = "Seed of the evaluation (default: 1); with equal seeds, all runs of a task start from the same states.",
            HelpName = "n",
            DefaultValueFactory = _ => "1",
        };
        Option<string?> threads = SharedOptions.Threads();
        var record = new Option<string?>("--record") { Description = "A new file for all episodes, one line of JSON each; first those with sampled actions.", HelpName = "file" };
        Option<bool> json = SharedOptions.Json("Prints one JSON object.");
        var command = new Command("evaluate", "Measures the policy of a run, with sampled actions and with the most probable ones.") { folder, episodes, seed, threads, record, json };
        command.SetAction(result =>
        {
            string path = result.GetRequiredValue(folder);
            int count = SharedOptions.ReadWhole("episodes", result.GetRequiredValue(episodes), 1, MostEpisodes);
            ulong seedValue = SharedOptions.ReadSeed(result.GetRequiredValue(seed));
            int threadCount = SharedOptions.ReadThreads(result.GetValue(threads));
            EnvironmentDefinition definition = Tasks.Find(RunFolder.ReadOptions(path));
            definition.Notices.Raised += message => surroundings.Error.WriteLine(Wording.Warning(message));
            EvaluationResult measured = RunEvaluation.Measure(path, definition, count, seedValue, threadCount, ReadRecording(result.GetValue(record)));
            surroundings.Output.WriteLine(result.GetValue(json) ? JsonText.Write(measured.Write) : ToText(measured, count));
            return ExitCode.Success;
        });
        return command;
    }

    private static EpisodeFile? ReadRecording(string? path) => path switch
    {
        null => null,
        "" => throw new UserException("the file of --record has no name."),
        _ when Path.Exists(path) => throw new UserException($"'{path}' is there already, and is not overwritten; name a new file, or remove that one."),
        _ => new EpisodeFile(path),
    };

    private static string ToText(EvaluationResult result, int episodes) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        Return over {episodes} episodes (mean ± deviation):
          actions sampled      {result.Stochastic.MeanReturn:0.00} ± {result.Stochastic.Std:0.00}
          most probable ones   {result.Deterministic.MeanReturn:0.00} ± {result.Deterministic.Std:0.00}
        """);
}
