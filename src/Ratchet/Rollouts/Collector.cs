using System.Diagnostics;
using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Policies;

namespace Ratchet.Rollouts;

/// <summary>Fills a <see cref="RolloutBatch"/>: T steps of N environments under the frozen policy.</summary>
internal sealed unsafe class Collector
{
    private readonly ActorCritic _policy;
    private readonly IVectorEnvironment _environment;
    private readonly RolloutBatch _batch;
    private readonly PolicyEvaluator _evaluator;
    private readonly ReturnNormalizer? _rewardScaling;
    private readonly Kernels _kernels;
    private readonly RandomStream[] _actionStreams;
    private readonly float[] _environmentActions;
    private readonly FinalObservations _finalObservations;
    private readonly bool[] _maskRow;

    public Collector(ActorCritic policy, IVectorEnvironment environment, RolloutBatch batch, PolicyEvaluator evaluator, ReturnNormalizer? rewardScaling, Kernels kernels, ulong seed)
    {
        _policy = policy;
        _environment = environment;
        _batch = batch;
        _evaluator = evaluator;
        _rewardScaling = rewardScaling;
        _kernels = kernels;
        int n = environment.Count;
        _actionStreams = new RandomStream[n];
        for (int e = 0; e < n; e++)
            _actionStreams[e] = new RandomStream(seed, StreamPurpose.Action, (uint)e);
        _environmentActions = new float[n * batch.ActionSize];
        _finalObservations = new FinalObservations(n, batch.ObservationSize);
        _maskRow = new bool[environment.HasActionMasks ? n * batch.Width : 0];
        Statistics = new EpisodeStatistics(n);
        Actions = new ActionStatistics(environment.ActionSpace);
        Inputs = new InputStatistics(batch.ObservationSize);
        environment.Reset(seed, ObservationBlock(batch.Horizon));
    }

    /// <summary>Returns and lengths of episodes.</summary>
    public EpisodeStatistics Statistics { get; }

    /// <summary>This batch's actions against their bounds.</summary>
    public ActionStatistics Actions { get; }

    /// <summary>This batch's scale of network inputs.</summary>
    public InputStatistics Inputs { get; }

    /// <summary>This batch's true successors.</summary>
    public FinalObservations FinalObservations => _finalObservations;

    /// <summary>Stopwatch ticks of this batch in the environments' steps.</summary>
    public long EnvironmentTicks { get; private set; }

    /// <summary>Stopwatch ticks of this batch in everything else.</summary>
    public long InferenceTicks { get; private set; }

    /// <summary>Starts a batch where the last one ended.</summary>
    public void Begin()
    {
        EnvironmentTicks = InferenceTicks = 0;
        ObservationBlock(_batch.Horizon).CopyTo(ObservationBlock(0));
        _batch.FinalCount = 0;
        _finalObservations.Clear();
        Actions.Clear();
        Statistics.BeginBatch();
        Statistics.CopyLengths(_batch.StepsBefore);
        _policy.FreeParameters.CopyTo(_batch.LogDeviation.Span);
    }

    /// <summary>Step <paramref name="t"/> of every environment.</summary>
    /// <returns>False when the policy's choice is not finite; then no environment has moved.</returns>
    public bool Step(int t)
    {
        long begun = Stopwatch.GetTimestamp();
        int n = _batch.Environments, first = t * n;
        float* inputs = _batch.Inputs + ((nint)first * _batch.InputStride);
        byte* masks = _batch.Masks is null ? null : _batch.Masks + first;
        _policy.Normalizer.Normalize(_kernels, _batch.Observations + ((nint)first * _batch.ObservationSize), n, inputs, _batch.InputStride);
        ReadMasks(masks);
        ReadTasks(first);
        _evaluator.Distributions(inputs, n, masks, _batch.Columns + first, _batch.Stride);
        _policy.Distribution.Sample(_kernels, _batch.Columns + first, _batch.Stride, _policy.LogDeviationPointer, n, _actionStreams, _batch.Actions + first);
        if (!IsFinite(_batch.Columns + first, _batch.Width) || !IsFinite(_batch.Actions + first, _batch.ActionSize))
            return false;
        ActionBounds.ToEnvironment(_policy, _batch.Actions + first, _batch.Stride, n, _environmentActions);
        Actions.Add(_environmentActions);
        _finalObservations.SetMarks();

        var rewards = new Span<float>(_batch.Rewards + first, n);
        Span<bool> terminated = _batch.Terminated.Slice(first, n), truncated = _batch.Truncated.Slice(first, n);
        long acted = Stopwatch.GetTimestamp();
        _environment.Step(_environmentActions, ObservationBlock(t + 1), rewards, terminated, truncated, _finalObservations.Span);
        long stepped = Stopwatch.GetTimestamp();
        Statistics.Add(rewards, terminated, truncated);
        KeepTrueSuccessors(t, terminated, truncated);
        _rewardScaling?.Apply(rewards, terminated, truncated);
        EnvironmentTicks += stepped - acted;
        InferenceTicks += (acted - begun) + (Stopwatch.GetTimestamp() - stepped);
        return true;
    }

    /// <summary>The policy's distributions at step <paramref name="t"/> once more, for a batch that was read from a file.</summary>
    /// <returns>Whether they and the actions are finite.</returns>
    public bool Repeat(int t)
    {
        int n = _batch.Environments, first = t * n;
        byte* masks = _batch.Masks is null ? null : _batch.Masks + first;
        _evaluator.Distributions(_batch.Inputs + ((nint)first * _batch.InputStride), n, masks, _batch.Columns + first, _batch.Stride);
        return IsFinite(_batch.Columns + first, _batch.Width) && IsFinite(_batch.Actions + first, _batch.ActionSize);
    }

    /// <summary>After the last step: ln π of what was done, and the inputs of the states that follow.</summary>
    public void End()
    {
        long begun = Stopwatch.GetTimestamp();
        int rows = _batch.Rows;
        _policy.Distribution.LogProbability(_kernels, _batch.Columns, _batch.Stride, _policy.LogDeviationPointer, _batch.Actions, rows, _batch.LogProbability);
        _policy.Normalizer.Normalize(_kernels, _batch.Observations + ((nint)rows * _batch.ObservationSize), _batch.Environments, _batch.Inputs + ((nint)rows * _batch.InputStride), _batch.InputStride);
        Inputs.Measure(_batch.Inputs, _batch.InputStride, rows, _policy.Normalizer.Enabled ? _policy.Normalizer.Clip : float.PositiveInfinity);
        InferenceTicks += Stopwatch.GetTimestamp() - begun;
    }

    /// <summary>How many words the action streams take in a checkpoint.</summary>
    public int StreamStateSize => _actionStreams.Length * RandomStream.StateSize;

    /// <summary>Writes the positions of the action streams.</summary>
    public void SaveStreams(Span<ulong> state)
    {
        for (int e = 0; e < _actionStreams.Length; e++)
            _actionStreams[e].Save(state.Slice(e * RandomStream.StateSize, RandomStream.StateSize));
    }

    /// <summary>Restores the positions of the action streams.</summary>
    public void LoadStreams(ReadOnlySpan<ulong> state)
    {
        for (int e = 0; e < _actionStreams.Length; e++)
            _actionStreams[e].Load(state.Slice(e * RandomStream.StateSize, RandomStream.StateSize));
    }

    /// <summary>The observations that the next batch starts from (the block after the last step).</summary>
    public Span<float> NextObservations => ObservationBlock(_batch.Horizon);

    private Span<float> ObservationBlock(int t)
    {
        int block = _batch.Environments * _batch.ObservationSize;
        return new Span<float>(_batch.Observations + ((nint)t * block), block);
    }

    private bool IsFinite(float* columns, int count)
    {
        for (int c = 0; c < count; c++)
            if (!Finite.All(new ReadOnlySpan<float>(columns + ((nint)c * _batch.Stride), _batch.Environments)))
                return false;
        return true;
    }

    private void ReadMasks(byte* masks)
    {
        if (masks is null)
            return;
        _environment.GetActionMasks(_maskRow);
        for (int i = 0; i < _maskRow.Length; i++)
            masks[(i % _batch.Width * (nint)_batch.Stride) + (i / _batch.Width)] = _maskRow[i] ? (byte)1 : (byte)0;
    }

    private void ReadTasks(int first)
    {
        if (_batch.TaskCount == 1)
            return;
        Span<int> tasks = _batch.Tasks.AsSpan(first, _batch.Environments);
        _environment.GetTasks(tasks);
        for (int e = 0; e < tasks.Length; e++)
            if ((uint)tasks[e] >= (uint)_batch.TaskCount)
                throw new EnvironmentException($"environment {e} is at task {tasks[e]}; there are {_batch.TaskCount}, the first being 0.");
    }

    private void KeepTrueSuccessors(int t, Span<bool> terminated, Span<bool> truncated)
    {
        int size = _batch.ObservationSize;
        Span<float> before = ObservationBlock(t), next = ObservationBlock(t + 1);
        for (int e = 0; e < terminated.Length; e++)
        {
            if (truncated[e] && !terminated[e])
                _batch.KeepTrueSuccessor((t * terminated.Length) + e, _finalObservations.Take(e, before.Slice(e * size, size), next.Slice(e * size, size)));
        }
    }
}
