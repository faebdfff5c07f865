using Ratchet.Numerics;

namespace Ratchet.Updates.Penalties;

/// <summary>What is asked of the KL to the old policy: ε of each task, or the one of all.</summary>
/// <param name="statistic">Which KL of the states of a task is bounded.</param>
/// <param name="common">ε of every task.</param>
/// <param name="ofTasks">ε of each; empty where all have the common one.</param>
/// <param name="tasks">How many tasks there are.</param>
/// <param name="clock">The time of the run.</param>
internal sealed class KlBound(KlStatistic statistic, Schedule common, IReadOnlyList<double> ofTasks, int tasks, RunClock clock)
{
    /// <summary>Which KL of the states of a task is bounded.</summary>
    public KlStatistic Statistic => statistic;

    /// <summary>How many tasks there are.</summary>
    public int Tasks => tasks;

    /// <summary>ε of a task, now.</summary>
    public double Of(int task) => ofTasks.Count > 0 ? ofTasks[task] : common.At(clock);

    /// <summary>
    /// Whether every share of ε is kept: NaN is beyond it, and a task without a state among these is within.
    /// </summary>
    /// <param name="all">All states.</param>
    /// <param name="byTask">The same by task; null where there is one.</param>
    /// <param name="share">How much of ε is granted.</param>
    public bool Holds(in KlSums all, ReadOnlySpan<KlSums> byTask, double share = 1)
    {
        if (tasks == 1)
            return all.Of(statistic) <= share * Of(0);
        for (int task = 0; task < tasks; task++)
            if (byTask[task].Rows > 0 && !(byTask[task].Of(statistic) <= share * Of(task)))
                return false;
        return true;
    }
}
