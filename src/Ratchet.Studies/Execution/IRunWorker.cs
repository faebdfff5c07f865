using Ratchet.Studies.Definitions;
using Ratchet.Training.Runs;

namespace Ratchet.Studies.Execution;

/// <summary>Trains one run at a time on one core: on a thread of this process, or as a process of its own. The run's files do not depend on which.</summary>
public interface IRunWorker
{
    /// <summary>Trains a run to a budget, or until it is to stop.</summary>
    /// <param name="run">The run.</param>
    /// <param name="path">Its folder.</param>
    /// <param name="until">The budget, in environment steps.</param>
    /// <param name="gauge">Is told where the run stands.</param>
    /// <param name="warn">Is told of what the run survives.</param>
    /// <param name="stop">Requests the stop, after which the run has a checkpoint.</param>
    /// <exception cref="RunException">The disk is full, or the like: what would befall every other run too.</exception>
    /// <exception cref="IOException">The same.</exception>
    RunEnd Train(StudyRun run, string path, long until, RunGauge gauge, Action<string> warn, CancellationToken stop);
}
