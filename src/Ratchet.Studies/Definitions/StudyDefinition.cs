using System.Text.Json;
using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Training;

namespace Ratchet.Studies.Definitions;

/// <summary>What a study is: tasks × rules × seeds, all settings, and what is asked of the results. The JSON form is described in <c>docs/studies.md</c>.</summary>
public sealed record StudyDefinition
{
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

    /// <summary>A search over settings, as it stands in the file; null for none.</summary>
    public JsonElement? Sweep { get; init; }

    /// <summary>The settings of one run, checked: the preset for task and rule, then the study's settings, then those of task and rule.</summary>
    /// <exception cref="StudyException">A setting is wrong, belongs to another rule, or is set by task and rule both.</exception>
    public RunOptions OptionsOf(StudyTask task, StudyRule rule, ulong seed) => throw new StudyException("not yet");

    /// <summary>All runs, seeds outermost, so that all cells grow evenly; within a seed by task, then by rule. Everything that can be wrong with one shows here, before anything is trained.</summary>
    /// <param name="find">The environment of a run.</param>
    /// <exception cref="StudyException">A run would be refused; the message names it.</exception>
    public IReadOnlyList<StudyRun> Plan(Func<RunOptions, EnvironmentDefinition> find) => throw new StudyException("not yet");
}
