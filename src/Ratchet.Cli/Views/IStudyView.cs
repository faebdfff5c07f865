using Ratchet.Studies.Definitions;
using Ratchet.Studies.Execution;

namespace Ratchet.Cli.Views;

/// <summary>Shows a study while it goes on.</summary>
internal interface IStudyView : IStudyObserver
{
    /// <summary>Runs the study within the view.</summary>
    StudyOutcome Show(Func<StudyOutcome> execute) => execute();

    /// <summary>Runs of another study were taken over.</summary>
    void OnReuse(string folder, int count);

    /// <summary>All that was asked for is done, or has failed, and the results are written.</summary>
    /// <param name="folder">The study's.</param>
    /// <param name="page">The page of results.</param>
    void OnEnd(StudyFolder folder, string page);
}
