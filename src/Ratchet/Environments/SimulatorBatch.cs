using Ratchet.Numerics;

namespace Ratchet.Environments;

/// <summary>
/// N simulators of one task in structures of arrays: what a built-in task offers beside its <see cref="IEnvironment"/>, so that stepping many
/// of them is never the bottleneck. Both give the same bits (a test holds them together); <see cref="VectorEnvironment"/> adds the time
/// limit, the resets and the threads to either.
/// </summary>
/// <remarks>
/// Actions arrive checked, in float as the policy gives them. All numbers that are written are finite: where a task could overflow it
/// throws instead. Rows are independent: different threads step different ones at the same time.
/// </remarks>
internal abstract class SimulatorBatch(Space observationSpace, Space actionSpace) : IDisposable
{
    /// <summary>Of one simulator.</summary>
    public Space ObservationSpace { get; } = observationSpace;

    /// <summary>Of one simulator.</summary>
    public Space ActionSpace { get; } = actionSpace;

    /// <summary>Whether <see cref="CopyMask"/> ever forbids an action.</summary>
    public virtual bool HasActionMask => false;

    /// <summary>How many tasks a simulator sets.</summary>
    public virtual int TaskCount => 1;

    /// <summary>How many doubles the snapshot of one simulator takes: the same ones as its <see cref="IEnvironment"/> writes.</summary>
    public abstract int SnapshotSize { get; }

    /// <summary>
    /// About how many times faster a step is here than one by one, which is what <see cref="EnvironmentDefinition.StepMicroseconds"/> says. It decides
    /// only how the rows are spread over threads.
    /// </summary>
    public virtual double Speedup => 1;

    /// <summary>Where calls of simulators are marked that could hang; null where none can.</summary>
    public SimulatorCalls? Calls { get; set; }

    /// <summary>Begins an episode in one simulator.</summary>
    /// <param name="row">Which.</param>
    /// <param name="random">All randomness comes from it.</param>
    /// <param name="observation">[observation size], written.</param>
    public abstract void Reset(int row, ref RandomStream random, Span<float> observation);

    /// <summary>Advances neighbouring simulators by one decision; those that end wait for their <see cref="Reset"/>.</summary>
    /// <param name="first">The first row; the spans below begin with it, and their length gives the number of rows.</param>
    /// <param name="actions">[rows × action size].</param>
    /// <param name="random">[rows]: a stream for each simulator.</param>
    /// <param name="observations">[rows × observation size], written: the true successors.</param>
    /// <param name="rewards">[rows], written.</param>
    /// <param name="terminated">[rows], written: true ends.</param>
    /// <param name="truncated">[rows], all false at the call: set where the simulator itself cuts an episode off.</param>
    /// <exception cref="RowException">A simulator failed.</exception>
    public abstract void Step(
        int first, ReadOnlySpan<float> actions, Span<RandomStream> random, Span<float> observations, Span<float> rewards, Span<bool> terminated, Span<bool> truncated);

    /// <summary>Writes which actions of one simulator are valid now.</summary>
    public virtual void CopyMask(int row, Span<bool> mask) => mask.Fill(true);

    /// <summary>Which task the present state of one simulator belongs to.</summary>
    public virtual int TaskOf(int row) => 0;

    /// <summary>Writes the snapshot of one simulator.</summary>
    public abstract void SaveSnapshot(int row, Span<double> snapshot);

    /// <summary>Restores the snapshot of one simulator in mid-episode.</summary>
    public abstract void LoadSnapshot(int row, ReadOnlySpan<double> snapshot);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }
}

/// <summary>What went wrong in one row of a batch.</summary>
internal sealed class RowException(int row, Exception inner) : Exception(inner.Message, inner)
{
    /// <summary>The simulator that failed.</summary>
    public int Row { get; } = row;
}
