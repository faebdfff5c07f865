namespace Ratchet.Studies.Definitions;

/// <summary>A task of a study: an environment, with settings of its own.</summary>
public sealed record StudyTask
{
    /// <summary>The study's name for it; a folder is named so. By default the environment's.</summary>
    public required string Name { get; init; }

    /// <summary>The environment, as <c>ratchet list</c> shows it.</summary>
    public required string Environment { get; init; }

    /// <summary>Settings that differ from the presets for every rule on this task, such as discount = 0.9999.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What scores on it are normalised with; null where the study gives none.</summary>
    public TaskReference? Reference { get; init; }

    /// <summary>Whether it counts in aggregates over tasks and in what is said of pairs of rules. A variant of another task would give its environment two shares.</summary>
    public bool IsAggregated { get; init; } = true;
}

/// <summary>The two scores of a task that normalise others: (x − random) / (reference − random).</summary>
/// <param name="Random">Score of the random policy.</param>
/// <param name="Reference">Score that counts as 1.</param>
/// <param name="Source">Where the two come from.</param>
public sealed record TaskReference(double Random, double Reference, string Source);
