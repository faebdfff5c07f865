using Ratchet.Studies.Definitions;

namespace Ratchet.Cli;

/// <summary>What is asked of a study.</summary>
/// <param name="Folder">Where it is.</param>
/// <param name="Study">What it is.</param>
internal sealed record StudyRequest(string Folder, StudyDefinition Study)
{
    /// <summary>The seeds that are worked on now; null for all.</summary>
    public SeedList? Seeds { get; init; }

    /// <summary>The tasks that are worked on now; null for all.</summary>
    public string[]? Tasks { get; init; }

    /// <summary>The rules that are worked on now; null for all.</summary>
    public string[]? Rules { get; init; }

    /// <summary>Runs at a time.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Whether each run is a process.</summary>
    public bool Processes { get; init; }

    /// <summary>Folders of studies whose runs are taken over.</summary>
    public string[] Reuse { get; init; } = [];

    /// <summary>Whether runs that failed are tried again.</summary>
    public bool Retry { get; init; }

    /// <summary>The same for the study of a sweep's best trials.</summary>
    public StudyRequest For((string Folder, StudyDefinition Study) selection) => new(selection.Folder, selection.Study) { Workers = Workers, Processes = Processes, Retry = Retry };

    /// <summary>Whether a run is worked on now.</summary>
    public bool Includes(StudyRun run) =>
        (Seeds?.Contains(run.Seed) ?? true) && (Tasks?.Contains(run.Task) ?? true) && (Rules?.Contains(run.Rule) ?? true);
}
