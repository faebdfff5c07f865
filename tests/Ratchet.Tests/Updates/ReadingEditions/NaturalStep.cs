namespace Ratchet.Tests.Updates.ReadingEditions;

/// <summary>The natural-gradient step with everything written out (trust-region facts, §3.2 and §3.3): dense F, Gaussian elimination.</summary>
internal static class NaturalStep
{
    /// <summary>M of a diagonal Gaussian's numbers (μ, log σ): 1/σ² and 2.</summary>
    public static double[,] GaussianMetric(double[] logDeviation)
    {
        int n = logDeviation.Length;
        var m = new double[2 * n, 2 * n];
        for (int d = 0; d < n; d++)
            (m[d, d], m[n + d, n + d]) = (Math.Exp(-2 * logDeviation[d]), 2);
        return m;
    }

    /// <summary>M of a categorical's logits: diag(p) − p pᵀ.</summary>
    public static double[,] CategoricalMetric(double[] logits)
    {
        double sum = logits.Sum(Math.Exp);
        double[] p = [.. logits.Select(logit => Math.Exp(logit) / sum)];
        var m = new double[p.Length, p.Length];
        for (int i = 0; i < p.Length; i++)
            for (int j = 0; j < p.Length; j++)
                m[i, j] = (i == j ? p[i] : 0) - (p[i] * p[j]);
        return m;
    }

    /// <summary>F += Jᵀ M J / samples, J[k, p] being the derivative of number k in parameter p.</summary>
    public static void AddFisher(double[,] fisher, double[,] jacobian, double[,] metric, int samples)
    {
        int numbers = jacobian.GetLength(0), parameters = jacobian.GetLength(1);
        for (int k = 0; k < numbers; k++)
            for (int l = 0; l < numbers; l++)
                for (int p = 0; p < parameters && metric[k, l] != 0; p++)
                    for (int q = 0; q < parameters; q++)
                        fisher[p, q] += jacobian[k, p] * metric[k, l] * jacobian[l, q] / samples;
    }

    /// <summary>x = (F + damping I)⁻¹ g.</summary>
    public static double[] Solve(double[,] fisher, double[] gradient, double damping)
    {
        int n = gradient.Length;
        double[,] a = (double[,])fisher.Clone();
        double[] x = [.. gradient];
        for (int i = 0; i < n; i++)
            a[i, i] += damping;
        // A is positive definite: no pivoting.
        for (int i = 0; i < n; i++)
            for (int row = i + 1; row < n; row++)
            {
                double factor = a[row, i] / a[i, i];
                for (int column = i; column < n; column++)
                    a[row, column] -= factor * a[i, column];
                x[row] -= factor * x[i];
            }

        for (int i = n - 1; i >= 0; i--)
        {
            for (int column = i + 1; column < n; column++)
                x[i] -= a[i, column] * x[column];
            x[i] /= a[i, i];
        }

        return x;
    }

    /// <summary>s_max = √(2δ / xᵀ(F + damping I)x) = √(2δ / x·g), as x solves the system.</summary>
    public static double Longest(double delta, double[] x, double[] gradient) => Math.Sqrt(2 * delta / x.Zip(gradient, (a, b) => a * b).Sum());

    /// <summary>The first of s, cs, c²s … that keeps mean KL ≤ δ and improves the surrogate; 0 if none of the tries does.</summary>
    public static double LineSearch(double longest, double factor, int tries, double delta, Func<double, double> meanKl, Func<double, double> surrogate)
    {
        double length = longest;
        for (int i = 0; i < tries; i++, length *= factor)
            if (meanKl(length) <= delta && surrogate(length) > surrogate(0))
                return length;
        return 0;
    }
}
