namespace Ratchet.Tests.Policies.ReadingEditions;

/// <summary>b = tanh a with independent normal a, read from a, the number before the tanh.</summary>
internal static class SquashedGaussian
{
    /// <summary>ln π(b|s) = ln N(a; μ, σ²) − Σ_d ln(1 − tanh² a), with 1 − tanh² = 1 / cosh².</summary>
    public static double LogProbability(double[] mean, double[] logDeviation, double[] action) =>
        DiagonalGaussian.LogProbability(mean, logDeviation, action) + action.Sum(a => 2 * Math.Log(Math.Cosh(a)));

    /// <summary>The trapezoidal rule with 25 nodes, half a σ apart.</summary>
    public static double EstimatedEntropy(double[] mean, double[] logDeviation) => Entropy(mean, logDeviation, 12, 0.5);

    /// <summary>H = H of the Gaussian + Σ_d E ln(1 − tanh² a), the expectation by a trapezoidal rule.</summary>
    public static double Entropy(double[] mean, double[] logDeviation, int nodes, double spacing)
    {
        double sum = 0;
        for (int d = 0; d < mean.Length; d++)
        {
            double total = 0, weights = 0;
            for (int k = -nodes; k <= nodes; k++)
            {
                double weight = Math.Exp(-0.5 * Math.Pow(k * spacing, 2));
                total -= weight * 2 * Math.Log(Math.Cosh(mean[d] + (Math.Exp(logDeviation[d]) * k * spacing)));
                weights += weight;
            }

            sum += total / weights;
        }

        return DiagonalGaussian.Entropy(logDeviation[..mean.Length]) + sum;
    }
}
