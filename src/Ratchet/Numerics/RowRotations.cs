namespace Ratchet.Numerics;

/// <summary>
/// The one-sided Jacobi method (Hestenes 1958): rotates the rows of A two at a time until all are orthogonal, R A with an orthogonal R. Then
/// A Aᵀ = Rᵀ diag(c) R with c_i = ‖row i of R A‖²: an eigendecomposition that never forms A Aᵀ, so that its small eigenvalues keep their digits and
/// none is negative.
/// </summary>
internal static unsafe class RowRotations
{
    private const int MaxSweeps = 40;

    /// <summary>Rows whose cosine is below so much per entry count as orthogonal.</summary>
    private const double Tolerance = 1e-15;

    /// <summary>Rotates.</summary>
    /// <param name="n">Rows, and columns.</param>
    /// <param name="a">A, row by row; becomes R A.</param>
    /// <param name="rotation">Written: R.</param>
    /// <returns>False when the rows are not orthogonal in the end: numbers that are not finite, or a method that does not converge.</returns>
    public static bool Orthogonalize(int n, double* a, double* rotation)
    {
        new Span<double>(rotation, n * n).Clear();
        for (int i = 0; i < n; i++)
            rotation[(i * n) + i] = 1;
        for (int sweep = 0; sweep < MaxSweeps; sweep++)
        {
            bool clean = true;
            for (int p = 0; p < n; p++)
                for (int q = p + 1; q < n; q++)
                    clean &= Rotate(n, a, rotation, p, q);
            if (clean)
                return true;
        }

        return false;
    }

    /// <summary>One rotation.</summary>
    /// <returns>Whether none was needed.</returns>
    private static bool Rotate(int n, double* a, double* rotation, int p, int q)
    {
        double first = 0, second = 0, product = 0;
        double* x = a + (p * n), y = a + (q * n);
        for (int k = 0; k < n; k++)
        {
            first += x[k] * x[k];
            second += y[k] * y[k];
            product += x[k] * y[k];
        }

        if (Math.Abs(product) <= Tolerance * n * Math.Sqrt(first) * Math.Sqrt(second))
            return true;
        double zeta = (second - first) / (2 * product);
        double tangent = (zeta < 0 ? -1 : 1) / (Math.Abs(zeta) + Math.Sqrt(1 + (zeta * zeta)));
        double cosine = 1 / Math.Sqrt(1 + (tangent * tangent)), sine = cosine * tangent;
        Turn(n, x, y, cosine, sine);
        Turn(n, rotation + (p * n), rotation + (q * n), cosine, sine);
        return false;
    }

    private static void Turn(int n, double* x, double* y, double cosine, double sine)
    {
        for (int k = 0; k < n; k++)
        {
            double kept = x[k];
            x[k] = (cosine * kept) - (sine * y[k]);
            y[k] = (sine * kept) + (cosine * y[k]);
        }
    }
}
