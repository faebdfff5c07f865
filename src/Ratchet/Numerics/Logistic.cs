namespace Ratchet.Numerics;

/// <summary>The logistic function and its integral, in doubles, without overflow and with the same bits on every processor.</summary>
internal static class Logistic
{
    /// <summary>Below, e^x is within 2e−16 of ln(1 + e^x), and 1 + e^x would lose its digits.</summary>
    private const double Small = -36;

    /// <summary>1 / (1 + e^−x).</summary>
    public static double Sigmoid(double x)
    {
        if (x >= 0)
            return 1 / (1 + Real.Exp(-x));
        double exp = Real.Exp(x);
        return exp / (1 + exp);
    }

    /// <summary>ln(1 + e^x) = max(x, 0) + ln(1 + e^−|x|), within 3e−16 of the larger of the two terms' sizes.</summary>
    public static double Softplus(double x) => x < Small ? Real.Exp(x) : x > 0 ? x + Real.Log(1 + Real.Exp(-x)) : Real.Log(1 + Real.Exp(x));
}
