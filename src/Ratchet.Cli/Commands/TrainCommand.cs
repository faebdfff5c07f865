using System.CommandLine;
using Ratchet.Cli.Views;
using Ratchet.Environments;
using Ratchet.Training;
using Ratchet.Training.Runs;

namespace Ratchet.Cli.Commands;

/// <summary><c>ratchet train</c>: trains a policy in a run folder, or goes on with the run that is there.</summary>
internal static class TrainCommand
{
    private const string OwnDriftRule = "drift";

    public static Command Create(Surroundings surroundings)
    {
        Argument<string> environment = SharedOptions.Environment();
        var rule = new Option<string?>("--rule") { Description = $"The update rule, as 'ratchet list' shows them (default: {Rules.Default}; with --drift: {OwnDriftRule}).", HelpName = "rule" };
        var method = new Option<string?>("--method") { Description = "The rule by another name, for searches without gradients such as ars-v2, es, cma-es and cem.", HelpName = "rule" };
        var drift = new Option<string?>("--drift") { Description = "A drift of your own: a formula such as 'relu((r-1)*A - 2*tanh((r-1)*A/2))', or the FILE.safetensors of a network; 'ratchet check-drift' looks at it first.", HelpName = "drift" };
        var seed = new Option<string?>("--seed") { Description = "Seed of all randomness (default: 1).", HelpName = "n" };
        var steps = new Option<string?>("--steps") { Description = "Environment steps of the run, such as 100000 or 3e6 (default: the preset's).", HelpName = "n" };
        Option<string?> threads = SharedOptions.Threads();
        var set = new Option<string[]>("--set") { Description = "Changes a setting of the preset; repeatable. 'ratchet list' shows the keys.", HelpName = "key=value" };
        var folder = new Option<string?>("--out") { Description = "The run's folder (default: runs/ENVIRONMENT-RULE-SEED). The same command again goes on with the run in it.", HelpName = "dir" };
        var from = new Option<string?>("--from")
        {
            Description = "Begins with what another run has learnt, given its folder or a file of weights, instead of random parameters; the optimiser begins fresh.",
            HelpName = "run or file",
        };
        var parts = new Option<string?>("--from-parts")
        {
            Description = "What --from takes over: policy, alone or with value (the value function), normalizer (of observations), or both (default: policy,value,normalizer; of a file of weights: policy,normalizer).",
            HelpName = "list",
        };
        Option<string?> wrap = SharedOptions.Wrap(), python = SharedOptions.Python();
        Option<bool> json = SharedOptions.Json("Prints one JSON line for each iteration, evaluation point, and the end."), quiet = SharedOptions.Quiet();
        var command = new Command("train", "Trains a policy.") { environment, rule, method, drift, seed, steps, threads, set, wrap, python, from, parts, folder, json, quiet };
        command.SetAction(result =>
        {
            if (result.GetValue(rule) is { } one && result.GetValue(method) is { } other && one != other)
                throw new UserException($"--rule is {one} and --method {other}; they are two names of one thing: give one.");
            RunOptions options = Presets.For(
                result.GetRequiredValue(environment), result.GetValue(rule) ?? result.GetValue(method) ?? (result.GetValue(drift) is null ? Rules.Default : OwnDriftRule));
            foreach (Option<string?> option in (Option<string?>[])[drift, seed, steps, wrap, python])
                if (result.GetValue(option) is { } text)
                    options = Settings.Apply(options, option.Name["--".Length..], text);
            options = Settings.Apply(options, result.GetValue(set) ?? []);
            options.Validate();
            EnvironmentDefinition definition = Tasks.Find(options);
            foreach (string warning in RuleCheck.Run(options.Training).Warnings)
                surroundings.Error.WriteLine(Wording.Warning(warning));
            string path = result.GetValue(folder) ?? DefaultFolder(options.Training);
            int threadCount = SharedOptions.ReadThreads(result.GetValue(threads));
            return TrainingSession.Run(surroundings, path, options, definition, threadCount, SharedOptions.ReadOutput(result.GetValue(json), result.GetValue(quiet)), ReadStart(result.GetValue(from), result.GetValue(parts)));
        });
        return command;
    }

    private static WarmStart? ReadStart(string? run, string? parts)
    {
        if (run is null)
            return parts is null ? null : throw new UserException("--from-parts says what --from takes over; give --from too.");
        WarmStartParts? given = parts is null ? null : WarmStartOrigin.ParseParts(parts);
        if (File.Exists(run))
            return WarmStart.ReadFile(run, given ?? WarmStartParts.Policy | WarmStartParts.Normalizer);
        WarmStartParts taken = given ?? WarmStartParts.All;
        return WarmStart.Read(run, Tasks.Find(RunFolder.ReadOptions(run)), taken);
    }

    // The name of a Gymnasium environment may hold what no folder may.
    private static string DefaultFolder(TrainingOptions options) => Path.Combine(
        "runs", $"{string.Concat(options.Environment.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' ? letter : '-'))}-{options.Rule}-{options.Seed}");
}
