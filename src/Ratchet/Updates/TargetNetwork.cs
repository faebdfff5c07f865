using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Rollouts;

namespace Ratchet.Updates;

/// <summary>
/// A copy of the policy that acts and that the KL is measured from, renewed every T_target gradient steps. So three policies are kept apart: the
/// <em>behaviour</em> collected the batch, the <em>reference</em> is the target network as it is now, the <em>current</em> one is trained.
/// </summary>
/// <remarks>
/// A batch begins with reference = behaviour. A copy inside its epochs moves the reference alone: what is left of the epochs is stale and carries the
/// importance weights ρ = min(1, π_ref/π_D). The normaliser's acting statistics, which the batch's inputs were made with, are those of the target and of
/// the current policy alike; they move at the end of a batch in which a copy was made, for both.
/// </remarks>
internal sealed unsafe class TargetNetwork : IUpdateState
{
    private readonly ActorCritic _policy;
    private readonly ActorCritic _actor;
    private readonly PolicyEvaluator _evaluator;
    private readonly RolloutBatch _batch;
    private readonly Kernels _kernels;
    private readonly long _period;
    private readonly AlignedBuffer<float> _columns;
    private readonly AlignedBuffer<float> _free;
    private readonly AlignedBuffer<float> _logImportance;

    private long _steps;
    private bool _copied;
    private bool _moved;
    private bool _stale;

    /// <summary>The policy's copy.</summary>
    /// <param name="context">The policy, and the actor that becomes its copy.</param>
    /// <param name="period">T_target; 0 for the end of every batch.</param>
    public TargetNetwork(UpdateContext context, long period)
    {
        _policy = context.Policy;
        _actor = context.Actor;
        _evaluator = context.ActorEvaluator;
        _batch = context.Batch;
        _kernels = context.Kernels;
        _period = period;
        _columns = new AlignedBuffer<float>(_batch.Width, _batch.Stride);
        _free = new AlignedBuffer<float>(_batch.LogDeviation.Length);
        _logImportance = new AlignedBuffer<float>(_batch.Stride);
    }

    /// <summary>The reference's distributions at the batch's inputs.</summary>
    public float* Columns => _stale ? _columns.Pointer : _batch.Columns;

    /// <summary>Its free parameters.</summary>
    public float* Free => _stale ? _free.Pointer : _batch.LogDeviation.Pointer;

    /// <summary>ln min(1, π_ref/π_D) of every row; null while the reference is the behaviour.</summary>
    public float* LogImportance => _stale ? _logImportance.Pointer : null;

    /// <summary>A new batch: its behaviour is the target as it is.</summary>
    public void Begin() => _copied = _moved = _stale = false;

    /// <summary>Before a step: looks at the batch with the new reference, if there is one.</summary>
    public void BeforeStep()
    {
        if (!_moved)
            return;
        _moved = false;
        _stale = true;
        int rows = _batch.Rows;
        ActionDistribution distribution = _actor.Distribution;
        _evaluator.Distributions(_batch.Inputs, rows, _batch.Masks, _columns.Pointer, _batch.Stride);
        _actor.FreeParameters.CopyTo(_free.Span);
        float* logImportance = _logImportance.Pointer;
        distribution.LogProbability(_kernels, _columns.Pointer, _batch.Stride, _actor.LogDeviationPointer, _batch.Actions, rows, logImportance);
        for (int i = 0; i < rows; i++)
        {
            float logRatio = logImportance[i] - _batch.LogProbability[i];
            logImportance[i] = logRatio > 0 ? 0f : logRatio;
        }
    }

    /// <summary>After a gradient step: copies the online network when its time has come.</summary>
    public void AfterStep()
    {
        _steps++;
        if (_period > 0 && _steps % _period == 0)
            Copy();
    }

    /// <summary>After the last step of a batch: new normaliser statistics, if new weights act.</summary>
    public void End()
    {
        if (_period == 0)
            Copy();
        if (!_copied)
            return;
        _policy.Normalizer.Swap();
        _actor.Normalizer.CopyStatisticsFrom(_policy.Normalizer);
    }

    /// <inheritdoc/>
    public int StateSize => 1 + _policy.PolicyParameterCount;

    /// <inheritdoc/>
    public void Save(Span<double> state)
    {
        state[0] = _steps;
        for (int i = 0; i < _policy.PolicyParameterCount; i++)
            state[1 + i] = _actor.Parameters[i];
    }

    /// <inheritdoc/>
    public void Load(ReadOnlySpan<double> state)
    {
        _actor.CopyPolicyFrom(_policy);
        _steps = (long)state[0];
        for (int i = 0; i < _policy.PolicyParameterCount; i++)
            _actor.Parameters[i] = (float)state[1 + i];
        _actor.ParametersChanged();
    }

    private void Copy()
    {
        _actor.CopyPolicyFrom(_policy);
        _copied = _moved = true;
    }
}
