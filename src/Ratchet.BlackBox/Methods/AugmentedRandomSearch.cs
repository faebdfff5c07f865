using Ratchet.Numerics;

namespace Ratchet.BlackBox.Methods;

/// <summary>
/// Augmented random search (Mania, Guy and Recht 2018, algorithm 2): candidates M ± ν δ_k with δ_k ~ N(0, I), and M ← M + α / (b σ_R) · Σ (r_k⁺ − r_k⁻) δ_k over the
/// b directions with the greatest max(r_k⁺, r_k⁻); σ_R is the deviation of their 2b returns (over 2b, not 2b − 1).
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
        int[] best = Ranking.Best([.. returns.Chunk(2).Select(pair => pair[0] > pair[1] ? pair[0] : pair[1])], _options.Best);
        foreach (int k in best)
            weights[k] = returns[2 * k] - returns[(2 * k) + 1];

        double deviation = _options.DividesByDeviation ? Sum.Deviation([.. best.SelectMany(k => returns[(2 * k)..((2 * k) + 2)])]) : 1;
        // The sum is of ε = ν δ.
        double nu = Deviation(0);
        if (deviation > 0)
            Move(_options.StepSize.At(Generation) / (_options.Best * deviation * nu), WeightedSum(weights));
        Spread(_options.Noise.At(Generation + 1));
    }
}
