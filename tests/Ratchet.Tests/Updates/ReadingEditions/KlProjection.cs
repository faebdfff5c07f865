using Ratchet.Tests.Policies.ReadingEditions;

namespace Ratchet.Tests.Updates.ReadingEditions;

/// <summary>
/// The KL projection of a Gaussian towards the old one (Otto et al. 2021; trust-region facts, §4), one state at a time: variances and covariances as
/// they are, and the dual variable η itself, found by halving.
/// </summary>
internal static class KlProjection
{
    /// <summary>m = ½ (μ − μ_old)ᵀ Λ_old (μ − μ_old), the mean part of KL(new ‖ old) (§4.1).</summary>
    public static double MeanPart(double[] mean, double[] oldMean, double[,] oldPrecision)
    {
        double sum = 0;
        for (int i = 0; i < mean.Length; i++)
            for (int j = 0; j < mean.Length; j++)
                sum += 0.5 * (mean[i] - oldMean[i]) * oldPrecision[i, j] * (mean[j] - oldMean[j]);
        return sum;
    }

    /// <summary>μ̃ = (μ + ω μ_old)/(1 + ω), ω = √(m/ε_μ) − 1, if m > ε_μ (§4.2).</summary>
    public static double[] Mean(double[] mean, double[] oldMean, double[,] oldPrecision, double bound)
    {
        double part = MeanPart(mean, oldMean, oldPrecision);
        if (part <= bound)
            return mean;
        double omega = Math.Sqrt(part / bound) - 1;
        return [.. mean.Zip(oldMean, (now, old) => (now + (omega * old)) / (1 + omega))];
    }

    /// <summary>½ Σ_d [ σ²/σ_old² − 1 − ln(σ²/σ_old²) ], the covariance part of KL(new ‖ old) (§4.1).</summary>
    public static double VariancePart(double[] variance, double[] oldVariance) =>
        0.5 * variance.Zip(oldVariance, (now, old) => (now / old) - 1 - Math.Log(now / old)).Sum();

    /// <summary>σ̃²(η) = (η + 1)/(η/σ_old² + 1/σ²) with kl(η) = ε_Σ, if the covariance part is greater than ε_Σ (§4.3).</summary>
    public static double[] Variance(double[] variance, double[] oldVariance, double bound) => Mixed(variance, oldVariance, VarianceEta(variance, oldVariance, bound));

    /// <summary>∂L/∂σ² from v = ∂L/∂σ̃² (§4.3, the implicit function theorem).</summary>
    public static double[] VarianceGradient(double[] variance, double[] oldVariance, double bound, double[] v)
    {
        double eta = VarianceEta(variance, oldVariance, bound);
        if (eta == 0)
            return v;
        int n = variance.Length;
        double[] projected = Mixed(variance, oldVariance, eta), q = new double[n], f = new double[n], gradient = new double[n];
        double toEta = 0, denominator = 0;
        for (int d = 0; d < n; d++)
        {
            double change = (1 / oldVariance[d]) - (1 / variance[d]);
            q[d] = -v[d] * projected[d] * projected[d];
            f[d] = projected[d] * (1 - (projected[d] / oldVariance[d]));
            toEta += q[d] * change / Math.Pow(eta + 1, 2);
            denominator += f[d] * change / (eta + 1);
        }

        for (int d = 0; d < n; d++)
            gradient[d] = -((q[d] / (eta + 1)) + (toEta * -f[d] / denominator)) / (variance[d] * variance[d]);
        return gradient;
    }

    /// <summary>Σ̃ = (η + 1)(η Λ_old + Λ)⁻¹ with the covariance part on its bound (§4.4).</summary>
    public static double[,] Covariance(double[,] covariance, double[,] oldCovariance, double bound)
    {
        double[,] precision = FullGaussian.Invert(covariance).Inverse, oldPrecision = FullGaussian.Invert(oldCovariance).Inverse;
        double eta = Eta(eta => CovariancePart(MixedInverse(precision, oldPrecision, eta), oldCovariance), bound);
        return eta == 0 ? covariance : MixedInverse(precision, oldPrecision, eta);
    }

    /// <summary>½ [ tr(Λ_old Σ) − d + ln|Σ_old| − ln|Σ| ], the covariance part of KL(new ‖ old) (§4.1).</summary>
    public static double CovariancePart(double[,] covariance, double[,] oldCovariance)
    {
        int n = covariance.GetLength(0);
        (double[,] oldPrecision, double oldLogDeterminant) = FullGaussian.Invert(oldCovariance);
        double trace = 0;
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
                trace += oldPrecision[i, j] * covariance[j, i];
        return 0.5 * (trace - n + oldLogDeterminant - FullGaussian.Invert(covariance).LogDeterminant);
    }

    private static double VarianceEta(double[] variance, double[] oldVariance, double bound) =>
        Eta(eta => VariancePart(Mixed(variance, oldVariance, eta), oldVariance), bound);

    private static double[] Mixed(double[] variance, double[] oldVariance, double eta) =>
        eta == 0 ? variance : [.. variance.Zip(oldVariance, (now, old) => (eta + 1) / ((eta / old) + (1 / now)))];

    private static double[,] MixedInverse(double[,] precision, double[,] oldPrecision, double eta)
    {
        int n = precision.GetLength(0);
        var mixed = new double[n, n];
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
                mixed[i, j] = ((eta * oldPrecision[i, j]) + precision[i, j]) / (eta + 1);
        return FullGaussian.Invert(mixed).Inverse;
    }

    /// <summary>kl falls as η rises: the root of kl(η) = ε, or 0 when kl(0) ≤ ε.</summary>
    private static double Eta(Func<double, double> part, double bound)
    {
        if (part(0) <= bound)
            return 0;
        double low = 0, high = 1;
        while (part(high) > bound)
            high *= 2;
        for (int i = 0; i < 100; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = part(middle) > bound ? (middle, high) : (low, middle);
        }

        return high;
    }
}
