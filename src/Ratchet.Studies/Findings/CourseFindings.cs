using System.Globalization;
using Ratchet.Storage;
using Ratchet.Training.Failures;
using Ratchet.Training.Runs;
using static Ratchet.Studies.Findings.FindingText;

namespace Ratchet.Studies.Findings;

/// <summary>Whether the run came to its end: a step that failed, or nobody who works on it.</summary>
internal static class CourseFindings
{
    /// <summary>A run that wrote something so lately is at work; to look at its lock could disturb one that begins.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);

    public static IEnumerable<Finding> Examine(RunHistory run)
    {
        if (run.Run.Finished is not null)
            yield break;
        string dump = Path.Combine(run.Run.Path, FailureDump.FileName), metrics = RunFolder.MetricsFileOf(run.Run.Path);
        DateTime written = File.GetLastWriteTimeUtc(metrics);
        // A run that has gone on since has written lines after its dump.
        if (File.Exists(dump) && (!File.Exists(metrics) || File.GetLastWriteTimeUtc(dump) >= written))
            yield return Failed(run, dump);
        else if (File.Exists(metrics) && DateTime.UtcNow - written > Quiet && !IsHeld(run.Run.Path))
            yield return Stopped(run);
    }

    private static Finding Failed(RunHistory run, string dump) => new(
        "failed", FindingSeverity.Fault,
        $"The update after step {Number(run.Run.Steps)} had a number that is NaN or infinite, and the run ended there.",
        $"'ratchet replay {dump}' runs that step again and names the first such number; a lower learning rate or clipped gradients (max-gradient-norm) prevent most.",
        []);

    private static Finding Stopped(RunHistory run) => new(
        "stopped", FindingSeverity.Note,
        string.Create(CultureInfo.InvariantCulture, $"The run stands at {run.Run.Steps:#,0} of {run.PlannedSteps:#,0} steps, and no process works on it."),
        $"'ratchet resume {run.Run.Path}' goes on.",
        []);

    /// <summary>Whether a process holds the run's lock. Looking takes a shared lock for a moment, which changes nothing in the folder.</summary>
    private static bool IsHeld(string path)
    {
        try
        {
            using var _ = new FileStream(Path.Combine(path, FolderLock.FileName), FileMode.Open, FileAccess.Read, FileShare.Read);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }
}
