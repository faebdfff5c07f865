namespace Ratchet.Studies.Definitions;

/// <summary>A rule of a study: a policy-update rule, with settings of its own.</summary>
public sealed record StudyRule
{
    /// <summary>The study's name for it; a folder is named so. By default the rule's.</summary>
    public required string Name { get; init; }

    /// <summary>The policy-update rule, as <c>ratchet list</c> shows it.</summary>
    public required string Rule { get; init; }

    /// <summary>Settings that differ from its presets on every task.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>How its settings were chosen; null for the presets as they are.</summary>
    public StudyTuning? Tuning { get; init; }

    /// <summary>Names of the tasks that it runs on; null for all.</summary>
    public IReadOnlyList<string>? Tasks { get; init; }

    /// <summary>The seeds that it runs with, where they are seeds of the study; null for all.</summary>
    public SeedList? Seeds { get; init; }

    /// <summary>Whether it runs on a task with a seed.</summary>
    public bool RunsOn(StudyTask task, ulong seed) => (Tasks?.Contains(task.Name, StringComparer.Ordinal) ?? true) && (Seeds?.Contains(seed) ?? true);
}

/// <summary>How settings were chosen.</summary>
/// <param name="Trials">How many settings were tried out.</param>
/// <param name="Tasks">The tasks that they were tried out on.</param>
/// <param name="Seeds">The seeds that they were tried out with; tuning seeds.</param>
/// <param name="Note">What else a reader must know, such as how sure the count is; empty for nothing.</param>
public sealed record StudyTuning(int Trials, IReadOnlyList<string> Tasks, SeedList Seeds, string Note = "");
