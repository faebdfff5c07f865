using Ratchet.Numerics;

namespace Ratchet.BlackBox.Methods;

/// <summary>Weights of candidates, exponential in their returns U; their sum is 1.</summary>
internal static class ReturnWeights
{
    /// <summary>
    /// w_k ∝ exp(h (U_k − max U) / (max U − min U)): whatever the unit of the returns, the worst has e^−h of the weight of the best. All the same where all returns are equal.
    /// </summary>
    public static double[] Normalized(ReadOnlySpan<double> returns, double h)
    {
        (double least, double greatest) = Range(returns);
        return AtTemperature(returns, greatest > least ? h / (greatest - least) : 0);
    }

    /// <summary>w_k ∝ exp(β (U_k − max U)).</summary>
    public static double[] AtTemperature(ReadOnlySpan<double> returns, double beta)
    {
        double greatest = Range(returns).Greatest, total = 0;
        double[] weights = new double[returns.Length];
        for (int k = 0; k < weights.Length; k++)
            total += weights[k] = Real.Exp(beta * (returns[k] - greatest));
        for (int k = 0; k < weights.Length; k++)
            weights[k] /= total;
        return weights;
    }

    /// <summary>
    /// The weights of PI² over time, Σ_i (T − i) P_ki / Σ_i (T − i) for i = 0 … T − 1, where P_ki are the weights <see cref="Normalized"/> of what candidate k still
    /// gathers from step i on (Theodorou, Buchli and Schaal 2010: S_ki = −Σ_(j ≥ i) r_kj). The average is linear in P, and so one weight a candidate says it all:
    /// Σ_i (T − i) Σ_k P_ki ε_k / Σ_i (T − i) = Σ_k w_k ε_k. T is the length of the longest episode; after its end an episode gathers nothing.
    /// </summary>
    /// <param name="fitness">A candidate whose fitness is no number is among the worst at every step.</param>
    /// <param name="rewards">Of every candidate, step by step.</param>
    /// <param name="h">As above.</param>
    public static double[] OverTime(ReadOnlySpan<double> fitness, IReadOnlyList<float[]> rewards, double h)
    {
        int length = rewards.Max(episode => episode.Length);
        double[] toGo = Array.ConvertAll(fitness.ToArray(), value => double.IsFinite(value) ? 0 : double.NaN), weights = new double[fitness.Length];
        double total = 0;
        for (int i = length - 1; i >= 0; i--)
        {
            for (int k = 0; k < toGo.Length; k++)
                if (i < rewards[k].Length)
                    toGo[k] += rewards[k][i];
            double[] now = Normalized(Shaping.Comparable(toGo), h);
            for (int k = 0; k < weights.Length; k++)
                weights[k] += (length - i) * now[k];
            total += length - i;
        }

        for (int k = 0; k < weights.Length; k++)
            weights[k] /= total;
        return weights;
    }

    private static (double Least, double Greatest) Range(ReadOnlySpan<double> values)
    {
        double least = double.PositiveInfinity, greatest = double.NegativeInfinity;
        foreach (double value in values)
            (least, greatest) = (value < least ? value : least, value > greatest ? value : greatest);
        return (least, greatest);
    }
}
