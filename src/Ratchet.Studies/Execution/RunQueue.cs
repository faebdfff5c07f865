using Ratchet.Studies.Definitions;

namespace Ratchet.Studies.Execution;

/// <summary>
/// What is trained next: a run of the first seed that has one left, so that all cells grow evenly, and of these the one that takes longest by what is known by then, so that
/// the last worker does not work alone for long. Runs whose length is not known come first, in the order of the plan.
/// </summary>
internal sealed class RunQueue(IEnumerable<StudyRun> runs, StudyProgress progress)
{
    private readonly List<StudyRun> _left = [.. runs];

    /// <summary>The next run; null when there is none.</summary>
    public StudyRun? Take()
    {
        lock (_left)
        {
            if (_left.Count == 0)
                return null;
            ulong seed = _left[0].Seed;
            StudyRun next = _left.TakeWhile(run => run.Seed == seed).MaxBy(run => progress.SecondsPerStep(run) ?? double.PositiveInfinity)!;
            _left.Remove(next);
            return next;
        }
    }
}
