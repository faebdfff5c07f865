using System.CommandLine;
using Ratchet.Environments;
using Ratchet.Training;

namespace Ratchet.Cli.Commands;

/// <summary><c>ratchet train</c>: trains a policy in a run folder, or goes on with the run that is there.</summary>
internal static class TrainCommand
{
    public static Command Create(Surroundings surroundings)
    {
        Argument<string> environment = SharedOptions.Environment();
        var rule = new Option<string>("--rule") { Description = "The update rule: fixpo (default), ppo, trpo …; 'ratchet list' shows them.", HelpName = "rule", DefaultValueFactory = _ => Rules.Default };
        var seed = new Option<string?>("--seed") { Description = "Seed of all randomness (default: 1).", HelpName = "n" };
        var steps = new Option<string?>("--steps") { Description = "Environment steps of the run, such as 100000 or 3e6 (default: the preset's).", HelpName = "n" };
        Option<string?> threads = SharedOptions.Threads();
        var set = new Option<string[]>("--set") { Description = "Changes a setting of the preset; repeatable. 'ratchet list' shows the keys.", HelpName = "key=value" };
        var folder = new Option<string?>("--out") { Description = "The run's folder (default: runs/ENVIRONMENT-RULE-SEED). The same command again goes on with the run in it.", HelpName = "dir" };
        Option<string?> wrap = SharedOptions.Wrap(), python = SharedOptions.Python();
        Option<bool> json = SharedOptions.Json("Prints one JSON line for each iteration, evaluation point, and the end.");
        var command = new Command("train", "Trains a policy.") { environment, rule, seed, steps, threads, set, wrap, python, folder, json };
        command.SetAction(result =>
        {
            RunOptions options = Presets.For(result.GetRequiredValue(environment), result.GetRequiredValue(rule));
            foreach (Option<string?> option in (Option<string?>[])[seed, steps, wrap, python])
                if (result.GetValue(option) is { } text)
                    options = Settings.Apply(options, option.Name["--".Length..], text);
            options = Settings.Apply(options, result.GetValue(set) ?? []);
            options.Validate();
            EnvironmentDefinition definition = Tasks.Find(options);
            string path = result.GetValue(folder) ?? DefaultFolder(options.Training);
            return TrainingSession.Run(surroundings, path, options, definition, SharedOptions.ReadThreads(result.GetValue(threads)), result.GetValue(json));
        });
        return command;
    }

    // The name of a Gymnasium environment may hold what no folder may.
    private static string DefaultFolder(TrainingOptions options) => Path.Combine(
        "runs", $"{string.Concat(options.Environment.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' ? letter : '-'))}-{options.Rule}-{options.Seed}");
}
