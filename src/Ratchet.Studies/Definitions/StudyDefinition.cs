using System.Globalization;
using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Training;

namespace Ratchet.Studies.Definitions;

/// <summary>What a study is: tasks × rules × seeds, all settings, and what is asked of the results. The JSON form is described in <c>docs/studies.md</c>.</summary>
public sealed record StudyDefinition
{
    private const int LongestName = 64;
    private const int MostRuns = 100_000;

    private readonly long? _until;

    /// <summary>In kebab-case, such as <c>fixpo-mujoco</c>; a folder is named so.</summary>
    public required string Name { get; init; }

    /// <summary>A sentence or two: what is compared, and why.</summary>
    public string About { get; init; } = "";

    /// <summary>The tasks.</summary>
    public required IReadOnlyList<StudyTask> Tasks { get; init; }

    /// <summary>The rules.</summary>
    public required IReadOnlyList<StudyRule> Rules { get; init; }

    /// <summary>The seeds of every cell.</summary>
    public required SeedList Seeds { get; init; }

    /// <summary>What the seeds are for; those outside of its range are refused.</summary>
    public required SeedPurpose Purpose { get; init; }

    /// <summary>Environment steps of every run: schedules span these.</summary>
    public required long Steps { get; init; }

    /// <summary>The budget that is compared now, in environment steps: runs stop there, and go on when it is raised. By default all steps.</summary>
    public long Until
    {
        get => _until ?? Steps;
        init => _until = value;
    }

    /// <summary>Settings that differ from the presets for all tasks and rules; a task or a rule may set the same ones anew.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The number that runs are compared by.</summary>
    public StudyScore Score { get; init; } = new(ScoreSource.Training, ScoreSummary.Final);

    /// <summary>Names of the figures that are asked for; empty for those that every study gets.</summary>
    public IReadOnlyList<string> Figures { get; init; } = [];

    /// <summary>The search whose trials are the rules; null for none.</summary>
    public StudySweep? Sweep { get; init; }

    /// <summary>How many runs there are.</summary>
    public int RunCount => Cells.Sum(cell => cell.Rule.Seeds is { } seeds ? Seeds.Intersect(seeds).Count : Seeds.Count);

    /// <summary>The pairs of task and rule that have runs, by task, then by rule.</summary>
    public IEnumerable<(StudyTask Task, StudyRule Rule)> Cells =>
        from task in Tasks from rule in Rules where Seeds.Any(seed => rule.RunsOn(task, seed)) select (task, rule);

    /// <summary>Whether a study, task or rule may be called so: small letters, digits, '.', '-' and '_', the first one a letter or digit, at most 64. Folders are named so.</summary>
    public static bool IsName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length is > 0 and <= LongestName && (char.IsAsciiLetterLower(name[0]) || char.IsAsciiDigit(name[0])) && name[^1] != '.'
            && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '.' or '-' or '_');
    }

    /// <summary>Checks names, seeds and how the parts fit together; the settings of runs are checked by <see cref="Plan"/>.</summary>
    /// <exception cref="StudyException">Something is wrong.</exception>
    public void Validate()
    {
        if (!IsName(Name))
            throw new StudyException($"name is '{Name}'; it must be made of small letters, digits, '.', '-' and '_', at most {LongestName}.");
        RequireNames("tasks", "task", [.. Tasks.Select(task => task.Name)]);
        RequireNames("rules", "rule", [.. Rules.Select(rule => rule.Name)]);
        if (Steps < 1 || Until < 1 || Until > Steps)
            throw new StudyException($"until is {Until}; it must be a whole number between 1 and the steps of a run, {Steps}.");
        if (Seeds.Count == 0)
            throw new StudyException("seeds is empty; a study has at least one seed.");
        RequirePurpose("seeds", Seeds, Purpose);
        if (Sweep is not null && Purpose != SeedPurpose.Tuning)
            throw new StudyException($"purpose is {Words.Of(Purpose)}; a sweep is tuning.");
        if (Sweep?.Selection is { } selection)
            RequirePurpose("sweep.selection.seeds", selection.Seeds, SeedPurpose.Selection);
        foreach (StudyRule rule in Rules)
            Validate(rule);
        if (RunCount is 0 or > MostRuns)
            throw new StudyException($"the study has {RunCount} runs; it must have 1 to {MostRuns}.");
    }

    /// <summary>The settings of one run, checked: the preset for task and rule, then the study's settings, then those of task and rule.</summary>
    /// <exception cref="StudyException">A setting is wrong, belongs to another rule, or is set by task and rule both.</exception>
    public RunOptions OptionsOf(StudyTask task, StudyRule rule, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(rule);
        if (task.Settings.Keys.FirstOrDefault(rule.Settings.ContainsKey) is { } key)
            throw new StudyException($"{key} is set by the task {task.Name} and by the rule {rule.Name}; one of them may set it.");
        try
        {
            var own = task.Settings.Concat(rule.Settings).ToDictionary(StringComparer.Ordinal);
            IEnumerable<KeyValuePair<string, string>> all = Settings.Where(setting => !own.ContainsKey(setting.Key)).Concat(own);
            RunOptions options = Ratchet.Training.Settings.Apply(Presets.For(task.Environment, rule.Rule), all.Select(setting => $"{setting.Key}={setting.Value}"));
            options = options with { Training = options.Training with { Steps = Steps, Seed = seed } };
            options.Validate();
            return options;
        }
        catch (OptionException exception)
        {
            throw new StudyException($"task {task.Name} with rule {rule.Name}: {exception.Message}", exception);
        }
    }

    /// <summary>All runs, seeds outermost, so that all cells grow evenly; within a seed by task, then by rule. Everything that can be wrong with one shows here, before anything is trained.</summary>
    /// <param name="find">The environment of a run.</param>
    /// <param name="warn">Is told of settings that are hardly meant.</param>
    /// <exception cref="StudyException">A run would be refused; the message names it.</exception>
    public IReadOnlyList<StudyRun> Plan(Func<RunOptions, EnvironmentDefinition> find, Action<string>? warn = null)
    {
        ArgumentNullException.ThrowIfNull(find);
        Validate();
        var check = new CellCheck(find, warn);
        foreach ((StudyTask task, StudyRule rule) in Cells)
            check.Require(task, rule, OptionsOf(task, rule, Seeds[0]));
        return
        [
            .. from seed in Seeds from task in Tasks from rule in Rules where rule.RunsOn(task, seed)
               select new StudyRun(task.Name, rule.Name, seed, OptionsOf(task, rule, seed)),
        ];
    }

    private void Validate(StudyRule rule)
    {
        foreach (string task in rule.Tasks ?? [])
            if (Tasks.All(known => known.Name != task))
                throw Unknown($"rule {rule.Name} runs on the unknown task '{task}'", task, Tasks.Select(known => known.Name));
        if (rule.Seeds is { } seeds)
            RequirePurpose($"seeds of rule {rule.Name}", seeds, Purpose);
        if (rule.Tuning is { } tuning)
            RequirePurpose($"tuning.seeds of rule {rule.Name}", tuning.Seeds, SeedPurpose.Tuning);
    }

    private static void RequireNames(string field, string one, string[] names)
    {
        if (names.Length == 0)
            throw new StudyException($"{field} is empty; a study has at least one {one}.");
        if (names.FirstOrDefault(name => !IsName(name)) is { } wrong)
            throw new StudyException($"a {one} is named '{wrong}'; a name is made of small letters, digits, '.', '-' and '_', at most {LongestName}.");
        if (names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Skip(1).Any()) is { } twice)
            throw new StudyException($"two {field} are named {twice.Key}; names must differ.");
    }

    private static void RequirePurpose(string field, SeedList seeds, SeedPurpose purpose)
    {
        foreach (ulong seed in seeds)
            if (SeedRanges.PurposeOf(seed) is var found && found != purpose)
                throw new StudyException($"{field} has {seed}, which is a seed for {Words.Of(found)}; those for {Words.Of(purpose)} are {SeedRanges.TextOf(purpose)}.");
    }

    private static StudyException Unknown(string what, string name, IEnumerable<string> known) => new(
        NearestName.Find(name, known) is { } nearest ? $"{what}; did you mean '{nearest}'?" : $"{what}; known are {string.Join(", ", known)}.");
}
