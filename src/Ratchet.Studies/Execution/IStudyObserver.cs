using Ratchet.Studies.Definitions;

namespace Ratchet.Studies.Execution;

/// <summary>Sees a study go on. Calls come one at a time, from any thread.</summary>
public interface IStudyObserver
{
    /// <summary>The study begins, or goes on.</summary>
    void OnStart(StudyProgress progress);

    /// <summary>A worker begins with a run, or goes on with it.</summary>
    void OnRunStarted(StudyProgress progress, StudyRun run);

    /// <summary>A worker's work on a run has ended.</summary>
    void OnRunEnded(StudyProgress progress, StudyRun run, RunEnd end);

    /// <summary>Something went wrong that the study survives, in one sentence.</summary>
    void OnWarning(string message);
}
