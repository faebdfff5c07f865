namespace Ratchet.Tests.Updates.ReadingEditions;

/// <summary>The n-step return (trust-region facts, §6.3).</summary>
internal static class NStepReturn
{
    /// <summary>G_t = Σ_{k&lt;m} γ^k r_{t+k} + γ^m V(s_{t+m}) [not terminated at t + m − 1], m = min(n, steps to the end of episode or rollout).</summary>
    public static double Of(Steps s, int t, int n)
    {
        int m = Math.Min(n, s.End(t) - t + 1);
        double sum = Math.Pow(s.Gamma, m) * s.Bootstrap(t + m - 1);
        for (int k = 0; k < m; k++)
            sum += Math.Pow(s.Gamma, k) * s.Rewards[t + k];
        return sum;
    }

    /// <summary>A_t = G_t − V(s_t).</summary>
    public static double Advantage(Steps s, int t, int n) => Of(s, t, n) - s.Values[t];
}
