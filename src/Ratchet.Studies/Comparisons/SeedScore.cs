namespace Ratchet.Studies.Comparisons;

/// <summary>The score of one run.</summary>
/// <param name="Run">The run.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Score">In the units of the task's return.</param>
/// <param name="Normalized">(score − random) / (reference − random); null when the task has no reference.</param>
public sealed record SeedScore(ComparedRun Run, RunState State, double Score, double? Normalized)
{
    /// <summary>The run's seed.</summary>
    public ulong Seed => Run.Seed;
}
