using Ratchet.Numerics;

namespace Ratchet.Policies;

/// <summary>Acts for a few observations at a time with the frozen policy: evaluation, and users' own programs. One caller at a time.</summary>
public sealed unsafe class PolicyActor
{
    private readonly ActorCritic _policy;
    private readonly PolicyWorkspace _workspace;
    private readonly AlignedBuffer<float> _inputs;
    private readonly AlignedBuffer<float> _columns;
    private readonly AlignedBuffer<float> _actions;
    private readonly AlignedBuffer<byte> _masks;
    private readonly int _capacity;
    private readonly int _inputStride;

    /// <summary>An actor for at most <paramref name="capacity"/> observations at a time.</summary>
    public PolicyActor(ActorCritic policy, int capacity = 1)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _policy = policy;
        _capacity = capacity;
        _inputStride = Kernels.Pad(policy.ObservationSpace.Size);
        _workspace = new PolicyWorkspace(policy, Kernels.Best, capacity, backward: false);
        _inputs = new AlignedBuffer<float>(capacity, _inputStride);
        _columns = new AlignedBuffer<float>(capacity, policy.Distribution.Width);
        _actions = new AlignedBuffer<float>(capacity, policy.Distribution.ActionSize);
        _masks = new AlignedBuffer<byte>(capacity, policy.Distribution.Width);
    }

    /// <summary>The most probable action for one observation.</summary>
    public void Act(ReadOnlySpan<float> observation, Span<float> action) => Act(observation, 1, deterministic: true, default, default, action);

    /// <summary>The probability of each action of a discrete space, of the observation that was acted on last, at the first row.</summary>
    /// <param name="probabilities">[number of actions], written.</param>
    /// <returns>False, with nothing written, for actions that are not one of a discrete set.</returns>
    public bool TryGetProbabilities(Span<float> probabilities)
    {
        if (_policy.Distribution is not Categorical)
            return false;
        for (int action = 0; action < _policy.Distribution.Width; action++)
            probabilities[action] = (float)Real.Exp(_columns.Span[action * _capacity]);
        return true;
    }

    /// <summary>An action for each of <paramref name="rows"/> observations.</summary>
    /// <param name="observations">Raw, dense rows.</param>
    /// <param name="rows">At most the capacity.</param>
    /// <param name="deterministic">The most probable action instead of a sampled one.</param>
    /// <param name="streams">One stream a row (unused when deterministic).</param>
    /// <param name="masks">[rows × number of actions], true where valid; empty when all are.</param>
    /// <param name="actions">Dense rows, written as the environment takes them.</param>
    public void Act(ReadOnlySpan<float> observations, int rows, bool deterministic, Span<RandomStream> streams, ReadOnlySpan<bool> masks, Span<float> actions)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, _capacity);
        ActionDistribution distribution = _policy.Distribution;
        if (observations.Length < rows * _policy.ObservationSpace.Size)
            throw new ArgumentException($"{rows} observations of {_policy.ObservationSpace.Size} numbers are needed; found {observations.Length} numbers.", nameof(observations));
        fixed (float* source = observations)
            _policy.Normalizer.Normalize(Kernels.Best, source, rows, _inputs.Pointer, _inputStride);
        _workspace.ForwardPolicy(_inputs.Pointer, _inputStride, rows);
        for (int i = 0; i < masks.Length; i++)
            _masks.Span[(i % distribution.Width * _capacity) + (i / distribution.Width)] = masks[i] ? (byte)1 : (byte)0;
        distribution.FromOutputs(Kernels.Best, _workspace.Policy.Outputs, _workspace.Policy.OutputStride, masks.IsEmpty ? null : _masks.Pointer, rows, _columns.Pointer, _capacity);
        if (deterministic)
            distribution.Mode(_columns.Pointer, _capacity, rows, _actions.Pointer);
        else
            distribution.Sample(Kernels.Best, _columns.Pointer, _capacity, _policy.LogDeviationPointer, rows, streams, _actions.Pointer);
        ActionBounds.ToEnvironment(_policy, _actions.Pointer, _capacity, rows, actions);
        // A pointer keeps no memory alive, and this may be the last use of the actor.
        GC.KeepAlive(this);
    }
}
