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

    /// <summary>The work of this process is over.</summary>
    void OnEnd(StudyFolder folder, StudyOutcome outcome);
}
