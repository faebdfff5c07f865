using Ratchet.Numerics;
using Ratchet.Updates.Rules;

namespace Ratchet.Updates.Penalties;

/// <summary>
/// The M-step's constraint of V-MPO (Song et al. 2019, §3.2): the mean KL(target ‖ π) over all samples, held at ε by a multiplier,
/// <code>
/// L_α(θ, α) = α (ε − sg[mean KL]) + sg[α] mean KL        ∂L_α/∂α = ε − mean KL
/// </code>
/// for a Gaussian once for each part of the KL, α_μ with ε_μ and α_Σ with ε_Σ (appendix B). The KL is the minibatch's, from before the step on θ.
/// </summary>
internal sealed unsafe class DecoupledPenalty : Penalty
{
    private readonly VMpoOptions _options;
    private readonly TargetNetwork _target;
    private readonly RunClock _clock;
    private readonly bool _gaussian;
    private readonly DualVariable _alpha;
    private readonly DualVariable _alphaCovariance;

    /// <summary>Multipliers at their start.</summary>
    /// <param name="context">What it works on.</param>
    /// <param name="options">The bounds, the start and the step.</param>
    /// <param name="target">Whom the KL is measured from.</param>
    public DecoupledPenalty(UpdateContext context, VMpoOptions options, TargetNetwork target)
    {
        _options = options;
        _target = target;
        _clock = context.Clock;
        _gaussian = context.Policy.Distribution.HasDecoupledDivergence;
        _alpha = new DualVariable(_gaussian ? options.InitialAlphaMean : options.InitialAlpha, name: _gaussian ? "the multiplier α_μ" : "the multiplier α");
        _alphaCovariance = new DualVariable(options.InitialAlphaCovariance, name: "the multiplier α_Σ");
    }

    /// <summary>α, or α_μ.</summary>
    public override double Weight => _alpha.Value;

    /// <summary>α_Σ.</summary>
    public double CovarianceWeight => _alphaCovariance.Value;

    /// <inheritdoc/>
    public override int StateSize => 2 * DualVariable.StateSize;

    /// <inheritdoc/>
    public override void Begin() => _target.Begin();

    /// <inheritdoc/>
    public override void BeforeStep(PolicyObjective objective)
    {
        _target.BeforeStep();
        objective.ReferenceColumns = _target.Columns;
        objective.ReferenceFree = _target.Free;
        if (!_gaussian)
            base.BeforeStep(objective);
        else
            (objective.MeanKlWeight, objective.CovarianceKlWeight) = (Weight, CovarianceWeight);
    }

    /// <inheritdoc/>
    public override void AfterStep(in MinibatchSums sums)
    {
        double learningRate = _options.DualLearningRate.At(_clock);
        if (_gaussian)
        {
            _alpha.Step(_options.EpsilonMean.At(_clock) - (sums.MeanDivergence / sums.Rows), learningRate);
            _alphaCovariance.Step(_options.EpsilonCovariance.At(_clock) - (sums.CovarianceDivergence / sums.Rows), learningRate);
        }
        else
        {
            _alpha.Step(_options.EpsilonAlpha.At(_clock) - (sums.Divergence / sums.Rows), learningRate);
        }

        _target.AfterStep();
    }

    /// <inheritdoc/>
    public override void Save(Span<double> state)
    {
        _alpha.Save(state);
        _alphaCovariance.Save(state[DualVariable.StateSize..]);
    }

    /// <inheritdoc/>
    public override void Load(ReadOnlySpan<double> state)
    {
        _alpha.Load(state);
        _alphaCovariance.Load(state[DualVariable.StateSize..]);
    }
}
