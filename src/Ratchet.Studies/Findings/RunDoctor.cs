using Ratchet.Studies.Records;

namespace Ratchet.Studies.Findings;

/// <summary>
/// Reads a run and says what is wrong with it, each finding in a sentence with its numbers and a sentence with the mend. A healthy run gets one finding, the note <c>speed</c>.
/// Of an old run, which lacks some numbers, it says less; it changes nothing, and the run may go on meanwhile.
/// </summary>
public static class RunDoctor
{
    private static readonly Func<RunHistory, IEnumerable<Finding>>[] Checks =
    [
        CourseFindings.Examine, SamplingFindings.Examine, NormaliserFindings.Examine, CriticFindings.Examine, RegionFindings.Examine, PolicyFindings.Examine, SpeedFindings.Examine,
    ];

    /// <summary>Everything found, the worst first.</summary>
    /// <param name="run">The run, read with all of its numbers.</param>
    public static IReadOnlyList<Finding> Examine(RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var history = new RunHistory(run);
        Finding[] found = [.. Checks.SelectMany(check => check(history)).OrderByDescending(finding => finding.Severity)];
        bool hasCause = found.Any(finding => finding.Severity > FindingSeverity.Note && !IsSymptom(finding) && !finding.Name.StartsWith(SpeedFindings.Slow, StringComparison.Ordinal));
        // Of the symptoms, the first says the most.
        string? told = hasCause ? null : found.FirstOrDefault(IsSymptom)?.Name;
        return [.. found.Where(finding => !IsSymptom(finding) || finding.Name == told)];
    }

    /// <summary>A return that does not rise, and a critic that is far off where it does not, are symptoms: told where nothing else was found that may be why. Lost time is no reason.</summary>
    private static bool IsSymptom(Finding finding) => finding.Name is CriticFindings.Bias or PolicyFindings.Stalled;
}
