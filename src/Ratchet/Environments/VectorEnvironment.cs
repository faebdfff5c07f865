using System.Globalization;
using Ratchet.Numerics;

namespace Ratchet.Environments;

/// <summary>
/// N simulators of one task stepped together. It adds what <see cref="IEnvironment"/> leaves out: the time limit, the reset at the end of
/// an episode, a stream of random numbers for each simulator, the threads, and the border between the policy's floats and the
/// simulators' doubles, at which every number is checked.
/// </summary>
/// <remarks>
/// Simulators never share anything, so the results have the same bits for any number of threads. After an <see cref="EnvironmentException"/>
/// the simulators stand in the middle of a step: <see cref="Reset"/> or <see cref="LoadState"/> comes next.
/// </remarks>
public sealed class VectorEnvironment : IVectorEnvironment
{
    private readonly EnvironmentDefinition _definition;
    private readonly SimulatorBatch _batch;
    private readonly VectorStep _step;
    private readonly RandomStream[] _streams;
    private readonly int[] _elapsed;
    private readonly WorkerPool? _pool;
    private readonly int _jobs;
    private readonly StreamPurpose _purpose;
    private ulong _seed;
    private bool _running;

    /// <summary>Makes N simulators.</summary>
    /// <param name="definition">The task.</param>
    /// <param name="count">N.</param>
    /// <param name="pool">Threads to share the work with; null to stay on the caller's. The pool remains the caller's.</param>
    /// <param name="purpose">
    /// Which streams of random numbers instance i draws from: those of training, or of evaluation, where instance i plays episode i.
    /// </param>
    /// <exception cref="OptionException">N simulators do not fit into the memory of this machine.</exception>
    /// <exception cref="EnvironmentException">The definition's factory does not make N separate simulators with equal spaces.</exception>
    public VectorEnvironment(EnvironmentDefinition definition, int count, WorkerPool? pool = null, StreamPurpose purpose = StreamPurpose.Environment)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (definition.TimeLimit is < 1)
            throw new ArgumentException(
                $"Environment '{definition.Name}' has a time limit of {definition.TimeLimit}; it must be at least 1, or null for none.");

        RequireMemory(definition, count);
        _batch = definition.CreateBatch?.Invoke(count) ?? SimulatorArray.Create(definition, count);
        _definition = definition;
        _pool = pool;
        _purpose = purpose;
        _streams = new RandomStream[count];
        _elapsed = new int[count];
        _jobs = pool?.JobsFor(count, definition.StepMicroseconds / _batch.Speedup) ?? 1;
        _step = new VectorStep(definition, _batch, _streams, _elapsed, _jobs);
    }

    /// <inheritdoc/>
    public int Count => _streams.Length;

    /// <summary>Tells which simulators are within a call; asked for before the first reset, it costs two writes a step.</summary>
    internal SimulatorCalls Calls => _batch.Calls ??= new SimulatorCalls(
        Count, (row, resets, what) => SimulatorBorder.Describe(_definition, string.Create(CultureInfo.InvariantCulture, $"instance {row}"), resets ? 0 : _elapsed[row] + 1, what));

    /// <inheritdoc/>
    public Space ObservationSpace => _batch.ObservationSpace;

    /// <inheritdoc/>
    public Space ActionSpace => _batch.ActionSpace;

    /// <inheritdoc/>
    public bool HasActionMasks => _batch.HasActionMask;

    /// <inheritdoc/>
    public int TaskCount => _batch.TaskCount;

    /// <inheritdoc/>
    public bool CanSaveState => _batch.SnapshotSize > 0;

    /// <summary>The seed, and for each simulator its elapsed steps, the position of its random stream and its snapshot.</summary>
    public int StateSize => HalvesPerWord + Count * RowStateSize;

    private const int HalvesPerWord = 2;

    private const int RowHeaderSize = 1 + HalvesPerWord * RandomStream.StateSize;

    private int RowStateSize => RowHeaderSize + _batch.SnapshotSize;

    /// <inheritdoc/>
    public void Reset(ulong seed, Span<float> observations)
    {
        VectorArguments.RequireRows(observations.Length, Count, ObservationSpace.Size, nameof(observations));
        _running = false;
        SeedStreams(seed);
        for (int row = 0; row < Count; row++)
            _step.ResetRow(row, observations.Slice(row * ObservationSpace.Size, ObservationSpace.Size));
        _running = true;
    }

    /// <inheritdoc/>
    /// <exception cref="EnvironmentException">A simulator threw, or returned NaN, an infinity or a wrong number of values.</exception>
    /// <exception cref="ArgumentException">An action is none of the action space; then no simulator has moved.</exception>
    public void Step(
        ReadOnlySpan<float> actions, Span<float> observations, Span<float> rewards, Span<bool> terminated, Span<bool> truncated, Span<float> finalObservations)
    {
        if (!_running)
            throw new InvalidOperationException($"Environment '{_definition.Name}' has no episode to step in: call Reset first.");
        VectorArguments.RequireStep(this, actions, observations, rewards, terminated, truncated, finalObservations);

        _running = false;
        unsafe
        {
            // Spans cannot wait in a field until a worker picks the job up; pinned for the length of the call, pointers can.
            fixed (float* action = actions, observation = observations, reward = rewards, final = finalObservations)
            fixed (bool* ended = terminated, cut = truncated)
            {
                _step.Bind(action, observation, reward, ended, cut, final);
                if (_jobs == 1)
                    _step.Execute(0);
                else
                    _pool!.Run(_jobs, _step);
            }
        }

        _step.ThrowIfFailed();
        _running = true;
    }

    /// <inheritdoc/>
    public void GetActionMasks(Span<bool> masks)
    {
        int actions = ActionSpace.MaskSize;
        VectorArguments.RequireRows(masks.Length, Count, actions, nameof(masks));
        if (!HasActionMasks)
            masks.Fill(true);
        for (int row = 0; row < Count && HasActionMasks; row++)
            _step.CopyMask(row, masks.Slice(row * actions, actions));
    }

    /// <inheritdoc/>
    public void GetTasks(Span<int> tasks)
    {
        VectorArguments.RequireRows(tasks.Length, Count, 1, nameof(tasks));
        for (int row = 0; row < Count; row++)
            tasks[row] = _batch.TaskOf(row);
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The simulator makes no snapshots.</exception>
    public void SaveState(Span<double> state)
    {
        RequireSnapshots();
        RequireStateSize(state.Length);
        WriteWord(_seed, state);
        Span<ulong> stream = stackalloc ulong[RandomStream.StateSize];
        for (int row = 0; row < Count; row++)
        {
            Span<double> rowState = state.Slice(HalvesPerWord + row * RowStateSize, RowStateSize);
            rowState[0] = _elapsed[row];
            _streams[row].Save(stream);
            for (int word = 0; word < stream.Length; word++)
                WriteWord(stream[word], rowState[(1 + HalvesPerWord * word)..]);
            _batch.SaveSnapshot(row, rowState[RowHeaderSize..]);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The simulator makes no snapshots.</exception>
    /// <exception cref="InvalidDataException">A counter is not a whole number in its range.</exception>
    public void LoadState(ReadOnlySpan<double> state)
    {
        RequireSnapshots();
        RequireStateSize(state.Length);
        _running = false;
        SeedStreams(ReadWord(state));
        Span<ulong> stream = stackalloc ulong[RandomStream.StateSize];
        for (int row = 0; row < Count; row++)
        {
            ReadOnlySpan<double> rowState = state.Slice(HalvesPerWord + row * RowStateSize, RowStateSize);
            _elapsed[row] = (int)SnapshotCounter.Read(rowState[0], int.MaxValue);
            for (int word = 0; word < stream.Length; word++)
                stream[word] = ReadWord(rowState[(1 + HalvesPerWord * word)..]);
            _streams[row].Load(stream);
            _batch.LoadSnapshot(row, rowState[RowHeaderSize..]);
        }

        _running = true;
    }

    /// <summary>Disposes the simulators that are disposable.</summary>
    public void Dispose()
    {
        _running = false;
        _batch.Dispose();
    }

    private static void RequireMemory(EnvironmentDefinition definition, int count)
    {
        double available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e6, needed = count * definition.Megabytes;
        if (needed > available)
            throw new OptionException(
                "environments",
                string.Create(CultureInfo.InvariantCulture, $"environments is {count}; one of '{definition.Name}' takes about {definition.Megabytes} MB, and this machine has {available:0} MB: at most {(int)(available / definition.Megabytes)} fit."));
    }

    private void SeedStreams(ulong seed)
    {
        _seed = seed;
        for (int row = 0; row < Count; row++)
            _streams[row] = new RandomStream(seed, _purpose, (uint)row);
    }

    // A 64-bit word travels as two 32-bit halves: every one of them is an exact, finite double, which no copy or file format can harm.
    private static void WriteWord(ulong word, Span<double> halves)
    {
        halves[0] = (uint)(word >> 32);
        halves[1] = (uint)word;
    }

    private static ulong ReadWord(ReadOnlySpan<double> halves) =>
        ((ulong)SnapshotCounter.Read(halves[0], uint.MaxValue) << 32) | (ulong)SnapshotCounter.Read(halves[1], uint.MaxValue);

    private void RequireSnapshots()
    {
        if (!CanSaveState)
            throw new NotSupportedException(
                $"Environment '{_definition.Name}' makes no snapshots: give it StateFields, GetState and SetState, "
                + "or SnapshotSize, SaveSnapshot and LoadSnapshot.");
    }

    private void RequireStateSize(int found)
    {
        if (found != StateSize)
            throw new ArgumentException($"The state of {Count} environments '{_definition.Name}' has {StateSize} numbers; found {found}.");
    }
}
