using Ratchet.Numerics;

namespace Ratchet.BlackBox.Methods;

/// <summary>
/// Parameter-exploring policy gradients (Sehnke et al. 2010): a gradient step on the m and σ of θ ~ N(m, diag(σ²)), with b the moving average of the returns and ε = θ − m.
/// <code>
/// plain:      Δm_i = α_m (r − b) ε_i                          Δσ_i = α_σ (r − b) (ε_i² − σ_i²) / σ_i
/// symmetric:  Δm_i = α_m (r⁺ − r⁻) ε_i / (2 r* − r⁺ − r⁻)     Δσ_i = α_σ ((r⁺ + r⁻)/2 − b) / (r* − b) · (ε_i² − σ_i²) / σ_i
/// </code>
/// r* is the best return seen. The steps of a generation are averaged: with one candidate, or one pair, they are those above.
/// </summary>
public sealed class ParameterExploringPolicyGradients : GaussianSearch
{
    private readonly ParameterExploringOptions _options;

    /// <summary>b and r*; NaN and −∞ before the first returns.</summary>
    private readonly double[] _baseline;
    private readonly double[] _best;

    /// <summary>A search that begins around a point.</summary>
    /// <exception cref="OptionException">A setting is out of its range.</exception>
    public ParameterExploringPolicyGradients(ParameterExploringOptions options, ReadOnlySpan<double> start)
        : base("pepg", start, Valid(options).Seed, CovarianceKind.Diagonal, options.Deviation)
    {
        _options = options;
        _baseline = Keep("baseline", [double.NaN]);
        _best = Keep("best", [double.NegativeInfinity]);
    }

    /// <inheritdoc/>
    public override int Population => _options.Population;

    /// <inheritdoc/>
    public override bool HasPairs => _options.Symmetric;

    private protected override void Improve(ReadOnlySpan<double> fitness)
    {
        foreach (double value in fitness)
            if (double.IsFinite(value) && value > _best[0])
                _best[0] = value;
        double[] returns = Shaping.Comparable(fitness);
        double mean = Sum.Mean(returns);
        if (double.IsNaN(_baseline[0]))
            _baseline[0] = mean;
        (double[] ofMean, double[] ofDeviation) = _options.Symmetric ? Symmetric(returns) : Plain(returns);
        // The deviations first: their step needs the generation's own σ, and the draws of the means too.
        double[] step = WeightedSum(ofMean), deviations = Widened(ofDeviation);
        Move(_options.MeanRate, step);
        Spread(deviations);
        _baseline[0] += _options.BaselineRate * (mean - _baseline[0]);
    }

    private (double[] OfMean, double[] OfDeviation) Plain(double[] returns)
    {
        double[] weights = Array.ConvertAll(returns, r => (r - _baseline[0]) / returns.Length);
        return (weights, weights);
    }

    private (double[] OfMean, double[] OfDeviation) Symmetric(double[] returns)
    {
        int pairs = returns.Length / 2;
        double[] ofMean = new double[pairs], ofDeviation = new double[pairs];
        for (int p = 0; p < pairs; p++)
        {
            double plus = returns[2 * p], minus = returns[(2 * p) + 1];
            ofMean[p] = Share(plus - minus, (2 * _best[0]) - plus - minus) / pairs;
            ofDeviation[p] = Share(((plus + minus) / 2) - _baseline[0], _best[0] - _baseline[0]) / pairs;
        }

        return (ofMean, ofDeviation);
    }

    /// <summary>σ_i + α_σ Σ_k w_k (ε_ki² − σ_i²) / σ_i, kept within half and double of σ_i: the published step may cross zero.</summary>
    private double[] Widened(double[] weights)
    {
        double[] deviations = new double[Dimension], change = new double[Dimension], epsilon = new double[Dimension];
        for (int k = 0; k < weights.Length; k++)
        {
            if (weights[k] == 0)
                continue;
            Draw(k, epsilon);
            for (int i = 0; i < change.Length; i++)
                change[i] += weights[k] * ((epsilon[i] * epsilon[i] / Deviation(i)) - Deviation(i));
        }

        for (int i = 0; i < deviations.Length; i++)
        {
            double old = Deviation(i), next = old + (_options.DeviationRate * change[i]);
            deviations[i] = next > 2 * old ? 2 * old : next > old / 2 ? next : old / 2;
        }

        return deviations;
    }

    /// <summary>A part of a range; none of an empty one, where all returns are the best.</summary>
    private static double Share(double part, double range) => range > 0 ? part / range : 0;
}
