namespace Ratchet.Studies.Comparisons;

/// <summary>What runs are compared at equal amounts of.</summary>
public enum ComparisonClock
{
    /// <summary>Environment steps: what matters where steps are dear. Comparable between machines.</summary>
    Steps,

    /// <summary>
    /// Wall time of training, without evaluations and checkpoints: what matters where steps are cheap. The runs of a task are compared at the seconds that all of them have which did not fail. Only
    /// runs of one machine, made alike, are comparable.
    /// </summary>
    Time,
}
