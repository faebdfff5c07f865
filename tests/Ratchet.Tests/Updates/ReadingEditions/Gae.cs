namespace Ratchet.Tests.Updates.ReadingEditions;

/// <summary>Generalised advantage estimation with terminated ≠ truncated ≠ cut (trust-region facts, §6.1).</summary>
internal static class Gae
{
    /// <summary>
    /// A_t of one environment's steps, the last of which is cut. <paramref name="nextValues"/>[t] is the value of the true successor of step t,
    /// the observation before any reset.
    /// </summary>
    public static double[] Advantages(
        double[] rewards, double[] values, double[] nextValues, bool[] terminated, bool[] truncated, double gamma, double lambda)
    {
        var advantages = new double[rewards.Length];
        double next = 0;                                                             // A_{t+1}
        for (int t = rewards.Length - 1; t >= 0; t--)
        {
            double boot = terminated[t] ? 0 : nextValues[t];                         // terminated wins over truncated
            double delta = rewards[t] + gamma * boot - values[t];                    // δ_t
            bool continues = !terminated[t] && !truncated[t] && t < rewards.Length - 1;
            next = delta + (continues ? gamma * lambda * next : 0);                  // A_t = δ_t + γλ A_{t+1}
            advantages[t] = next;
        }

        return advantages;
    }

    /// <summary>R_t = A_t + V(s_t), the TD(λ) return: the critic's target.</summary>
    public static double[] Returns(double[] advantages, double[] values) => [.. advantages.Zip(values, (a, v) => a + v)];
}
