namespace Ratchet.Tests.Updates.ReadingEditions;

/// <summary>Drifts f(r, A) in doubles, straight from the formulas; their derivatives are finite differences.</summary>
internal static class DriftReading
{
    /// <summary>ReLU([r − clip(r, 1 ± ε)] A) (mirror learning facts, §1).</summary>
    public static double PpoClip(double r, double a, double epsilon) => Math.Max(0, (r - Math.Clamp(r, 1 - epsilon, 1 + epsilon)) * a);

    /// <summary>The closed form of DPO (§2.2).</summary>
    public static double Dpo(double r, double a, double alpha, double beta)
    {
        double u = a >= 0 ? (r - 1) * a : Math.Log(r) * a, scale = a >= 0 ? alpha : beta;
        return Math.Max(0, u - (scale * Math.Tanh(u / scale)));
    }

    /// <summary>∂/∂r of <see cref="Dpo"/> (§2.2).</summary>
    public static double DpoSlope(double r, double a, double alpha, double beta) => (a, r) switch
    {
        ( > 0, > 1) => a * Math.Pow(Math.Tanh((r - 1) * a / alpha), 2),
        ( < 0, < 1) => a / r * Math.Pow(Math.Tanh(Math.Log(r) * a / beta), 2),
        _ => 0,
    };

    /// <summary>rA less the objective of PPO with a dual clip: for A &lt; 0 max(min(rA, clip(r) A), cA) (trust-region facts, §2.1).</summary>
    public static double DualClip(double r, double a, double epsilon, double bound)
    {
        double clipped = Math.Min(r * a, Math.Clamp(r, 1 - epsilon, 1 + epsilon) * a);
        return (r * a) - (a < 0 ? Math.Max(clipped, bound * a) : clipped);
    }
}
