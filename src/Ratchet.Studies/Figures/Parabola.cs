namespace Ratchet.Studies.Figures;

/// <summary>
/// Least squares of y = c₀ + c₁ u + c₂ u² over the centred and scaled u = (x − m) / s. The 95 % interval of the mean at u is ± t σ̂ √(vᵀ (VᵀV)⁻¹ v), v = (1, u, u²), with
/// σ̂² = Σ(y − ŷ)² / (n − 3) and t the 97.5 % quantile of Student's distribution with n − 3 degrees of freedom.
/// </summary>
internal sealed class Parabola
{
    /// <summary>Fewer trials than this, or fewer different values than <see cref="FewestValues"/>, have no fit.</summary>
    private const int FewestTrials = 8, FewestValues = 4;

    private const double NormalQuantile = 1.959963984540054;

    private readonly double _middle, _scale, _error, _quantile;
    private readonly double[] _coefficients;
    private readonly double[][] _inverse;

    private Parabola(double middle, double scale, double[] coefficients, double[][] inverse, double error, double quantile) =>
        (_middle, _scale, _coefficients, _inverse, _error, _quantile) = (middle, scale, coefficients, inverse, error, quantile);

    /// <summary>Fits, where there are enough points.</summary>
    public static bool TryFit(double[] x, double[] y, out Parabola? fit)
    {
        fit = null;
        if (x.Length < FewestTrials || !x.Distinct().Skip(FewestValues - 1).Any())
            return false;
        double middle = x.Average(), scale = x.Max(value => Math.Abs(value - middle));
        double[][] rows = [.. x.Select(value => Row((value - middle) / scale))];
        double[][] normal = [.. Enumerable.Range(0, 3).Select(i => Enumerable.Range(0, 3).Select(j => rows.Sum(row => row[i] * row[j])).ToArray())];
        double[] right = [.. Enumerable.Range(0, 3).Select(i => rows.Zip(y, (row, value) => row[i] * value).Sum())];
        double[][] inverse = Inverse(normal);
        double[] coefficients = [.. inverse.Select(row => Dot(row, right))];
        double squares = rows.Zip(y, (row, value) => value - Dot(row, coefficients)).Sum(residual => residual * residual);
        int freedom = x.Length - 3;
        fit = new Parabola(middle, scale, coefficients, inverse, Math.Sqrt(squares / freedom), StudentQuantile(freedom));
        return coefficients.All(double.IsFinite);
    }

    /// <summary>The mean at x, and half its interval.</summary>
    public (double Mean, double Half) At(double x)
    {
        double[] row = Row((x - _middle) / _scale);
        double leverage = Dot(row, [.. _inverse.Select(line => Dot(line, row))]);
        return (Dot(row, _coefficients), _quantile * _error * Math.Sqrt(Math.Max(leverage, 0)));
    }

    /// <summary>t₀.₉₇₅ by the expansion of Cornish and Fisher in 1/ν (Abramowitz and Stegun 26.7.5): within 0.1 % from ν = 5 on.</summary>
    internal static double StudentQuantile(int freedom)
    {
        double z = NormalQuantile, z3 = z * z * z, z5 = z3 * z * z, z7 = z5 * z * z, z9 = z7 * z * z, v = freedom;
        return z + ((z3 + z) / (4 * v)) + (((5 * z5) + (16 * z3) + (3 * z)) / (96 * v * v)) + (((3 * z7) + (19 * z5) + (17 * z3) - (15 * z)) / (384 * v * v * v))
            + (((79 * z9) + (776 * z7) + (1482 * z5) - (1920 * z3) - (945 * z)) / (92160 * v * v * v * v));
    }

    private static double[] Row(double u) => [1, u, u * u];

    private static double Dot(double[] a, double[] b) => (a[0] * b[0]) + (a[1] * b[1]) + (a[2] * b[2]);

    /// <summary>Of a symmetric matrix of 3 × 3, by cofactors.</summary>
    private static double[][] Inverse(double[][] m)
    {
        double a = (m[1][1] * m[2][2]) - (m[1][2] * m[2][1]), b = (m[0][2] * m[2][1]) - (m[0][1] * m[2][2]), c = (m[0][1] * m[1][2]) - (m[0][2] * m[1][1]);
        double d = (m[0][0] * m[2][2]) - (m[0][2] * m[2][0]), e = (m[0][2] * m[1][0]) - (m[0][0] * m[1][2]), f = (m[0][0] * m[1][1]) - (m[0][1] * m[1][0]);
        double determinant = (m[0][0] * a) + (m[1][0] * b) + (m[2][0] * c);
        return [[a / determinant, b / determinant, c / determinant], [b / determinant, d / determinant, e / determinant], [c / determinant, e / determinant, f / determinant]];
    }
}
