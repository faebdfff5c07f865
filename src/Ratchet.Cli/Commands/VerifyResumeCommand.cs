using System.CommandLine;
using System.Globalization;
using Ratchet.Cli.Torture;
using Ratchet.Cli.Views;
using Ratchet.Environments;
using Ratchet.Environments.Wrappers;
using Ratchet.Training;
using Ratchet.Updates.Rules;

namespace Ratchet.Cli.Commands;

/// <summary><c>ratchet verify-resume</c>: kills trainings at random moments, resumes them, and compares them with ones that ran in peace.</summary>
internal static class VerifyResumeCommand
{
    private const string AllRules = "all";

    /// <summary>A rule of its own drift needs one; it is that of the paper on drifts (Lu et al. 2022), without its constants.</summary>
    private const string ExampleDrift = "relu((r-1)*A - 2*tanh((r-1)*A/2))";

    private const int MostEnvironments = 4, MostHorizon = 32, MostEpochs = 3, MostKills = 100_000;

    /// <summary>A training has enough iterations to be killed in, and enough steps for episodes to end.</summary>
    private const long LeastIterations = 100, LeastSteps = 1000;

    public static Command Create(Surroundings surroundings)
    {
        var environments = new Argument<string[]>("environment") { Description = "Environments, as 'ratchet list' shows them.", Arity = ArgumentArity.OneOrMore };
        var rule = new Option<string>("--rule") { Description = $"Update rules, separated by commas, or {AllRules} (default: {Rules.Default}).", HelpName = "list", DefaultValueFactory = _ => Rules.Default };
        var kills = new Option<string>("--kills") { Description = "Kills altogether, spread over all trainings (default: 10 for each).", HelpName = "n", DefaultValueFactory = _ => "" };
        Option<string> seed = SharedOptions.Seed();
        Option<string?> threads = SharedOptions.Threads();
        var set = new Option<string[]>("--set") { Description = "Changes a setting of the trainings, which are short versions of the presets; repeatable, as for 'train'. Of several rules those take it that have it.", HelpName = "key=value" };
        var folder = new Option<string?>("--out") { Description = "Where the folders of the trainings are made (default: a new temporary folder); those that end equal are removed.", HelpName = "dir" };
        Option<string?> wrap = SharedOptions.Wrap();
        Option<bool> json = SharedOptions.Json("Prints one JSON line for each training, and one for all.");
        var command = new Command(
            "verify-resume",
            "Kills trainings at random moments with SIGKILL, resumes them, and compares checkpoint and metrics with a run that was never interrupted; exit code 1 when any differs.")
        {
            environments, rule, kills, seed, threads, set, wrap, folder, json,
        };
        command.SetAction(result =>
        {
            string[] sets = [.. result.GetValue(set) ?? [], .. result.GetValue(wrap) is { } wrappers ? [$"wrap={wrappers}"] : (string[])[]];
            ulong seedValue = SharedOptions.ReadSeed(result.GetRequiredValue(seed));
            (RunOptions Options, RunOptions Preset)[] trainings = [.. Trainings(result.GetRequiredValue(environments), RulesOf(result.GetRequiredValue(rule)), sets, seedValue)];
            string killText = result.GetRequiredValue(kills);
            int killCount = killText.Length == 0 ? 10 * trainings.Length : SharedOptions.ReadWhole("kills", killText, 1, MostKills);
            int threadCount = SharedOptions.ReadThreads(result.GetValue(threads));
            string? given = result.GetValue(folder);
            if (given is { Length: 0 })
                throw new UserException($"{folder.Name} has no name: give the path of a folder.");
            string path = given is null ? Directory.CreateTempSubdirectory("ratchet-verify-resume-").FullName : Directory.CreateDirectory(given).FullName;
            int exitCode = Run(surroundings, trainings, killCount, threadCount, seedValue, path, result.GetValue(json));
            if (given is null && exitCode == ExitCode.Success)
                Directory.Delete(path);
            return exitCode;
        });
        return command;
    }

    private static int Run(Surroundings surroundings, (RunOptions Options, RunOptions Preset)[] trainings, int kills, int threads, ulong seed, string path, bool json)
    {
        var results = new List<TortureResult>();
        for (int i = 0; i < trainings.Length; i++)
        {
            (RunOptions options, RunOptions preset) = trainings[i];
            string folder = Path.Combine(path, string.Create(CultureInfo.InvariantCulture, $"{i + 1:000}-{options.Training.Rule}"));
            // As evenly as whole numbers go.
            int share = (int)(((long)kills * (i + 1) / trainings.Length) - ((long)kills * i / trainings.Length));
            if (Directory.Exists(folder))
                throw new UserException($"{folder} is there already: choose another --out.");
            TortureResult result = new ResumeTorture(options, preset, threads, folder, seed + (ulong)i).Run(share);
            results.Add(result);
            if (result.Difference is null)
                Directory.Delete(folder, recursive: true);
            surroundings.Output.WriteLine(json ? ToJson(result, folder) : Describe(result, folder));
            surroundings.Output.Flush();
        }

        bool equal = results.TrueForAll(result => result.Difference is null);
        surroundings.Output.WriteLine(json ? ToJson(results) : Summary(results));
        return equal ? ExitCode.Success : ExitCode.Found;
    }

    /// <summary>Every environment with every rule that fits it.</summary>
    private static IEnumerable<(RunOptions Options, RunOptions Preset)> Trainings(string[] environments, string[] rules, string[] sets, ulong seed)
    {
        foreach (string environment in environments)
        {
            foreach (string rule in rules)
            {
                RunOptions preset = Presets.For(environment, rule);
                RunOptions options = Shorten(preset) with { CheckpointInterval = 0, MetricsInterval = 0 };
                if (rule == "drift")
                    options = Settings.Apply(options, "drift", ExampleDrift);
                // Some are kept for ever, so that these are compared too.
                options = options with { KeepCheckpoints = LeastSteps / 4 };
                options = Settings.Apply(options, "seed", seed.ToString(CultureInfo.InvariantCulture));
                options = Settings.Apply(options, sets.Where(text => rules.Length == 1 || Settings.Find(text.Split('=')[0].Trim()).AppliesTo(options.Training)));
                if (!Array.Exists(sets, text => text.StartsWith("steps=", StringComparison.Ordinal)))
                    options = options with { Training = options.Training with { Steps = Math.Max(LeastSteps, LeastIterations * options.Training.Environments * options.Training.Horizon) } };
                options.Validate();
                // Of several rules those are meant that fit.
                IReadOnlyList<string> refusals = RuleCheck.Run(options.Training, ActionsOf(options)).Refusals;
                if (refusals.Count == 0)
                    yield return (options, preset);
                else if (rules.Length == 1)
                    throw new UserException(refusals[0]);
            }
        }
    }

    private static string[] RulesOf(string list)
    {
        if (list == AllRules)
            return [.. Rules.All.Select(rule => rule.Name)];
        string[] names = list.Split(',', StringSplitOptions.TrimEntries);
        foreach (string name in names)
            Rules.Require(name);
        return names;
    }

    /// <summary>The preset in small: a few steps, minibatches and epochs, so that a run is a second and every iteration has a checkpoint.</summary>
    private static RunOptions Shorten(RunOptions preset)
    {
        TrainingOptions training = preset.Training;
        int environments = Math.Min(training.Environments, MostEnvironments), horizon = Math.Min(training.Horizon, MostHorizon), batch = environments * horizon;
        return preset with
        {
            Training = training with
            {
                Environments = environments, Horizon = horizon,
                Optimization = training.Optimization with { Epochs = Math.Min(training.Optimization.Epochs, MostEpochs), Minibatch = Math.Min(training.Optimization.Minibatch, Math.Max(2, batch / 2)) },
                Region = training.Region with { FixupMinibatch = Math.Min(training.Region.FixupMinibatch, Math.Max(2, batch)) },
            },
        };
    }

    /// <summary>The actions of a task that can be resumed in mid-episode.</summary>
    private static Space ActionsOf(RunOptions options)
    {
        IEnvironment environment = EnvironmentWrappers.Apply(Tasks.Find(options), options.Training.Wrappers).Create();
        using (environment as IDisposable)
            return environment.SnapshotSize > 0
                ? environment.ActionSpace
                : throw new UserException($"'{options.Training.Environment}' makes no snapshots, so that a resumed run begins new episodes: it does not end as one that was never interrupted.");
    }

    private static string Describe(TortureResult result, string folder)
    {
        string head = $"{result.Environment,-26} {result.Rule,-20} {Phases(result.Kills)}: ";
        return result.Difference is null
            ? $"{head}equal, {result.Lines} lines of metrics, hash {result.Hash}"
            : $"{head}DIFFERENT: {result.Difference}; both runs are in {folder}";
    }

    private static string Summary(List<TortureResult> results)
    {
        int different = results.Count(result => result.Difference is not null);
        int[] kills = [.. Enumerable.Range(0, 3).Select(phase => results.Sum(result => result.Kills[phase]))];
        string verdict = different == 0 ? "no difference" : $"{different} differ";
        return $"{results.Count} trainings, {Phases(kills)}: {verdict}.";
    }

    private static string Phases(int[] kills) => $"{kills.Sum()} kills ({kills[0]} in a start-up, {kills[1]} in an iteration, {kills[2]} in a checkpoint's write)";

    private static string ToJson(TortureResult result, string folder) => JsonText.Write(json =>
    {
        json.WriteString("environment", result.Environment);
        json.WriteString("rule", result.Rule);
        json.WriteNumber("kills", result.TotalKills);
        json.WriteNumber("kills_in_start_up", result.Kills[(int)KillPhase.StartUp]);
        json.WriteNumber("kills_in_iteration", result.Kills[(int)KillPhase.Iteration]);
        json.WriteNumber("kills_in_checkpoint", result.Kills[(int)KillPhase.Checkpoint]);
        json.WriteBoolean("equal", result.Difference is null);
        json.WriteString("hash", result.Hash);
        if (result.Difference is null)
            return;
        json.WriteString("difference", result.Difference);
        json.WriteString("folder", folder);
    });

    private static string ToJson(List<TortureResult> results) => JsonText.Write(json =>
    {
        json.WriteNumber("trainings", results.Count);
        json.WriteNumber("kills", results.Sum(result => result.TotalKills));
        json.WriteNumber("different", results.Count(result => result.Difference is not null));
    });
}
