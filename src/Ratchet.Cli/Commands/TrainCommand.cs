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
        var rule = new Option<string>("--rule") { Description = "The update rule: fixpo (default) or ppo.", HelpName = "rule", DefaultValueFactory = _ => Rules.Default };
        var seed = new Option<string?>("--seed") { Description = "Seed of all randomness (default: 1).", HelpName = "n" };
        var steps = new Option<string?>("--steps") { Description = "Environment steps of the run, such as 100000 or 3e6 (default: the preset's).", HelpName = "n" };
        Option<string?> threads = SharedOptions.Threads();
        var set = new Option<string[]>("--set") { Description = "Changes a setting of the preset; repeatable. 'ratchet list' shows the keys.", HelpName = "key=value" };
        var folder = new Option<string?>("--out") { Description = "The run's folder (default: runs/ENVIRONMENT-RULE-SEED). The same command again goes on with the run in it.", HelpName = "dir" };
        Option<bool> json = SharedOptions.Json("Prints one JSON line for each iteration, evaluation point, and the end.");
        var command = new Command("train", "Trains a policy.") { environment, rule, seed, steps, threads, set, folder, json };
        command.SetAction(result =>
        {
            EnvironmentDefinition definition = Tasks.Find(result.GetRequiredValue(environment));
            RunOptions options = Presets.For(definition.Name, result.GetRequiredValue(rule));
            if (result.GetValue(seed) is { } seedText)
                options = Settings.Apply(options, "seed", seedText);
            if (result.GetValue(steps) is { } stepsText)
                options = Settings.Apply(options, "steps", stepsText);
            foreach (string assignment in result.GetValue(set) ?? [])
                options = Settings.Apply(options, assignment);
            options.Validate();
            string path = result.GetValue(folder) ?? DefaultFolder(options.Training);
            return TrainingSession.Run(surroundings, path, options, definition, SharedOptions.ReadThreads(result.GetValue(threads)), result.GetValue(json));
        });
        return command;
    }

    private static string DefaultFolder(TrainingOptions options) => Path.Combine("runs", $"{options.Environment}-{options.Rule}-{options.Seed}");
}
