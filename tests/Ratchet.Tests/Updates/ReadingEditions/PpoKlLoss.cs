namespace Ratchet.Tests.Updates.ReadingEditions;

/// <summary>PPO with a penalty on the KL instead of the clip (Schulman et al. 2017, section 4; trust-region facts, §3.1).</summary>
internal static class PpoKlLoss
{
    /// <summary>−mean_i [ρ_i A_i − β KL_i].</summary>
    public static double Policy(double[] logProbability, double[] oldLogProbability, double[] advantage, double[] divergence, double beta)
    {
        double sum = 0;
        for (int i = 0; i < advantage.Length; i++)
            sum += (Math.Exp(logProbability[i] - oldLogProbability[i]) * advantage[i]) - (beta * divergence[i]);
        return -sum / advantage.Length;
    }

    /// <summary>d &lt; d_targ / 1.5: β/2; d &gt; 1.5 d_targ: 2β; then within the bounds.</summary>
    public static double NextBeta(double beta, double divergence, double target, double floor, double ceiling)
    {
        if (divergence < target / 1.5)
            beta /= 2;
        if (divergence > target * 1.5)
            beta *= 2;
        return Math.Clamp(beta, floor, ceiling);
    }
}
