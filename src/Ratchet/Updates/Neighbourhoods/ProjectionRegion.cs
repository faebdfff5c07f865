using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Policies.Projections;
using Ratchet.Rollouts;
using Ratchet.Updates.Solvers;

namespace Ratchet.Updates.Neighbourhoods;

/// <summary>
/// The bounds of a <see cref="KlProjection"/>. While the epochs run, the objective sees the projected policy π̃ and draws the network's to it. After
/// them σ is overwritten by the projected one; the mean is left to act as it is (nothing is promised then), or the network learns π̃:
/// <code>
/// sweep the batch; leave if mean part ≤ ε_μ and covariance part ≤ ε_Σ everywhere
/// for each shuffled minibatch with a mean part beyond 0.8 ε_μ: one step of an Adam of its own on mean KL(π_θ ‖ sg[π̃]), π̃ with the bound 0.8 ε_μ
/// </code>
/// After <see cref="ProjectionOptions.RegressionPasses"/> passes, or if a number is not finite, the policy is interpolated, θ ← θ_old + τ(θ − θ_old) with τ
/// halving, and in the end restored bit by bit, and then goes as far to the new statistics as the bounds admit.
/// </summary>
/// <remarks>
/// The new normaliser statistics come before that, so that the network learns to keep its bounds with them; with policies this near to each other they
/// would find no room afterwards. Learning ends near its target, not at it: so the policy that is learnt lies inside the bounds. The moments of the
/// epochs' Adam, made of other gradients, would hold the regression back, and it would spoil them.
/// </remarks>
internal sealed class ProjectionRegion : Neighbourhood
{
    private const int MaxHalvings = 24;

    /// <summary>Share of ε_μ that is the bound of the policy that is learnt.</summary>
    private const double TargetShare = 0.8;

    /// <summary>Share of ε_Σ: a projected σ, rounded to floats, is to be within the bound and not on it.</summary>
    private const double CovarianceShare = 0.999;

    private readonly UpdateContext _context;
    private readonly ProjectionOptions _options;
    private readonly PolicyObjective _objective;
    private readonly KlProjection _target;
    private readonly PolicyAudit _audit;
    private readonly GradientStep _step;
    private readonly MinibatchPass _pass;
    private readonly Minibatches _minibatches;
    private readonly UpdateStatistics _statistics;
    private readonly PolicyObjective _regression;
    private readonly AlignedBuffer<float> _parts;
    private readonly IEnumerator<bool> _conclusion;
    private readonly Predicate<AuditResult> _admits;

    private double _learningRate;
    private double _meanBound;
    private double _covarianceBound;
    private AuditResult _result;

    /// <summary>A region over the parts of a rule.</summary>
    /// <param name="context">What it works on.</param>
    /// <param name="options">The bounds, and who acts.</param>
    /// <param name="objective">Of the epochs, with the projection that it is seen through.</param>
    /// <param name="target">A projection for the policy that is learnt.</param>
    /// <param name="audit">The measure, of KL(new ‖ old).</param>
    /// <param name="step">The regression's Adam.</param>
    /// <param name="pass">For the gradients.</param>
    /// <param name="minibatches">Of the regression.</param>
    /// <param name="statistics">What the update did.</param>
    public unsafe ProjectionRegion(
        UpdateContext context,
        ProjectionOptions options,
        PolicyObjective objective,
        KlProjection target,
        PolicyAudit audit,
        GradientStep step,
        MinibatchPass pass,
        Minibatches minibatches,
        UpdateStatistics statistics)
    {
        _context = context;
        _options = options;
        _objective = objective;
        _target = target;
        _audit = audit;
        _step = step;
        _pass = pass;
        _minibatches = minibatches;
        _statistics = statistics;
        _parts = new AlignedBuffer<float>(context.Batch.Stride);
        _regression = new PolicyObjective { Projection = target, RegressionWeight = 1 };
        _conclusion = Conclusion();
        _admits = _ => WithinBounds();
    }

    /// <inheritdoc/>
    public override void Begin(double learningRate)
    {
        _learningRate = learningRate;
        _meanBound = _options.MeanBound.At(_context.Clock);
        _covarianceBound = _options.CovarianceBound.At(_context.Clock);
        _objective.RegressionWeight = _options.Regression.At(_context.Clock);
        _objective.Projection!.MeanBound = _meanBound;
        _objective.Projection.CovarianceBound = _covarianceBound;
        _target.MeanBound = TargetShare * _meanBound;
    }

    /// <inheritdoc/>
    public override bool Restore(bool last) => last && _conclusion.MoveNext() && _conclusion.Current;

    /// <inheritdoc/>
    public override void End(ActorCritic policy, PolicyAudit audit, UpdateStatistics statistics)
    {
        if (!Regressed)
        {
            base.End(policy, audit, statistics);
            return;
        }

        Record(_result, statistics);
        statistics.Violations = WithinBounds() ? 0 : 1;
    }

    private bool Regressed => _options.Act == ProjectionAct.Regressed;

    /// <summary>Endless: yields true after each minibatch of a regression and false when the policy of an update is settled.</summary>
    private IEnumerator<bool> Conclusion()
    {
        while (true)
        {
            ProjectCovariance();
            if (Regressed)
                BeginRegression();
            for (int pass = 0; Regressed && !Sweep(); pass++)
            {
                if (pass == _options.RegressionPasses || !double.IsFinite(_result.Max))
                {
                    Interpolate();
                    break;
                }

                _minibatches.Shuffle();
                for (int i = 0; i < _minibatches.Count; i++)
                {
                    Learn(i);
                    yield return true;
                }
            }

            yield return false;
        }
    }

    /// <summary>Overwrites the covariance by the projected one, which stays as it is from then on.</summary>
    private unsafe void ProjectCovariance()
    {
        Span<float> free = _context.Policy.FreeParameters;
        _target.CovarianceBound = Regressed ? CovarianceShare * _covarianceBound : _covarianceBound;
        _target.Solve(_context.Policy.LogDeviationPointer, _context.Batch.LogDeviation.Pointer);
        new ReadOnlySpan<float>(_target.Free, free.Length).CopyTo(free);
        _target.CovarianceBound = double.PositiveInfinity;
    }

    private unsafe void BeginRegression()
    {
        RolloutBatch batch = _context.Batch;
        ObservationNormalizer normalizer = _context.Policy.Normalizer;
        normalizer.Swap();
        normalizer.Normalize(_context.Kernels, batch.Observations, batch.Rows, batch.Inputs, batch.InputStride);
        _step.Reset();
    }

    private unsafe void Learn(int index)
    {
        int* rows = _minibatches.Rows(index, out int count);
        MinibatchSums sums = _pass.Run(rows, count, _regression, null, AdvantageScale.Raw);
        double norm = sums.Divergence > 0 ? _step.Sum(_pass, UpdatedPart.Policy) : double.NaN;
        if (!double.IsFinite(norm))
            return;
        _step.Step(norm, _learningRate, UpdatedPart.Policy);
        _statistics.FixupSteps++;
    }

    /// <summary>Measures the policy at every state of the batch.</summary>
    /// <returns>Whether it is within its bounds.</returns>
    private bool Sweep()
    {
        _result = _audit.Sweep(null);
        return WithinBounds();
    }

    /// <summary>
    /// Whether both parts of KL(new ‖ old) are, for the distributions of the last sweep. With one covariance for both policies the mean part is left,
    /// with one mean the covariance part.
    /// </summary>
    private unsafe bool WithinBounds()
    {
        RolloutBatch batch = _context.Batch;
        ActionDistribution distribution = _context.Policy.Distribution;
        float* old = batch.LogDeviation.Pointer;
        distribution.Divergence(_context.Kernels, batch.Columns, _context.Policy.LogDeviationPointer, batch.Columns, old, batch.Stride, 1, _parts.Pointer);
        bool within = _parts.Pointer[0] <= _covarianceBound;
        distribution.Divergence(_context.Kernels, _audit.Columns, old, batch.Columns, old, batch.Stride, batch.Rows, _parts.Pointer);
        for (int i = 0; i < batch.Rows; i++)
            within &= _parts.Pointer[i] <= _meanBound;
        return within;
    }

    private void Interpolate()
    {
        ActorCritic policy = _context.Policy;
        Span<float> current = policy.Parameters[..policy.PolicyParameterCount];
        ReadOnlySpan<float> old = _audit.Previous.Parameters[..policy.PolicyParameterCount];
        _statistics.Interpolations++;
        for (int halving = 0; halving < MaxHalvings && double.IsFinite(_result.Max); halving++)
        {
            for (int i = 0; i < current.Length; i++)
                current[i] = old[i] + (0.5f * (current[i] - old[i]));
            policy.ParametersChanged();
            if (Sweep())
                return;
        }

        old.CopyTo(current);
        policy.ParametersChanged();
        policy.Normalizer.CopyStatisticsFrom(_audit.Previous.Normalizer);
        if (policy.Normalizer.Enabled && !_audit.SwapStatistics(null, _admits, out _result))
            _statistics.DeferredSwaps++;
        Sweep();
    }
}
