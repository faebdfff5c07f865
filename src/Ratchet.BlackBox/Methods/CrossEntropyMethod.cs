using Ratchet.Numerics;

namespace Ratchet.BlackBox.Methods;

/// <summary>
/// The cross-entropy method: of N candidates from N(m, C) the best ρN are kept, and the Gaussian is fitted to them by maximum likelihood,
/// m ← mean of the elites, σ² ← variance of the elites + Z_t (Rubinstein 1999; the noise Z_t after Szita and Lőrincz, Neural Computation 18, 2006).
/// </summary>
public sealed class CrossEntropyMethod : GaussianSearch
{
    private readonly CrossEntropyOptions _options;

    /// <summary>A search that begins around a point.</summary>
    /// <exception cref="OptionException">A setting is out of its range.</exception>
    public CrossEntropyMethod(CrossEntropyOptions options, ReadOnlySpan<double> start)
        : base("cem", start, Valid(options).Seed, options.Covariance, options.Deviation) => _options = options;

    /// <inheritdoc/>
    public override int Population => _options.Population;

    private protected override void Improve(ReadOnlySpan<double> fitness)
    {
        double[] weights = new double[Population];
        foreach (int elite in Ranking.Best(Shaping.Comparable(fitness), _options.Elites))
            weights[elite] = 1.0 / _options.Elites;
        Fit(weights, aroundOldMean: false, _options.MeanRate, _options.VarianceRate, _options.Noise.At(Generation));
    }
}
