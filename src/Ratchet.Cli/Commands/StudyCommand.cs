using System.CommandLine;
using System.Globalization;
using Ratchet.Cli.Views;
using Ratchet.Environments;
using Ratchet.Studies.Definitions;
using Ratchet.Studies.Execution;
using Ratchet.Training;

namespace Ratchet.Cli.Commands;

/// <summary><c>ratchet study</c>: trains the runs of a study, one on each core, or goes on with it.</summary>
internal static class StudyCommand
{
    private const string List = "list", Show = "show", One = "run";

    public static Command Create(Surroundings surroundings)
    {
        var what = new Argument<string>("study") { Description = "A built-in study, a FILE.json, or the folder of a study to go on with; 'list' shows the built-in ones, 'show NAME' prints one to copy and edit." };
        var name = new Argument<string?>("name") { Description = "After 'show': which study.", Arity = ArgumentArity.ZeroOrOne };
        var folder = new Option<string?>("--out") { Description = "The study's folder (default: studies/NAME). The same command again goes on with the study in it.", HelpName = "dir" };
        var until = new Option<string?>("--until") { Description = "The budget that is compared now, in environment steps; a larger one later goes on from there (default: the study's).", HelpName = "n" };
        var seeds = new Option<string?>("--seeds") { Description = "Other seeds than the study's, such as 20001-20003; a study that is there keeps those that it has.", HelpName = "list" };
        var tasks = new Option<string?>("--tasks") { Description = "Trains on these tasks only, now.", HelpName = "list" };
        var rules = new Option<string?>("--rules") { Description = "Trains with these rules only, now.", HelpName = "list" };
        var workers = new Option<string?>("--workers") { Description = "Runs at a time, each on one core (default: one for each processor); results do not depend on it.", HelpName = "n" };
        var processes = new Option<bool>("--processes") { Description = "Trains each run as a process of its own: a simulator that crashes then ends one run, not all that run beside it." };
        var reuse = new Option<string[]>("--reuse") { Description = "Takes over runs of another study with the same settings and seed; repeatable.", HelpName = "dir" };
        var retry = new Option<bool>("--retry") { Description = "Tries runs that failed again." };
        var quiet = new Option<bool>("--quiet") { Description = "Prints nothing but warnings and errors." };
        var run = new Option<string?>("--run") { Description = "After 'run DIR': the one run, for --processes.", Hidden = true };
        Option<bool> json = SharedOptions.Json("Prints one JSON line for each run that begins or ends, and one for the study.");
        var command = new Command(
            "study", "Trains many runs: tasks × rules × seeds, one run on each core. Stopped or killed anywhere, the same command goes on, and ends with the same results.")
        {
            what, name, folder, until, seeds, tasks, rules, workers, processes, reuse, retry, json, quiet, run,
        };
        command.SetAction(result =>
        {
            string asked = result.GetRequiredValue(what);
            string? second = result.GetValue(name);
            if (asked is Show or One && second is null)
                throw new UserException($"'study {asked}' needs the name of a study; see 'ratchet study --help'.");
            if (second is not null && asked is not (Show or One))
                throw new UserException($"'study' does not know what to do with '{second}'; see 'ratchet study --help'.");
            switch (asked)
            {
                case List:
                    return StudyListView.Write(surroundings, result.GetValue(json));
                case Show:
                    surroundings.Output.Write(StudySource.Find(second!).Text);
                    return ExitCode.Success;
                case One:
                    return StudySession.RunOne(surroundings, second!, result.GetValue(run) ?? throw new UserException("'study run' needs --run TASK/RULE/SEED."), ReadSteps(result.GetValue(until)));
            }

            StudySource source = StudySource.Find(asked);
            StudyDefinition study = source.Definition;
            SeedList? given = result.GetValue(seeds) is { } list ? ReadSeeds(list) : null;
            study = study with { Seeds = given ?? study.Seeds, Until = ReadSteps(result.GetValue(until), study) ?? study.Until };
            var request = new StudyRequest(result.GetValue(folder) ?? source.Folder ?? Path.Combine("studies", study.Name), study)
            {
                Seeds = given,
                Tasks = ReadNames("task", result.GetValue(tasks), study.Tasks.Select(task => task.Name)),
                Rules = ReadNames("rule", result.GetValue(rules), study.Rules.Select(rule => rule.Name)),
                Workers = result.GetValue(workers) is { } count ? SharedOptions.ReadWhole("workers", count, 1, SharedOptions.MostThreads) : System.Environment.ProcessorCount,
                Processes = result.GetValue(processes),
                Reuse = result.GetValue(reuse) ?? [],
                Retry = result.GetValue(retry),
            };
            return StudySession.Run(surroundings, request, StudyViews.Choose(surroundings, result.GetValue(json), result.GetValue(quiet)));
        });
        return command;
    }

    private static long ReadSteps(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long steps) ? steps : long.MaxValue;

    private static long? ReadSteps(string? text, StudyDefinition study)
    {
        if (text is null)
            return null;
        return long.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out long steps) && steps >= 1 && steps <= study.Steps
            ? steps
            : throw new UserException($"until is '{text}'; it must be a whole number of environment steps, at most the {study.Steps} of a run.");
    }

    private static SeedList ReadSeeds(string text) => SeedList.Parse(text) ?? throw new UserException($"seeds is '{text}'; it must be such as 20001-20010, or 20001,20005.");

    private static string[]? ReadNames(string what, string? text, IEnumerable<string> known)
    {
        string[]? names = text?.Split(',', StringSplitOptions.TrimEntries);
        string[] all = [.. known];
        foreach (string name in names ?? [])
            if (!all.Contains(name))
                throw new UserException(NearestName.Find(name, all) is { } nearest
                    ? $"the study has no {what} '{name}'; did you mean '{nearest}'?"
                    : $"the study has no {what} '{name}'; it has {string.Join(", ", all)}.");
        return names;
    }
}
