using Ratchet.Training;
using Ratchet.Training.Runs;

namespace Ratchet.Cli.Views;

/// <summary>Shows a run while it goes on.</summary>
internal interface IRunView : IRunObserver
{
    /// <summary>Runs the training within the view.</summary>
    RunOutcome Show(Func<RunOutcome> execute) => execute();
}
