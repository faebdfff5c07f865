namespace Ratchet.Tests.Updates.ReadingEditions;

/// <summary>REINFORCE (Williams 1992; trust-region facts, §6.6) for a softmax over a table of logits θ: one state, or a row a state.</summary>
internal static class Reinforce
{
    /// <summary>∂ln π(a)/∂θ_b = 1{a = b} − π(b).</summary>
    public static double[] Score(double[] logits, int action)
    {
        double sum = logits.Sum(Math.Exp);
        return [.. logits.Select((logit, b) => (action == b ? 1 : 0) - Math.Exp(logit) / sum)];
    }

    /// <summary>The gradient of an episode, Σ_t γ^t G_t ∇ln π(a_t), G_t = Σ_k γ^k r_{t+k}; without the factor γ^t where it is not asked for.</summary>
    public static double[] Gradient(double[] logits, int[] actions, double[] rewards, double gamma, bool discountStates)
    {
        var gradient = new double[logits.Length];
        for (int t = 0; t < actions.Length; t++)
        {
            double following = 0;                                                    // G_t
            for (int k = 0; t + k < rewards.Length; k++)
                following += Math.Pow(gamma, k) * rewards[t + k];
            double[] score = Score(logits, actions[t]);
            for (int b = 0; b < gradient.Length; b++)
                gradient[b] += (discountStates ? Math.Pow(gamma, t) : 1) * following * score[b];
        }

        return gradient;
    }
}
