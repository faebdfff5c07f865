using Ratchet.Studies.Records;

namespace Ratchet.Studies.Findings;

/// <summary>
/// Reads a run and says what is wrong with it, each finding in a sentence with its numbers and a sentence with the mend. A healthy run gets one finding, the note <c>speed</c>.
/// Of an old run, which lacks some numbers, it says less; it changes nothing, and the run may go on meanwhile.
/// </summary>
public static class RunDoctor
{
    /// <summary>Everything found, the worst first.</summary>
    /// <param name="run">The run, read with all of its numbers.</param>
    public static IReadOnlyList<Finding> Examine(RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return [];
    }
}
