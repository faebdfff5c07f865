using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Rollouts;
using Ratchet.Updates.Penalties;

namespace Ratchet.Updates.Neighbourhoods;

/// <summary>How far a policy is from the one that collected a batch, over every observation of the batch.</summary>
/// <param name="All">The KL over all of them.</param>
/// <param name="ByTask">The same by task, in the audit's own memory until its next sweep; empty where there is one task.</param>
/// <param name="ShareBeyondHalf">Share of observations with a KL beyond ε/2.</param>
internal readonly record struct AuditResult(KlSums All, KlSums[] ByTask, double ShareBeyondHalf)
{
    /// <summary>Greatest KL; NaN if any is NaN.</summary>
    public double Max => All.Max;

    /// <summary>Mean KL.</summary>
    public double Mean => All.Of(KlStatistic.Mean);

    /// <summary>Whether a share of the bound holds: a NaN fails.</summary>
    public bool Within(KlBound bound, double share = 1) => bound.Holds(All, ByTask, share);
}

/// <summary>
/// The one function behind the exit test of the fixup, the fallback and the log: the KL between the behaviour policy and the current one
/// (weights and normaliser statistics), at every raw observation of the batch, in the arithmetic that acts. It keeps the behaviour policy.
/// </summary>
internal sealed unsafe class PolicyAudit
{
    /// <summary>The least part of the way to new normaliser statistics that is tried.</summary>
    private const float SmallestShare = 1f / 16;

    private const int MaxHalvings = 24;

    private readonly ActorCritic _policy;
    private readonly RolloutBatch _batch;
    private readonly Kernels _kernels;
    private readonly PolicyEvaluator _current;
    private readonly PolicyEvaluator _previous;
    private readonly AlignedBuffer<float> _columns;
    private readonly AlignedBuffer<float> _divergence;
    private readonly KlSums[] _byTask;

    /// <summary>The measure of the policy that acts.</summary>
    /// <param name="context">The actor, its batch and what runs it.</param>
    /// <param name="direction">Which KL is measured.</param>
    public PolicyAudit(UpdateContext context, KlDirection direction)
    {
        _policy = context.Actor;
        _batch = context.Batch;
        _kernels = context.Kernels;
        Direction = direction;
        _current = context.ActorEvaluator;
        Previous = new ActorCritic(_policy.Options, _policy.ObservationSpace, _policy.ActionSpace);
        _previous = new PolicyEvaluator(Previous, _kernels, context.Pool, _batch.Rows);
        _columns = new AlignedBuffer<float>(_batch.Width, _batch.Stride);
        _divergence = new AlignedBuffer<float>(_batch.Stride);
        _byTask = new KlSums[_batch.TaskCount > 1 ? _batch.TaskCount : 0];
    }

    /// <summary>Which KL is measured.</summary>
    public KlDirection Direction { get; }

    /// <summary>The policy that collected the batch (the parameters of its value network are not kept).</summary>
    public ActorCritic Previous { get; }

    /// <summary>The current policy's distributions, as the last <see cref="Sweep"/> left them.</summary>
    public float* Columns => _columns.Pointer;

    /// <summary>The current policy against the behaviour policy on its own batch.</summary>
    /// <param name="bound">ε, for the share beyond its half; null for none.</param>
    public AuditResult Sweep(KlBound? bound)
    {
        _current.DistributionsOfObservations(_batch.Observations, _batch.Rows, _batch.Masks, _columns.Pointer, _batch.Stride);
        PolicyDivergence.Evaluate(_policy, _kernels, Direction, _batch.Columns, _batch.LogDeviation.Pointer, _columns.Pointer, _batch.Stride, _batch.Rows, _divergence.Pointer);
        return Summarize(bound);
    }

    /// <summary>The policy of the previous batch against this batch's behaviour policy, on this batch's observations: the KL out of sample.</summary>
    public AuditResult SweepPrevious()
    {
        _previous.DistributionsOfObservations(_batch.Observations, _batch.Rows, _batch.Masks, _columns.Pointer, _batch.Stride);
        PolicyDivergence.Evaluate(_policy, _kernels, Direction, _columns.Pointer, Previous.LogDeviationPointer, _batch.Columns, _batch.Stride, _batch.Rows, _divergence.Pointer);
        return Summarize(null);
    }

    /// <summary>
    /// All of the way to the new normaliser statistics, or half, or a quarter …: what a region admits of it. Deferred as a whole until it
    /// fits, they might never come, while the distance to go grows with every batch.
    /// </summary>
    /// <param name="bound">ε of the sweeps; null for none.</param>
    /// <param name="admits">Whether the policy may be there.</param>
    /// <param name="result">Where it is now.</param>
    /// <returns>Whether it went all of the way.</returns>
    public bool SwapStatistics(KlBound? bound, Predicate<AuditResult> admits, out AuditResult result)
    {
        ObservationNormalizer normalizer = _policy.Normalizer;
        normalizer.Swap();
        result = Sweep(bound);
        if (admits(result))
            return true;
        for (float share = 0.5f; share >= SmallestShare; share /= 2)
        {
            normalizer.SwapTowards(Previous.Normalizer, share);
            result = Sweep(bound);
            if (admits(result))
                return false;
        }

        normalizer.CopyStatisticsFrom(Previous.Normalizer);
        result = Sweep(bound);
        return false;
    }

    /// <summary>
    /// The last resort of a region: θ ← θ_old + τ(θ − θ_old), τ halving until the region admits the policy, and in the end θ_old bit by bit.
    /// Where the KL is not finite there is nothing to go half of the way from.
    /// </summary>
    /// <param name="bound">ε of the sweeps; null for none.</param>
    /// <param name="admits">Whether the policy may be there.</param>
    /// <param name="result">Where it was, and where it is now.</param>
    /// <returns>Whether it stays between the two, and was not restored.</returns>
    public bool Interpolate(KlBound? bound, Predicate<AuditResult> admits, ref AuditResult result)
    {
        Span<float> current = _policy.Parameters[.._policy.PolicyParameterCount];
        ReadOnlySpan<float> old = Previous.Parameters;
        for (int halving = 0; halving < MaxHalvings && double.IsFinite(result.Max); halving++)
        {
            for (int i = 0; i < current.Length; i++)
                current[i] = old[i] + (0.5f * (current[i] - old[i]));
            _policy.ParametersChanged();
            result = Sweep(bound);
            if (admits(result))
                return true;
        }

        RestoreParameters();
        result = Sweep(bound);
        return false;
    }

    /// <summary>Gives the current policy the parameters of the old one, bit by bit.</summary>
    public void RestoreParameters()
    {
        Previous.Parameters[.._policy.PolicyParameterCount].CopyTo(_policy.Parameters);
        _policy.ParametersChanged();
    }

    /// <summary>Mean entropy of the policy that collected the batch.</summary>
    public double BehaviourEntropy()
    {
        _policy.Distribution.Entropy(_kernels, _batch.Columns, _batch.Stride, _batch.LogDeviation.Pointer, _batch.Rows, _divergence.Pointer);
        double sum = 0;
        for (int i = 0; i < _batch.Rows; i++)
            sum += _divergence.Pointer[i];
        return sum / _batch.Rows;
    }

    private AuditResult Summarize(KlBound? bound)
    {
        var all = new KlSums();
        Array.Clear(_byTask);
        int beyond = 0;
        double half = bound is null ? double.PositiveInfinity : 0.5 * bound.Of(0);
        for (int i = 0; i < _batch.Rows; i++)
        {
            float kl = _divergence.Pointer[i];
            all.Add(kl);
            if (_byTask.Length > 0)
            {
                int task = _batch.Tasks[i];
                _byTask[task].Add(kl);
                half = bound is null ? half : 0.5 * bound.Of(task);
            }

            if (!(kl <= half))
                beyond++;
        }

        return new AuditResult(all, _byTask, (double)beyond / _batch.Rows);
    }
}
