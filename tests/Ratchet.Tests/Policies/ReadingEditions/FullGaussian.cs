namespace Ratchet.Tests.Policies.ReadingEditions;

/// <summary>
/// A normal vector with a full covariance Σ = L Lᵀ, as a textbook has it: by Σ itself, its inverse and its determinant (Gauss and Jordan).
/// Parameters: ln L_dd for all d, then L_10, L_20, L_21, ….
/// </summary>
internal static class FullGaussian
{
    /// <summary>ln π(a|s) = −½ (a − μ)ᵀ Σ⁻¹ (a − μ) − ½ ln|Σ| − ½ n ln 2π.</summary>
    public static double LogProbability(double[] mean, double[] parameters, double[] action)
    {
        (double[,] inverse, double logDeterminant) = Invert(Covariance(mean.Length, parameters));
        return -0.5 * (Form(inverse, action, mean) + logDeterminant + (mean.Length * Math.Log(2 * Math.PI)));
    }

    /// <summary>H = ½ ln|Σ| + ½ n ln 2πe.</summary>
    public static double Entropy(int size, double[] parameters) =>
        0.5 * (Invert(Covariance(size, parameters)).LogDeterminant + (size * Math.Log(2 * Math.PI * Math.E)));

    /// <summary>KL(p ‖ q) = ½ [ tr(Σ_q⁻¹ Σ_p) − n + (μ_p − μ_q)ᵀ Σ_q⁻¹ (μ_p − μ_q) + ln|Σ_q| − ln|Σ_p| ] (trust-region facts, §4.1).</summary>
    public static double Divergence(double[] pMean, double[] pParameters, double[] qMean, double[] qParameters)
    {
        int n = pMean.Length;
        double[,] p = Covariance(n, pParameters);
        (double[,] inverse, double qLogDeterminant) = Invert(Covariance(n, qParameters));
        double trace = 0;
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
                trace += inverse[i, j] * p[j, i];
        return 0.5 * (trace - n + Form(inverse, pMean, qMean) + qLogDeterminant - Invert(p).LogDeterminant);
    }

    /// <summary>KL_μ = ½ (μ − μ′)ᵀ Σ′⁻¹ (μ − μ′) (mirror-learning facts, §6.1).</summary>
    public static double MeanDivergence(double[] oldMean, double[] oldParameters, double[] mean) =>
        0.5 * Form(Invert(Covariance(mean.Length, oldParameters)).Inverse, mean, oldMean);

    /// <summary>KL_Σ = ½ [ tr(Σ⁻¹ Σ′) − d + ln(|Σ| / |Σ′|) ] (mirror-learning facts, §6.1).</summary>
    public static double CovarianceDivergence(int n, double[] oldParameters, double[] parameters)
    {
        double[,] old = Covariance(n, oldParameters);
        (double[,] inverse, double logDeterminant) = Invert(Covariance(n, parameters));
        double trace = 0;
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
                trace += inverse[i, j] * old[j, i];
        return 0.5 * (trace - n + logDeterminant - Invert(old).LogDeterminant);
    }

    /// <summary>Σ = L Lᵀ.</summary>
    public static double[,] Covariance(int n, double[] parameters)
    {
        var factor = new double[n, n];
        for (int i = 0, next = n; i < n; i++)
        {
            for (int j = 0; j < i; j++)
                factor[i, j] = parameters[next++];
            factor[i, i] = Math.Exp(parameters[i]);
        }

        var covariance = new double[n, n];
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
                for (int k = 0; k < n; k++)
                    covariance[i, j] += factor[i, k] * factor[j, k];
        return covariance;
    }

    private static double Form(double[,] inverse, double[] x, double[] y)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
            for (int j = 0; j < x.Length; j++)
                sum += (x[i] - y[i]) * inverse[i, j] * (x[j] - y[j]);
        return sum;
    }

    /// <summary>Σ⁻¹ and ln|Σ|.</summary>
    public static (double[,] Inverse, double LogDeterminant) Invert(double[,] matrix)
    {
        int n = matrix.GetLength(0);
        var left = (double[,])matrix.Clone();
        var right = new double[n, n];
        for (int i = 0; i < n; i++)
            right[i, i] = 1;
        double logDeterminant = 0;
        for (int pivot = 0; pivot < n; pivot++)
        {
            double divisor = left[pivot, pivot];
            logDeterminant += Math.Log(divisor);
            for (int j = 0; j < n; j++)
                (left[pivot, j], right[pivot, j]) = (left[pivot, j] / divisor, right[pivot, j] / divisor);
            for (int i = 0; i < n; i++)
            {
                double factor = left[i, pivot];
                for (int j = 0; j < n && i != pivot; j++)
                    (left[i, j], right[i, j]) = (left[i, j] - (factor * left[pivot, j]), right[i, j] - (factor * right[pivot, j]));
            }
        }

        return (right, logDeterminant);
    }
}
