namespace Ratchet.Tests.Policies.ReadingEditions;

/// <summary>Independent normal numbers, as a textbook has them: one sample at a time.</summary>
internal static class DiagonalGaussian
{
    /// <summary>ln π(a|s) = Σ_d [ −(a_d − μ_d)² / 2σ_d² − ln σ_d − ½ ln 2π ].</summary>
    public static double LogProbability(double[] mean, double[] logDeviation, double[] action)
    {
        double sum = 0;
        for (int d = 0; d < mean.Length; d++)
        {
            double sigma = Math.Exp(logDeviation[d]);
            sum += -Math.Pow(action[d] - mean[d], 2) / (2 * sigma * sigma) - logDeviation[d] - 0.5 * Math.Log(2 * Math.PI);
        }

        return sum;
    }

    /// <summary>H = Σ_d [ ln σ_d + ½ ln 2πe ].</summary>
    public static double Entropy(double[] logDeviation) => logDeviation.Sum(logSigma => logSigma + 0.5 * Math.Log(2 * Math.PI * Math.E));

    /// <summary>KL(p ‖ q) = Σ_d [ ln(σ_q/σ_p) + (σ_p² + (μ_p − μ_q)²) / 2σ_q² − ½ ] (trust-region facts, §1.1).</summary>
    public static double Divergence(double[] pMean, double[] pLogDeviation, double[] qMean, double[] qLogDeviation)
    {
        double sum = 0;
        for (int d = 0; d < pMean.Length; d++)
        {
            double sigmaP = Math.Exp(pLogDeviation[d]);
            double sigmaQ = Math.Exp(qLogDeviation[d]);
            sum += Math.Log(sigmaQ / sigmaP) + (sigmaP * sigmaP + Math.Pow(pMean[d] - qMean[d], 2)) / (2 * sigmaQ * sigmaQ) - 0.5;
        }

        return sum;
    }
}
