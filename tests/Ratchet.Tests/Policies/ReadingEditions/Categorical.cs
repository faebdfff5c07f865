namespace Ratchet.Tests.Policies.ReadingEditions;

/// <summary>The categorical distribution over actions, as a textbook has it: from logits z, one sample at a time.</summary>
internal static class Categorical
{
    /// <summary>ln p_j = z_j − ln Σ_k exp z_k, over the valid actions; −∞ for the others.</summary>
    public static double[] LogProbabilities(double[] logits, bool[]? valid = null)
    {
        double max = logits.Where((_, j) => valid is null || valid[j]).Max();
        double sum = logits.Where((_, j) => valid is null || valid[j]).Sum(z => Math.Exp(z - max));
        return [.. logits.Select((z, j) => valid is null || valid[j] ? z - max - Math.Log(sum) : double.NegativeInfinity)];
    }

    /// <summary>ln π(a|s).</summary>
    public static double LogProbability(double[] logits, int action, bool[]? valid = null) => LogProbabilities(logits, valid)[action];

    /// <summary>H = −Σ_j p_j ln p_j, with 0 ln 0 = 0.</summary>
    public static double Entropy(double[] logits, bool[]? valid = null) =>
        -LogProbabilities(logits, valid).Where(double.IsFinite).Sum(logP => Math.Exp(logP) * logP);

    /// <summary>KL(p ‖ q) = Σ_a p(a) (ln p(a) − ln q(a)) (trust-region facts, §1.1), over the actions valid in p.</summary>
    public static double Divergence(double[] pLogits, double[] qLogits, bool[]? valid = null)
    {
        double[] logP = LogProbabilities(pLogits, valid);
        double[] logQ = LogProbabilities(qLogits, valid);
        double sum = 0;
        for (int a = 0; a < logP.Length; a++)
            if (double.IsFinite(logP[a]))
                sum += Math.Exp(logP[a]) * (logP[a] - logQ[a]);
        return sum;
    }
}
