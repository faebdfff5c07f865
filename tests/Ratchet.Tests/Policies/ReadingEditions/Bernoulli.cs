namespace Ratchet.Tests.Policies.ReadingEditions;

/// <summary>Independent switches, as a textbook has them: one sample at a time.</summary>
internal static class Bernoulli
{
    /// <summary>ln π(a|s) = Σ_d [ a ln p + (1 − a) ln(1 − p) ], p = 1 / (1 + e^−z).</summary>
    public static double LogProbability(double[] logits, double[] action) =>
        logits.Select((z, d) => action[d] == 1 ? Math.Log(Probability(z)) : Math.Log(1 - Probability(z))).Sum();

    /// <summary>H = −Σ_d [ p ln p + (1 − p) ln(1 − p) ].</summary>
    public static double Entropy(double[] logits) =>
        -logits.Select(Probability).Sum(p => (p * Math.Log(p)) + ((1 - p) * Math.Log(1 - p)));

    /// <summary>KL(p ‖ q) = Σ_d [ p ln(p/q) + (1 − p) ln((1 − p)/(1 − q)) ].</summary>
    public static double Divergence(double[] pLogits, double[] qLogits) => pLogits.Select(Probability).Zip(
        qLogits.Select(Probability), (p, q) => (p * Math.Log(p / q)) + ((1 - p) * Math.Log((1 - p) / (1 - q)))).Sum();

    private static double Probability(double logit) => 1 / (1 + Math.Exp(-logit));
}
