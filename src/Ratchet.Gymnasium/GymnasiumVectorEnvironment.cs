using System.Globalization;
using Ratchet.Environments;
using Ratchet.Numerics;

namespace Ratchet.Gymnasium;

/// <summary>
/// N environments over W worker processes. Every worker is asked before any is waited for, so that they run at the same time; environment i's
/// first episode begins from a seed of its own and later ones go on from there, so that W changes no result.
/// </summary>
internal sealed class GymnasiumVectorEnvironment : IVectorEnvironment
{
    private readonly EnvironmentDefinition _definition;
    private readonly GymnasiumName _name;
    private readonly WorkerOptions _options;
    private readonly PythonWorker?[] _workers;
    private readonly EnvironmentGroup[] _groups;
    private readonly bool[] _answered;
    private readonly WorkerException?[] _failures;
    private readonly RandomStream[] _seeds;
    private readonly int[] _elapsed;
    private readonly float[] _last;
    private readonly GroupSpaces _spaces;
    private bool _running;
    private bool _ended;

    public GymnasiumVectorEnvironment(EnvironmentDefinition definition, GymnasiumName name, int count, WorkerOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        (_definition, _name, _options) = (definition, name, options);
        int workers = Math.Min(count, options.Count == 0 ? Environment.ProcessorCount : options.Count);
        _workers = new PythonWorker?[workers];
        _groups = new EnvironmentGroup[workers];
        _answered = new bool[workers];
        _failures = new WorkerException?[workers];
        _seeds = new RandomStream[count];
        _elapsed = new int[count];
        try
        {
            for (int i = 0; i < workers; i++)
                _workers[i] = PythonWorker.Start(options);
            for (int i = 0; i < workers; i++)
                _groups[i] = Make(i);
            for (int i = 0; i < workers; i++)
                Open(i);
        }
        catch
        {
            Dispose();
            throw;
        }

        _spaces = _groups[0].Spaces;
        // What an environment showed last is needed only where a worker that died is started again.
        _last = new float[options.Restart ? count * _spaces.Observation.Size : 0];
    }

    public int Count => _seeds.Length;

    public Space ObservationSpace => _spaces.Observation;

    public Space ActionSpace => _spaces.Action;

    public bool CanSaveState => false;

    public int StateSize => 0;

    /// <summary>Processes of the workers, for tests.</summary>
    internal IEnumerable<int> ProcessIds => _workers.Select(worker => worker!.Id);

    public void Reset(ulong seed, Span<float> observations)
    {
        VectorArguments.RequireRows(observations.Length, Count, ObservationSpace.Size, nameof(observations));
        RequireNotEnded();
        for (int i = 0; i < Count; i++)
            _seeds[i] = new RandomStream(seed, StreamPurpose.Environment, (uint)i);
        Array.Clear(_elapsed);
        for (int i = 0; i < _groups.Length; i++)
            BeginReset(i);
        AwaitAll();
        ThrowFirstFailure(canRestart: false);
        for (int i = 0; i < _groups.Length; i++)
            for (int k = 0; k < _groups[i].Count; k++)
                CopyObservation(First(i) + k, 0, _groups[i], k, Row(observations, First(i) + k));
        Remember(observations);
        _running = true;
    }

    public void Step(
        ReadOnlySpan<float> actions, Span<float> observations, Span<float> rewards, Span<bool> terminated, Span<bool> truncated, Span<float> finalObservations)
    {
        RequireNotEnded();
        if (!_running)
            throw new InvalidOperationException($"Environment '{_definition.Name}' has no episode to step in: call Reset first.");
        VectorArguments.RequireStep(this, actions, observations, rewards, terminated, truncated, finalObservations);

        for (int i = 0; i < _groups.Length; i++)
            BeginStep(i, actions);
        AwaitAll();
        ThrowFirstFailure(_options.Restart);
        for (int i = 0; i < _groups.Length; i++)
        {
            if (_failures[i] is { } lost)
                Restart(i, lost, observations, rewards, terminated, truncated, finalObservations);
            else
                TakeStep(i, observations, rewards, terminated, truncated, finalObservations);
        }

        Remember(observations);
    }

    public void SaveState(Span<double> state) => throw Unsaved();

    public void LoadState(ReadOnlySpan<double> state) => throw Unsaved();

    public void Dispose()
    {
        _ended = true;
        // All are asked before any is waited for.
        foreach (PythonWorker? worker in _workers)
            worker?.Close();
        foreach (PythonWorker? worker in _workers)
            worker?.Dispose();
        foreach (EnvironmentGroup? group in _groups)
            group?.Dispose();
    }

    private int First(int group) => (int)((long)Count * group / _groups.Length);

    private Span<float> Row(Span<float> rows, int index) => rows.Slice(index * _spaces.Observation.Size, _spaces.Observation.Size);

    private EnvironmentGroup Make(int index)
    {
        _workers[index]!.AwaitGreeting();
        return new EnvironmentGroup(_workers[index]!, _name, 0, First(index + 1) - First(index), autoreset: true);
    }

    private void Open(int index)
    {
        try
        {
            _groups[index].Open();
        }
        catch (WorkerException exception)
        {
            throw GymnasiumErrors.WhenMade(_definition, exception);
        }

        if (_groups[index].Spaces.Description != (_spaces ?? _groups[0].Spaces).Description)
            throw new EnvironmentException($"environment '{_definition.Name}' has other spaces in instance {First(index)} than in instance 0; they must be the same");
    }

    private void BeginReset(int index)
    {
        Span<uint> seeds = new uint[_groups[index].Count];
        for (int k = 0; k < seeds.Length; k++)
            seeds[k] = GymnasiumEnvironments.DrawSeed(ref _seeds[First(index) + k]);
        _groups[index].BeginReset(seeds);
    }

    private void BeginStep(int index, ReadOnlySpan<float> actions)
    {
        EnvironmentGroup group = _groups[index];
        Span<double> target = group.Actions;
        ReadOnlySpan<float> source = actions.Slice(First(index) * ActionSpace.Size, target.Length);
        for (int i = 0; i < target.Length; i++)
            target[i] = source[i];
        group.BeginStep();
    }

    private void AwaitAll()
    {
        for (int i = 0; i < _groups.Length; i++)
        {
            _failures[i] = null;
            try
            {
                _groups[i].End();
                _answered[i] = true;
            }
            catch (WorkerException exception)
            {
                _failures[i] = exception;
            }
        }
    }

    /// <summary>Ends all workers when one has failed, unless it may be started again.</summary>
    private void ThrowFirstFailure(bool canRestart)
    {
        for (int i = 0; i < _groups.Length; i++)
        {
            if (_failures[i] is not { } failure || (canRestart && failure.IsLost && _answered[i]))
                continue;
            Dispose();
            throw Describe(i, failure);
        }
    }

    private EnvironmentException Describe(int group, WorkerException failure)
    {
        int first = First(group), instance = first + (failure.Instance ?? 0), last = First(group + 1) - 1;
        string who = failure.Instance is null && last > first
            ? string.Create(CultureInfo.InvariantCulture, $"instances {first} to {last}")
            : string.Create(CultureInfo.InvariantCulture, $"instance {instance}");
        // An episode that ends in a step begins anew in the same one.
        return SimulatorBorder.Describe(_definition, who, failure.Resetting || !_running ? 0 : _elapsed[instance] + 1, GymnasiumErrors.ToEnvironmentException(failure));
    }

    private void TakeStep(int index, Span<float> observations, Span<float> rewards, Span<bool> terminated, Span<bool> truncated, Span<float> finalObservations)
    {
        EnvironmentGroup group = _groups[index];
        for (int k = 0, row = First(index); k < group.Count; k++, row++)
        {
            _elapsed[row]++;
            rewards[row] = (float)group.Rewards[k];
            if (!float.IsFinite(rewards[row]))
                throw End(row, _elapsed[row], SimulatorBorder.NotFinite(group.Rewards[k], "the reward"));
            terminated[row] = group.HasTerminated(k);
            truncated[row] = group.IsTruncated(k);
            if (terminated[row] | truncated[row])
            {
                CopyObservation(row, _elapsed[row], group, k, Row(finalObservations, row), final: true);
                _elapsed[row] = 0;
            }

            CopyObservation(row, _elapsed[row], group, k, Row(observations, row));
        }
    }

    /// <summary>Copies an observation; one that is not finite is told with the environment and the step.</summary>
    private void CopyObservation(int row, int step, EnvironmentGroup group, int index, Span<float> target, bool final = false)
    {
        try
        {
            if (final)
                group.CopyFinalObservation(index, target);
            else
                group.CopyObservation(index, target);
        }
        catch (EnvironmentException exception)
        {
            throw End(row, step, exception);
        }
    }

    private EnvironmentException End(int row, int step, EnvironmentException exception)
    {
        Dispose();
        return SimulatorBorder.Describe(_definition, string.Create(CultureInfo.InvariantCulture, $"instance {row}"), step, exception);
    }

    /// <summary>
    /// A new worker in the place of one that died: the episodes that ran there count as cut off where they were seen last, with no reward for
    /// the step that was lost, and new ones begin from the next seeds. A worker that dies again before its first step is not started again.
    /// </summary>
    private void Restart(
        int index, WorkerException failure, Span<float> observations, Span<float> rewards, Span<bool> terminated, Span<bool> truncated, Span<float> finalObservations)
    {
        GymnasiumErrors.ReportRestart(_definition, Describe(index, failure));
        _workers[index]!.Dispose();
        _groups[index].Dispose();
        _answered[index] = false;
        try
        {
            _workers[index] = PythonWorker.Start(_options);
            _groups[index] = Make(index);
            Open(index);
            BeginReset(index);
            _groups[index].End();
        }
        catch (WorkerException exception)
        {
            Dispose();
            throw Describe(index, exception);
        }
        catch (EnvironmentException)
        {
            Dispose();
            throw;
        }

        for (int row = First(index); row < First(index + 1); row++)
        {
            (rewards[row], terminated[row], truncated[row], _elapsed[row]) = (0, false, true, 0);
            Row(_last, row).CopyTo(Row(finalObservations, row));
            CopyObservation(row, 0, _groups[index], row - First(index), Row(observations, row));
        }
    }

    private void Remember(ReadOnlySpan<float> observations)
    {
        if (_last.Length > 0)
            observations.CopyTo(_last);
    }

    private void RequireNotEnded()
    {
        if (_ended)
            throw new InvalidOperationException($"The workers of environment '{_definition.Name}' were ended, after an error or on request; make new ones.");
    }

    private NotSupportedException Unsaved() => new($"Environment '{_definition.Name}' lives in Python, whose state cannot be saved.");
}
