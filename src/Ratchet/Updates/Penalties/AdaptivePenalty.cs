using Ratchet.Numerics;

namespace Ratchet.Updates.Penalties;

/// <summary>
/// PPO with an adaptive penalty (Schulman et al. 2017, section 4): once an update, from d, the mean KL over the whole batch,
/// <code>
/// d &lt; d_target / 1.5 :  β ← β / 2        d &gt; 1.5 d_target :  β ← 2 β
/// </code>
/// bounded both ways: others' ran to infinity, or to a 0 from which doubling leads nowhere.
/// </summary>
internal sealed class AdaptivePenalty(PenaltyOptions options, RunClock clock) : Penalty
{
    private const double Tolerance = 1.5;
    private const double Factor = 2;

    private double _beta = Bounded(options.Beta.At(clock), options);

    /// <inheritdoc/>
    public override double Weight => _beta;

    /// <inheritdoc/>
    public override int StateSize => 1;

    /// <inheritdoc/>
    public override void AfterUpdate(double meanKl)
    {
        double target = options.KlTarget.At(clock);
        if (meanKl < target / Tolerance)
            _beta = Bounded(_beta / Factor, options);
        else if (meanKl > target * Tolerance)
            _beta = Bounded(_beta * Factor, options);
    }

    /// <inheritdoc/>
    public override void Save(Span<double> state) => state[0] = _beta;

    /// <inheritdoc/>
    public override void Load(ReadOnlySpan<double> state) => _beta = state[0];

    private static double Bounded(double beta, PenaltyOptions options) =>
        beta < options.BetaFloor ? options.BetaFloor : beta > options.BetaCeiling ? options.BetaCeiling : beta;
}
