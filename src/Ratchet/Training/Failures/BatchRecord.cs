using Ratchet.Rollouts;
using Ratchet.Storage;

namespace Ratchet.Training.Failures;

/// <summary>
/// A batch as entries of a file, a row for each sample: what was collected, from which a batch can be had again, and the values and advantages
/// that the failed update worked with.
/// </summary>
internal static unsafe class BatchRecord
{
    public const string ObservationsEntry = "batch.observations";

    private const string Prefix = "batch.";

    /// <summary>Adds everything.</summary>
    public static void AddTo(Snapshot snapshot, RolloutBatch batch)
    {
        int rows = batch.Rows, size = batch.ObservationSize;
        snapshot.Add(ObservationsEntry, new ReadOnlySpan<float>(batch.Observations, (rows + batch.Environments) * size), rows + batch.Environments, size);
        snapshot.Add(Prefix + "final-observations", new ReadOnlySpan<float>(batch.FinalObservations, batch.FinalCount * size), batch.FinalCount, size);
        AddRows(snapshot, "distribution", batch.Columns, batch.Width, batch);
        AddRows(snapshot, "actions", batch.Actions, batch.ActionSize, batch);
        snapshot.Add(Prefix + "free-parameters", (ReadOnlySpan<float>)batch.LogDeviation.Span);
        foreach ((string name, nint column) in Scalars(batch))
            snapshot.Add(Prefix + name, new ReadOnlySpan<float>((float*)column, rows));
        AddFlags(snapshot, "terminated", batch.Terminated);
        AddFlags(snapshot, "truncated", batch.Truncated);
        snapshot.Add(Prefix + "steps-before", (ReadOnlySpan<ulong>)Array.ConvertAll(batch.StepsBefore, steps => (ulong)steps));
        snapshot.Add(Prefix + "tasks", (ReadOnlySpan<ulong>)Array.ConvertAll(batch.Tasks, task => (ulong)task));
        if (batch.Masks is not null)
            AddMasks(snapshot, batch);
    }

    /// <summary>Puts what was collected into a batch.</summary>
    /// <exception cref="SnapshotException">An entry is missing or does not fit.</exception>
    public static void Restore(Snapshot snapshot, RolloutBatch batch)
    {
        int rows = batch.Rows, size = batch.ObservationSize, environments = batch.Environments;
        snapshot.Floats(ObservationsEntry, (rows + environments) * size).CopyTo(new Span<float>(batch.Observations, (rows + environments) * size));
        RestoreRows(snapshot, "distribution", batch.Columns, batch.Width, batch);
        RestoreRows(snapshot, "actions", batch.Actions, batch.ActionSize, batch);
        snapshot.Floats(Prefix + "free-parameters", batch.LogDeviation.Length).CopyTo(batch.LogDeviation.Span);
        foreach ((string name, nint column) in Scalars(batch))
            snapshot.Floats(Prefix + name, rows).CopyTo(new Span<float>((float*)column, rows));
        RestoreFlags(snapshot, "terminated", batch.Terminated);
        RestoreFlags(snapshot, "truncated", batch.Truncated);
        RestoreTrueSuccessors(snapshot, batch);
        ReadOnlySpan<ulong> before = snapshot.Words(Prefix + "steps-before", environments);
        for (int e = 0; e < environments; e++)
            batch.StepsBefore[e] = before[e] <= long.MaxValue ? (long)before[e] : throw new SnapshotException($"environment {e} of the dump was at step {before[e]}.");
        ReadOnlySpan<ulong> tasks = snapshot.Words(Prefix + "tasks", batch.Tasks.Length);
        for (int i = 0; i < tasks.Length; i++)
            batch.Tasks[i] = tasks[i] < (ulong)batch.TaskCount ? (int)tasks[i] : throw new SnapshotException($"row {i} of the dump is of task {tasks[i]}; there are {batch.TaskCount}.");
        if (batch.Masks is not null)
            RestoreMasks(snapshot, batch);
    }

    /// <summary>The columns of one number a sample; the last four are made by the update, and made again by a replay.</summary>
    private static (string Name, nint Column)[] Scalars(RolloutBatch batch) =>
    [
        ("log-probability", (nint)batch.LogProbability), ("rewards", (nint)batch.Rewards), ("advantages", (nint)batch.Advantages),
        ("returns", (nint)batch.Returns), ("values", (nint)batch.Values), ("old-values", (nint)batch.OldValues),
    ];

    /// <summary>They stand in the order of the rows that they belong to.</summary>
    private static void RestoreTrueSuccessors(Snapshot snapshot, RolloutBatch batch)
    {
        int size = batch.ObservationSize, count = 0;
        for (int row = 0; row < batch.Rows; row++)
            count += IsCutOff(batch, row) ? 1 : 0;
        ReadOnlySpan<float> observations = snapshot.Floats(Prefix + "final-observations", count * size);
        batch.FinalCount = 0;
        for (int row = 0; row < batch.Rows; row++)
            if (IsCutOff(batch, row))
                batch.KeepTrueSuccessor(row, observations.Slice(batch.FinalCount * size, size));
    }

    private static bool IsCutOff(RolloutBatch batch, int row) => batch.Truncated[row] && !batch.Terminated[row];

    private static void AddRows(Snapshot snapshot, string name, float* columns, int width, RolloutBatch batch)
    {
        var values = new float[batch.Rows * width];
        for (int row = 0; row < batch.Rows; row++)
            for (int c = 0; c < width; c++)
                values[(row * width) + c] = columns[((nint)c * batch.Stride) + row];
        snapshot.Add(Prefix + name, values, batch.Rows, width);
    }

    private static void RestoreRows(Snapshot snapshot, string name, float* columns, int width, RolloutBatch batch)
    {
        ReadOnlySpan<float> values = snapshot.Floats(Prefix + name, batch.Rows * width);
        for (int row = 0; row < batch.Rows; row++)
            for (int c = 0; c < width; c++)
                columns[((nint)c * batch.Stride) + row] = values[(row * width) + c];
    }

    private static void AddFlags(Snapshot snapshot, string name, ReadOnlySpan<bool> flags)
    {
        var values = new float[flags.Length];
        for (int i = 0; i < flags.Length; i++)
            values[i] = flags[i] ? 1 : 0;
        snapshot.Add(Prefix + name, (ReadOnlySpan<float>)values);
    }

    private static void RestoreFlags(Snapshot snapshot, string name, Span<bool> flags)
    {
        ReadOnlySpan<float> values = snapshot.Floats(Prefix + name, flags.Length);
        for (int i = 0; i < flags.Length; i++)
            flags[i] = values[i] != 0;
    }

    private static void AddMasks(Snapshot snapshot, RolloutBatch batch)
    {
        var values = new float[batch.Rows * batch.Width];
        for (int row = 0; row < batch.Rows; row++)
            for (int c = 0; c < batch.Width; c++)
                values[(row * batch.Width) + c] = batch.Masks[((nint)c * batch.Stride) + row];
        snapshot.Add(Prefix + "masks", values, batch.Rows, batch.Width);
    }

    private static void RestoreMasks(Snapshot snapshot, RolloutBatch batch)
    {
        ReadOnlySpan<float> values = snapshot.Floats(Prefix + "masks", batch.Rows * batch.Width);
        for (int row = 0; row < batch.Rows; row++)
            for (int c = 0; c < batch.Width; c++)
                batch.Masks[((nint)c * batch.Stride) + row] = values[(row * batch.Width) + c] != 0 ? (byte)1 : (byte)0;
    }
}
