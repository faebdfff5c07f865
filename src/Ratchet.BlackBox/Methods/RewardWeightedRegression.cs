using Ratchet.Numerics;

namespace Ratchet.BlackBox.Methods;

/// <summary>
/// Reward-weighted regression (Dayan and Hinton 1997; Peters and Schaal 2007): the Gaussian of greatest likelihood of the candidates weighted by w = exp(β (U − max U)),
/// m ← Σ w θ / Σ w and C ← Σ w (θ − m)(θ − m)ᵀ / Σ w around the new m.
/// </summary>
public sealed class RewardWeightedRegression : GaussianSearch
{
    private readonly RewardWeightedOptions _options;

    /// <summary>A search that begins around a point.</summary>
    /// <exception cref="OptionException">A setting is out of its range.</exception>
    public RewardWeightedRegression(RewardWeightedOptions options, ReadOnlySpan<double> start)
        : base("rwr", start, Valid(options).Seed, options.Covariance, options.Deviation) => _options = options;

    /// <inheritdoc/>
    public override int Population => _options.Population;

    private protected override void Improve(ReadOnlySpan<double> fitness)
    {
        double[] returns = Shaping.Comparable(fitness);
        Fit(_options.NormalizesReturns ? ReturnWeights.Normalized(returns, _options.Beta) : ReturnWeights.AtTemperature(returns, _options.Beta), aroundOldMean: false);
    }
}
