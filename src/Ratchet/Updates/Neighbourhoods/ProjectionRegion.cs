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
/// for each shuffled minibatch with a mean part beyond 0.8 ε_μ: one step of an optimiser of its own on mean KL(π_θ ‖ sg[π̃]), π̃ with the bound 0.8 ε_μ
/// </code>
/// After <see cref="ProjectionOptions.RegressionPasses"/> passes, or if a number is not finite, the policy is interpolated, θ ← θ_old + τ(θ − θ_old) with τ
/// halving, and in the end restored bit by bit, and then goes as far to the new statistics as the bounds admit.
/// </summary>
/// <remarks>
/// The new normaliser statistics come before that, so that the network learns to keep its bounds with them; with policies this near to each other they
/// would find no room afterwards. Learning ends near its target, not at it, so that the target lies inside the bounds. The moments of the
/// epochs' optimiser, made of other gradients, would hold the regression back, and it would spoil them.
/// </remarks>
internal sealed class ProjectionRegion : Neighbourhood
{
    /// <summary>Share of ε_μ that is the bound of the policy that is learnt.</summary>
    private const double TargetShare = 0.8;

    /// <summary>Share of ε_Σ: a projected σ, rounded to floats, is to be within the bound and not on it.</summary>
    private const double CovarianceShare = 0.999;

    private readonly UpdateContext _context;
    private readonly ProjectionOptions _options;
    private readonly PolicyObjective _objective;
    private readonly KlProjection _target;
    private readonly PolicyAudit _audit;
    private readonly PolicyObjective _regression;
    private readonly AlignedBuffer<float> _parts;
    private readonly IEnumerator<bool> _conclusion;
    private readonly Predicate<AuditResult> _admits;

    private double _learningRate;
    private double _meanBound;
    private double _covarianceBound;
    private AuditResult _result;

    /// <summary>A region over the parts of a rule.</summary>
    /// <param name="shared">What it shares with the solver, but with an optimiser of its own; the audit is of KL(new ‖ old).</param>
    /// <param name="options">The bounds, and who acts.</param>
    /// <param name="objective">Of the epochs, with the projection that it is seen through.</param>
    public ProjectionRegion(SharedParts shared, ProjectionOptions options, PolicyObjective objective)
        : base(shared)
    {
        _context = shared.Context;
        _options = options;
        _objective = objective;
        _target = KlProjection.Of(_context.Policy.Distribution);
        _audit = shared.Audit;
        _parts = new AlignedBuffer<float>(_context.Batch.Stride);
        _regression = new PolicyObjective { Projection = _target, RegressionWeight = 1 };
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
    public override void End()
    {
        if (!Regressed)
        {
            base.End();
            return;
        }

        Record(_result);
        Shared.Statistics.Violations = WithinBounds() ? 0 : 1;
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

                Shared.Minibatches.Shuffle();
                for (int i = 0; i < Shared.Minibatches.Count; i++)
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
        Shared.Step.Reset();
    }

    private unsafe void Learn(int index)
    {
        int* rows = Shared.Minibatches.Rows(index, out int count);
        MinibatchSums sums = Shared.Pass.Run(rows, count, _regression, null, AdvantageScale.Raw);
        double norm = sums.Divergence > 0 ? Shared.Step.Sum(Shared.Pass, UpdatedPart.Policy) : double.NaN;
        if (!double.IsFinite(norm))
            return;
        Shared.Step.Step(norm, _learningRate, UpdatedPart.Policy);
        Shared.Statistics.FixupSteps++;
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
        Shared.Statistics.Interpolations++;
        if (_audit.Interpolate(null, _admits, ref _result))
            return;
        ObservationNormalizer normalizer = _context.Policy.Normalizer;
        normalizer.CopyStatisticsFrom(_audit.Previous.Normalizer);
        if (normalizer.Enabled && !_audit.SwapStatistics(null, _admits, out _result))
            Shared.Statistics.DeferredSwaps++;
    }
}
