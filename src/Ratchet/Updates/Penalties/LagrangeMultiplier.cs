using Ratchet.Numerics;

namespace Ratchet.Updates.Penalties;

/// <summary>Which KL of many states is looked at.</summary>
internal enum KlStatistic
{
    /// <summary>The greatest.</summary>
    Max,

    /// <summary>The mean.</summary>
    Mean,
}

/// <summary>
/// β of FixPO: a Lagrange multiplier on max KL, or, in one of the paper's ablations, on mean KL, moved by an Adam of its own along
/// <code>
/// L_β = β (ε_KL − C_β · max KL)        ∂L_β/∂β = ε_KL − C_β · max KL
/// </code>
/// (FixPO paper, eq. 4), kept within [0, ceiling]. The KL is the minibatch's, from before the step on θ.
/// </summary>
internal sealed class LagrangeMultiplier : Penalty
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double AdamEpsilon = 1e-8;

    private readonly PenaltyOptions _options;
    private readonly Schedule _bound;
    private readonly KlStatistic _statistic;
    private readonly RunClock _clock;

    private double _value;
    private double _firstMoment;
    private double _secondMoment;
    private double _power1 = 1;
    private double _power2 = 1;

    /// <summary>A multiplier at its start.</summary>
    /// <param name="options">C_β, γ_β, the start and the ceiling.</param>
    /// <param name="bound">ε_KL.</param>
    /// <param name="statistic">Which KL is held below it.</param>
    /// <param name="clock">The time of the run.</param>
    public LagrangeMultiplier(PenaltyOptions options, Schedule bound, KlStatistic statistic, RunClock clock)
    {
        _options = options;
        _bound = bound;
        _statistic = statistic;
        _clock = clock;
        _value = options.Beta.At(clock);
    }

    /// <inheritdoc/>
    public override double Weight => _value;

    /// <inheritdoc/>
    public override int StateSize => 5;

    /// <summary>∂L_β/∂β of the last step.</summary>
    public double LastGradient { get; private set; }

    /// <inheritdoc/>
    public override void AfterStep(in MinibatchSums sums) => Step(_statistic == KlStatistic.Max ? sums.MaxDivergence : sums.Divergence / sums.Rows);

    /// <summary>One Adam step; a KL that is not finite leaves β alone (the region's fallback deals with it).</summary>
    public void Step(double kl)
    {
        double gradient = _bound.At(_clock) - (_options.CBeta.At(_clock) * kl);
        LastGradient = gradient;
        if (!double.IsFinite(gradient))
            return;
        _power1 *= Beta1;
        _power2 *= Beta2;
        _firstMoment = (Beta1 * _firstMoment) + ((1 - Beta1) * gradient);
        _secondMoment = (Beta2 * _secondMoment) + ((1 - Beta2) * gradient * gradient);
        double root = Math.Sqrt(_secondMoment / (1 - _power2));
        double beta = _value - (_options.BetaLearningRate.At(_clock) * (_firstMoment / (1 - _power1)) / (root + AdamEpsilon));
        _value = beta < 0 ? 0 : beta > _options.BetaCeiling ? _options.BetaCeiling : beta;
    }

    /// <inheritdoc/>
    public override void Save(Span<double> state)
    {
        state[0] = _value;
        state[1] = _firstMoment;
        state[2] = _secondMoment;
        state[3] = _power1;
        state[4] = _power2;
    }

    /// <inheritdoc/>
    public override void Load(ReadOnlySpan<double> state)
    {
        _value = state[0];
        _firstMoment = state[1];
        _secondMoment = state[2];
        _power1 = state[3];
        _power2 = state[4];
    }
}
