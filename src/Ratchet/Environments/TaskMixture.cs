using Ratchet.Numerics;

namespace Ratchet.Environments;

/// <summary>
/// Several simulators with the same actions and size of observations as the tasks of one: each episode is that of a simulator drawn with equal chances, and <see cref="Task"/> says
/// which. Whether the policy can tell them apart is up to their observations.
/// </summary>
public sealed class TaskMixture : IEnvironment, IDisposable
{
    private readonly IEnvironment[] _tasks;

    /// <summary>A mixture of simulators, which it disposes with itself.</summary>
    /// <exception cref="ArgumentException">There is none, or their spaces differ.</exception>
    public TaskMixture(params IEnvironment[] tasks)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        if (tasks.Length == 0)
            throw new ArgumentException("A mixture needs a task at least.");
        for (int i = 1; i < tasks.Length; i++)
            if (tasks[i].ObservationSpace.Size != tasks[0].ObservationSpace.Size || !AreEqual(tasks[i].ActionSpace, tasks[0].ActionSpace) || tasks[i].HasActionMask != tasks[0].HasActionMask)
                throw new ArgumentException($"The tasks of a mixture have the same actions, masks and size of observations; those of task {i} differ from those of task 0.");
        _tasks = [.. tasks];
        SnapshotSize = Array.Exists(_tasks, task => task.SnapshotSize == 0) ? 0 : 1 + _tasks.Sum(task => task.SnapshotSize);
    }

    /// <inheritdoc/>
    public Space ObservationSpace => _tasks[0].ObservationSpace;

    /// <inheritdoc/>
    public Space ActionSpace => _tasks[0].ActionSpace;

    /// <summary>The simulator whose episode it is.</summary>
    internal IEnvironment Present => _tasks[Task];

    /// <inheritdoc/>
    public int TaskCount => _tasks.Length;

    /// <inheritdoc/>
    public int Task { get; private set; }

    /// <inheritdoc/>
    public bool HasActionMask => _tasks[0].HasActionMask;

    /// <inheritdoc/>
    public ReadOnlySpan<bool> ActionMask => _tasks[Task].ActionMask;

    /// <inheritdoc/>
    public int SnapshotSize { get; }

    /// <inheritdoc/>
    public ReadOnlySpan<double> Reset(ref RandomStream random)
    {
        Task = random.NextBelow(_tasks.Length);
        return _tasks[Task].Reset(ref random);
    }

    /// <inheritdoc/>
    public Transition Step(ReadOnlySpan<double> action, ref RandomStream random) => _tasks[Task].Step(action, ref random);

    /// <summary>Writes which task it is, and the snapshots of all.</summary>
    public void SaveSnapshot(Span<double> snapshot)
    {
        if (SnapshotSize == 0)
            return;
        snapshot[0] = Task;
        snapshot = snapshot[1..];
        foreach (IEnvironment task in _tasks)
        {
            task.SaveSnapshot(snapshot[..task.SnapshotSize]);
            snapshot = snapshot[task.SnapshotSize..];
        }
    }

    /// <summary>Restores what <see cref="SaveSnapshot"/> wrote.</summary>
    /// <exception cref="InvalidDataException">There is no such task.</exception>
    public void LoadSnapshot(ReadOnlySpan<double> snapshot)
    {
        if (SnapshotSize == 0)
            return;
        Task = (int)SnapshotCounter.Read(snapshot[0], _tasks.Length - 1);
        snapshot = snapshot[1..];
        foreach (IEnvironment task in _tasks)
        {
            task.LoadSnapshot(snapshot[..task.SnapshotSize]);
            snapshot = snapshot[task.SnapshotSize..];
        }
    }

    /// <summary>Disposes the simulators that are disposable.</summary>
    public void Dispose()
    {
        foreach (IEnvironment task in _tasks)
            (task as IDisposable)?.Dispose();
    }

    private static bool AreEqual(Space one, Space other) => one is BoxSpace box
        ? other is BoxSpace otherBox && box.Low.SequenceEqual(otherBox.Low) && box.High.SequenceEqual(otherBox.High)
        : one.GetType() == other.GetType() && one.Size == other.Size && Enumerable.Range(0, one.Size).All(entry => one.ChoicesOf(entry) == other.ChoicesOf(entry));
}
