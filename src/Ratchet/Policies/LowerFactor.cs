using Ratchet.Numerics;

namespace Ratchet.Policies;

/// <summary>
/// The lower triangular factor L of a covariance L Lᵀ, row by row with zeros above its diagonal, and what it is made from: n logarithms of its
/// diagonal, then L_10, L_20, L_21, L_30, ….
/// </summary>
internal static unsafe class LowerFactor
{
    /// <summary>L from its parameters.</summary>
    public static void Unpack(int n, float* parameters, double* factor)
    {
        float* below = parameters + n;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                factor[(i * n) + j] = j < i ? *below++ : 0;
            factor[(i * n) + i] = Real.Exp(parameters[i]);
        }
    }

    /// <summary>Numbers of a lower triangle in the order of the parameters; the diagonal as it is.</summary>
    public static void Pack(int n, double* lower, float* parameters)
    {
        float* below = parameters + n;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < i; j++)
                *below++ = (float)lower[(i * n) + j];
            parameters[i] = (float)lower[(i * n) + i];
        }
    }

    /// <summary>v = L⁻¹ w; both may be the same.</summary>
    public static void Solve(int n, double* factor, double* w, double* v)
    {
        for (int i = 0; i < n; i++)
        {
            double sum = w[i];
            for (int k = 0; k < i; k++)
                sum -= factor[(i * n) + k] * v[k];
            v[i] = sum / factor[(i * n) + i];
        }
    }

    /// <summary>v = L⁻ᵀ w; both may be the same.</summary>
    public static void SolveTransposed(int n, double* factor, double* w, double* v)
    {
        for (int i = n - 1; i >= 0; i--)
        {
            double sum = w[i];
            for (int k = i + 1; k < n; k++)
                sum -= factor[(k * n) + i] * v[k];
            v[i] = sum / factor[(i * n) + i];
        }
    }

    /// <summary>B := L⁻¹ B for lower triangular B.</summary>
    public static void DivideInto(int n, double* factor, double* b)
    {
        for (int j = 0; j < n; j++)
        {
            for (int i = j; i < n; i++)
            {
                double sum = b[(i * n) + j];
                for (int k = j; k < i; k++)
                    sum -= factor[(i * n) + k] * b[(k * n) + j];
                b[(i * n) + j] = sum / factor[(i * n) + i];
            }
        }
    }

    /// <summary>L of a symmetric matrix L Lᵀ, in place; the upper triangle becomes zeros.</summary>
    /// <returns>False when the matrix is not positive definite, or not finite.</returns>
    public static bool Factorize(int n, double* matrix)
    {
        for (int j = 0; j < n; j++)
        {
            for (int i = 0; i < j; i++)
                matrix[(i * n) + j] = 0;
            for (int i = j; i < n; i++)
            {
                double sum = matrix[(i * n) + j];
                for (int k = 0; k < j; k++)
                    sum -= matrix[(i * n) + k] * matrix[(j * n) + k];
                matrix[(i * n) + j] = i > j ? sum / matrix[(j * n) + j] : Math.Sqrt(sum);
            }

            if (!(matrix[(j * n) + j] > 0) || !double.IsFinite(matrix[(j * n) + j]))
                return false;
        }

        return true;
    }
}
