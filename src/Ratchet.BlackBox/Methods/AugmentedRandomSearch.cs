using Ratchet.Numerics;

namespace Ratchet.BlackBox.Methods;

/// <summary>
/// Augmented random search (Mania, Guy and Recht 2018): candidates M ± ν δ_k with δ_k ~ N(0, I), and M ← M + α / (b σ_R) · Σ (r_k⁺ − r_k⁻) δ_k over the b directions with the greatest
/// max(r_k⁺, r_k⁻); σ_R is the population's deviation of their 2b returns.
/// </summary>
public sealed class AugmentedRandomSearch : GaussianSearch
{
    private readonly AugmentedRandomSearchOptions _options;

    /// <summary>A search that begins at a point; the published one begins at zero.</summary>
    /// <exception cref="OptionException">A setting is out of its range.</exception>
    public AugmentedRandomSearch(AugmentedRandomSearchOptions options, ReadOnlySpan<double> start)
        : base("ars", start, Valid(options).Seed, CovarianceKind.Isotropic, options.Noise.Initial) => _options = options;

    /// <inheritdoc/>
    public override int Population => 2 * _options.Directions;

    /// <inheritdoc/>
    public override bool HasPairs => true;

    private protected override void Improve(ReadOnlySpan<double> fitness)
    {
        double[] returns = Shaping.Comparable(fitness), weights = new double[_options.Directions];
        int[] best = Ranking.Best([.. Enumerable.Range(0, _options.Directions).Select(k => returns[2 * k] > returns[(2 * k) + 1] ? returns[2 * k] : returns[(2 * k) + 1])], _options.Best);
        foreach (int k in best)
            weights[k] = returns[2 * k] - returns[(2 * k) + 1];

        double deviation = _options.DividesByDeviation ? Sum.Deviation([.. best.SelectMany(k => returns[(2 * k)..((2 * k) + 2)])]) : 1;
        if (deviation > 0)
            Move(_options.StepSize.At(Generation) / (_options.Best * deviation * Deviation(0)), WeightedSum(weights));
        Spread(_options.Noise.At(Generation + 1));
    }
}
