using Ratchet.Updates.Rules;

namespace Ratchet.Updates.Penalties;

/// <summary>
/// β of FixPO: a Lagrange multiplier on max KL, moved by an Adam of its own along
/// <code>
/// L_β = β (ε_KL − C_β · max KL)        ∂L_β/∂β = ε_KL − C_β · max KL
/// </code>
/// (FixPO paper, eq. 4), kept within [0, ceiling]. The KL is the minibatch's, from before the step on θ.
/// </summary>
internal sealed class LagrangeMultiplier(FixPoOptions options)
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double AdamEpsilon = 1e-8;

    private double _firstMoment;
    private double _secondMoment;
    private double _power1 = 1;
    private double _power2 = 1;

    /// <summary>How many doubles <see cref="Save"/> writes.</summary>
    public const int StateSize = 5;

    /// <summary>β.</summary>
    public double Value { get; private set; } = options.InitialBeta;

    /// <summary>∂L_β/∂β of the last step.</summary>
    public double LastGradient { get; private set; }

    /// <summary>One Adam step; a KL that is not finite leaves β alone (the region's fallback deals with it).</summary>
    public void Step(double maxKl)
    {
        double gradient = options.EpsilonKl - (options.CBeta * maxKl);
        LastGradient = gradient;
        if (!double.IsFinite(gradient))
            return;
        _power1 *= Beta1;
        _power2 *= Beta2;
        _firstMoment = (Beta1 * _firstMoment) + ((1 - Beta1) * gradient);
        _secondMoment = (Beta2 * _secondMoment) + ((1 - Beta2) * gradient * gradient);
        double root = Math.Sqrt(_secondMoment / (1 - _power2));
        double beta = Value - (options.BetaLearningRate * (_firstMoment / (1 - _power1)) / (root + AdamEpsilon));
        Value = beta < 0 ? 0 : beta > options.BetaCeiling ? options.BetaCeiling : beta;
    }

    /// <summary>Writes β and its moments.</summary>
    public void Save(Span<double> state)
    {
        state[0] = Value;
        state[1] = _firstMoment;
        state[2] = _secondMoment;
        state[3] = _power1;
        state[4] = _power2;
    }

    /// <summary>Restores what <see cref="Save"/> wrote.</summary>
    public void Load(ReadOnlySpan<double> state)
    {
        Value = state[0];
        _firstMoment = state[1];
        _secondMoment = state[2];
        _power1 = state[3];
        _power2 = state[4];
    }
}
