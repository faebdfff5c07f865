using Ratchet.Studies.Definitions;

namespace Ratchet.Studies.Execution;

/// <summary>Where a run of a study stands.</summary>
public enum StudyRunState
{
    /// <summary>Not begun, or not yet at the budget.</summary>
    Left,

    /// <summary>Trained to the budget that is compared, or beyond it.</summary>
    Done,

    /// <summary>It failed, and is not tried again unless that is asked for. Its last score counts.</summary>
    Failed,
}

/// <summary>A run that failed: <c>runs/TASK/RULE/SEED.failed.json</c>, beside its folder.</summary>
/// <param name="Steps">Environment steps that it had done.</param>
/// <param name="Message">What went wrong, in one sentence.</param>
public sealed record StudyFailure(long Steps, string Message);

/// <summary>Time that a study took, over all processes that worked on it: <c>clock.json</c>.</summary>
/// <param name="WallSeconds">Seconds in which at least one worker trained.</param>
/// <param name="CoreSeconds">The workers' seconds together; a worker keeps one core busy.</param>
/// <param name="Processes">How many times the study was started.</param>
public sealed record StudyClock(double WallSeconds, double CoreSeconds, int Processes);

/// <summary>What a study's folder tells, without holding it: <c>study.json</c>, <c>clock.json</c>, <c>runs/TASK/RULE/SEED</c>.</summary>
public static class StudyFiles
{
    /// <summary>The definition's file.</summary>
    public const string DefinitionFile = "study.json";

    /// <summary>Whether a folder holds a study.</summary>
    public static bool IsStudy(string path) => File.Exists(Path.Combine(path, DefinitionFile));

    /// <summary>The definition of the study in a folder, resolved.</summary>
    /// <exception cref="StudyException">There is none, or it is damaged.</exception>
    public static StudyDefinition ReadDefinition(string path) => throw new StudyException("not yet");

    /// <summary>The folder of a run.</summary>
    /// <param name="path">The study's folder.</param>
    /// <param name="run">TASK/RULE/SEED.</param>
    public static string RunPath(string path, string run) => Path.Combine(path, "runs", run.Replace('/', Path.DirectorySeparatorChar));

    /// <summary>Why a run failed; null when it did not.</summary>
    /// <param name="path">The study's folder.</param>
    /// <param name="run">TASK/RULE/SEED.</param>
    public static StudyFailure? ReadFailure(string path, string run) => throw new StudyException("not yet");

    /// <summary>Time that the study took.</summary>
    /// <param name="path">The study's folder.</param>
    public static StudyClock ReadClock(string path) => throw new StudyException("not yet");
}
