namespace Ratchet.BlackBox.Methods;

/// <summary>The factor L of a symmetric matrix A = L Lᵀ; matrices are row-major and only their lower triangles count.</summary>
internal static class Cholesky
{
    /// <summary>A pivot below this share of its diagonal is what rounding left of a zero.</summary>
    private const double Negligible = 1e-14;

    /// <summary>
    /// L of A. A matrix may be singular, as that of fewer candidates than coordinates is: a direction without spread gets a column of zeros.
    /// </summary>
    /// <returns>Whether no direction was without spread.</returns>
    public static bool Factorize(int n, ReadOnlySpan<double> a, Span<double> factor)
    {
        bool isRegular = true;
        for (int j = 0; j < n; j++)
        {
            ReadOnlySpan<double> row = factor.Slice(j * n, j);
            double pivot = a[(j * n) + j] - Sum.Product(row, row);
            bool hasSpread = pivot > Negligible * a[(j * n) + j];
            isRegular &= hasSpread;
            double diagonal = hasSpread ? Math.Sqrt(pivot) : 0;
            factor[(j * n) + j] = diagonal;
            for (int i = j + 1; i < n; i++)
                factor[(i * n) + j] = hasSpread ? (a[(i * n) + j] - Sum.Product(row, factor.Slice(i * n, j))) / diagonal : 0;
        }

        return isRegular;
    }

    /// <summary>x ← A⁻¹ x by L (Lᵀ x) = b: forward, then backward.</summary>
    public static void Solve(int n, ReadOnlySpan<double> factor, Span<double> x)
    {
        for (int i = 0; i < n; i++)
            x[i] = (x[i] - Sum.Product(factor.Slice(i * n, i), x)) / factor[(i * n) + i];
        for (int i = n - 1; i >= 0; i--)
        {
            for (int k = i + 1; k < n; k++)
                x[i] -= factor[(k * n) + i] * x[k];
            x[i] /= factor[(i * n) + i];
        }
    }
}
