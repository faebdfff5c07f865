namespace Ratchet.Numerics;

/// <summary>
/// ln Γ and its first two derivatives, for x &gt; 0, with the same bits on every processor. Each is shifted up to x ≥ 10 by its recurrence
/// and summed there by Stirling's series, whose terms are the Bernoulli numbers: 1/6, −1/30, 1/42, −1/30, 5/66, −691/2730, 7/6, −3617/510.
/// The first term left out is below 6e−18 of the sum. Errors, measured by the tests on 10⁻³ … 10⁹: below 1e−14 · max(1, |value|).
/// </summary>
public static class GammaFunctions
{
    /// <summary>Where the series begins.</summary>
    private const double Far = 10;

    /// <summary>½ ln 2π.</summary>
    private const double HalfLogTwoPi = 0.918938533204672741780;

    /// <summary>ln Γ(x); NaN unless x &gt; 0.</summary>
    /// <remarks>ln Γ(x) = ln Γ(x + n) − ln (x (x + 1) … (x + n − 1)); ln Γ(y) ≈ (y − ½) ln y − y + ½ ln 2π + Σ_k B_2k / (2k (2k − 1) y^(2k−1)).</remarks>
    public static double LogGamma(double x)
    {
        if (!(x > 0))
            return double.NaN;
        double product = 1;
        for (; x < Far; x++)
            product *= x;
        double inverse = 1 / x, square = inverse * inverse;
        double series = -3617.0 / 122400;
        series = (series * square) + (1.0 / 156);
        series = (series * square) - (691.0 / 360360);
        series = (series * square) + (1.0 / 1188);
        series = (series * square) - (1.0 / 1680);
        series = (series * square) + (1.0 / 1260);
        series = (series * square) - (1.0 / 360);
        series = (series * square) + (1.0 / 12);
        double far = ((x - 0.5) * (Real.Log(x) - 1)) - 0.5 + HalfLogTwoPi + (series * inverse);
        return product == 1 ? far : far - Real.Log(product);
    }

    /// <summary>ψ(x) = d ln Γ / dx; NaN unless x &gt; 0.</summary>
    /// <remarks>ψ(x) = ψ(x + 1) − 1/x; ψ(y) ≈ ln y − 1/2y − Σ_k B_2k / (2k y^2k).</remarks>
    public static double Digamma(double x)
    {
        if (!(x > 0))
            return double.NaN;
        double shift = 0;
        for (; x < Far; x++)
            shift += 1 / x;
        double inverse = 1 / x, square = inverse * inverse;
        double series = -3617.0 / 8160;
        series = (series * square) + (1.0 / 12);
        series = (series * square) - (691.0 / 32760);
        series = (series * square) + (1.0 / 132);
        series = (series * square) - (1.0 / 240);
        series = (series * square) + (1.0 / 252);
        series = (series * square) - (1.0 / 120);
        series = (series * square) + (1.0 / 12);
        return Real.Log(x) - (0.5 * inverse) - (series * square) - shift;
    }

    /// <summary>ψ₁(x) = d²ln Γ / dx²; NaN unless x &gt; 0.</summary>
    /// <remarks>ψ₁(x) = ψ₁(x + 1) + 1/x²; ψ₁(y) ≈ 1/y + 1/2y² + Σ_k B_2k / y^(2k+1).</remarks>
    public static double Trigamma(double x)
    {
        if (!(x > 0))
            return double.NaN;
        double shift = 0;
        for (; x < Far; x++)
            shift += 1 / (x * x);
        double inverse = 1 / x, square = inverse * inverse;
        double series = -3617.0 / 510;
        series = (series * square) + (7.0 / 6);
        series = (series * square) - (691.0 / 2730);
        series = (series * square) + (5.0 / 66);
        series = (series * square) - (1.0 / 30);
        series = (series * square) + (1.0 / 42);
        series = (series * square) - (1.0 / 30);
        series = (series * square) + (1.0 / 6);
        return inverse + (0.5 * square) + (series * square * inverse) + shift;
    }
}
