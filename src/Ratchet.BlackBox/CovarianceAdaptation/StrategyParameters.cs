using Ratchet.Numerics;

namespace Ratchet.BlackBox.CovarianceAdaptation;

/// <summary>
/// The numbers that CMA-ES works with, all functions of the dimension n and the population λ (Hansen, "The CMA evolution strategy: a tutorial", arXiv 1604.00772, table 1):
/// nobody has to tune them.
/// </summary>
public sealed class StrategyParameters
{
    private readonly double[] _weights;

    /// <summary>The defaults of a dimension.</summary>
    /// <param name="dimension">n, at least 1.</param>
    /// <param name="population">λ, at least 2; null for <see cref="DefaultPopulation"/>.</param>
    /// <param name="active">Whether the worse half has negative weights.</param>
    /// <param name="diagonal">Whether C is diagonal: it has n numbers to learn in place of n (n + 1) / 2, and c₁ and c_μ are (n + 2) / 3 times as large (Ros and Hansen 2008).</param>
    public StrategyParameters(int dimension, int? population = null, bool active = true, bool diagonal = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        Population = population ?? DefaultPopulation(dimension);
        ArgumentOutOfRangeException.ThrowIfLessThan(Population, 2, nameof(population));
        Dimension = dimension;
        Parents = Population / 2;
        _weights = LogarithmicWeights(Population);
        EffectiveParents = EffectiveCount(_weights.AsSpan(0, Parents));
        EffectiveNegative = EffectiveCount(_weights.AsSpan(Parents));

        double n = dimension, mu = EffectiveParents;
        SigmaRate = (mu + 2) / (n + mu + 5);
        double excess = Math.Sqrt((mu - 1) / (n + 1)) - 1;
        Damping = 1 + (2 * (excess > 0 ? excess : 0)) + SigmaRate;
        PathRate = (4 + (mu / n)) / (n + 4 + (2 * mu / n));
        double faster = diagonal ? (n + 2) / 3 : 1;
        RankOneRate = AtMost(1, faster * AtMost(1, Population / 6.0) * 2 / (((n + 1.3) * (n + 1.3)) + mu));
        RankMuRate = AtMost(1 - RankOneRate, faster * 2 * (mu - 2 + (1 / mu) + 0.25) / (((n + 2) * (n + 2)) + mu));
        ExpectedNorm = Math.Sqrt(n) * (1 - (1 / (4 * n)) + (1 / (21 * n * n)));
        NegativeSums = (1 + (RankOneRate / RankMuRate), 1 + (2 * EffectiveNegative / (mu + 2)), (1 - RankOneRate - RankMuRate) / (n * RankMuRate));
        ScaleWeights(active);
        double interval = 1 / (10 * n * (RankOneRate + RankMuRate));
        DecompositionInterval = diagonal || interval < 1 ? 1 : (int)interval;
    }

    /// <summary>n.</summary>
    public int Dimension { get; }

    /// <summary>λ, candidates of a generation.</summary>
    public int Population { get; }

    /// <summary>μ = ⌊λ / 2⌋, those with a positive weight.</summary>
    public int Parents { get; }

    /// <summary>
    /// w_i of the candidates, the best one first. With w'_i = ln((λ + 1) / 2) − ln i: those of the better half are w'_i over their sum; those of the worse half are w'_i, scaled
    /// so that the sum of their magnitudes is the least of <see cref="NegativeSums"/>, or 0 without active update.
    /// </summary>
    public ReadOnlySpan<double> Weights => _weights;

    /// <summary>μ_eff = (Σ w_i)² / Σ w_i² over the better half: as many equally weighted ones would average noise as well.</summary>
    public double EffectiveParents { get; }

    /// <summary>μ_eff⁻, the same over the worse half.</summary>
    public double EffectiveNegative { get; }

    /// <summary>
    /// What the sum of the negative weights' magnitudes must not exceed: α_μ = 1 + c₁/c_μ (C keeps its scale), α_μeff = 1 + 2 μ_eff⁻ / (μ_eff + 2) (no more than the
    /// data bear), α_posdef = (1 − c₁ − c_μ) / (n c_μ) (C stays positive definite).
    /// </summary>
    public (double Scale, double Data, double PositiveDefinite) NegativeSums { get; }

    /// <summary>c_σ = (μ_eff + 2) / (n + μ_eff + 5), of the path that σ follows.</summary>
    public double SigmaRate { get; }

    /// <summary>d_σ = 1 + 2 max(0, √((μ_eff − 1) / (n + 1)) − 1) + c_σ.</summary>
    public double Damping { get; }

    /// <summary>c_c = (4 + μ_eff/n) / (n + 4 + 2 μ_eff/n), of the path that C follows.</summary>
    public double PathRate { get; }

    /// <summary>c₁ = 2 / ((n + 1.3)² + μ_eff) · min(1, λ/6).</summary>
    public double RankOneRate { get; }

    /// <summary>c_μ = min(1 − c₁, 2 (μ_eff − 2 + 1/μ_eff + ¼) / ((n + 2)² + μ_eff)).</summary>
    public double RankMuRate { get; }

    /// <summary>χ_n = √n (1 − 1/(4n) + 1/(21n²)), which is E|N(0, I)| but for terms of higher order.</summary>
    public double ExpectedNorm { get; }

    /// <summary>
    /// Generations from one eigendecomposition to the next, max(1, ⌊1 / (10 n (c₁ + c_μ))⌋): C changes little in between, and the cost of n³ is spread over them.
    /// </summary>
    public int DecompositionInterval { get; }

    /// <summary>λ = 4 + ⌊3 ln n⌋.</summary>
    public static int DefaultPopulation(int dimension) => 4 + (int)(3 * Real.Log(dimension));

    private static double[] LogarithmicWeights(int population)
    {
        double[] weights = new double[population];
        double half = Real.Log((population + 1) / 2.0);
        for (int i = 0; i < population; i++)
            weights[i] = half - Real.Log(i + 1);
        return weights;
    }

    private static double EffectiveCount(ReadOnlySpan<double> weights)
    {
        (double sum, double squares) = (0, 0);
        foreach (double weight in weights)
            (sum, squares) = (sum + weight, squares + (weight * weight));
        return sum * sum / squares;
    }

    private void ScaleWeights(bool active)
    {
        (double positive, double negative) = (0, 0);
        foreach (double weight in _weights)
            (positive, negative) = weight > 0 ? (positive + weight, negative) : (positive, negative - weight);
        double sum = active ? AtMost(NegativeSums.Scale, AtMost(NegativeSums.Data, NegativeSums.PositiveDefinite)) : 0;
        for (int i = 0; i < _weights.Length; i++)
            _weights[i] *= i < Parents ? 1 / positive : sum / negative;
    }

    private static double AtMost(double limit, double value) => value < limit ? value : limit;
}
