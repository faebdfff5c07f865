namespace Ratchet.Tests.Updates.ReadingEditions;

/// <summary>The loss of PPO with the clipped surrogate (trust-region facts, §2.1), a minibatch at a time, to be minimised.</summary>
internal static class PpoLoss
{
    /// <summary>L = −mean min(ρ A, clip(ρ, 1 − ε, 1 + ε) A) + c_vf L_VF − c_ent H (§2.1).</summary>
    public static double Total(double policy, double value, double entropy, double valueCoefficient, double entropyCoefficient) =>
        policy + valueCoefficient * value - entropyCoefficient * entropy;

    /// <summary>−mean_i min(ρ_i A_i, clip(ρ_i, 1 − ε, 1 + ε) A_i), ρ_i = exp(ln π(a_i|s_i) − ln π′(a_i|s_i)) (§2.1).</summary>
    public static double Policy(double[] logProbability, double[] oldLogProbability, double[] advantage, double epsilon)
    {
        double sum = 0;
        for (int i = 0; i < advantage.Length; i++)
        {
            double ratio = Math.Exp(logProbability[i] - oldLogProbability[i]);
            sum += Math.Min(ratio * advantage[i], Math.Clamp(ratio, 1 - epsilon, 1 + epsilon) * advantage[i]);
        }

        return -sum / advantage.Length;
    }

    /// <summary>L_VF = mean_i (R_i − V_i)².</summary>
    public static double Value(double[] value, double[] target)
    {
        double sum = 0;
        for (int i = 0; i < value.Length; i++)
            sum += Math.Pow(target[i] - value[i], 2);
        return sum / value.Length;
    }

    /// <summary>L_VF = mean_i max((R_i − V_i)², (R_i − Vclip_i)²), Vclip_i = V_old,i + clip(V_i − V_old,i, −ε, ε) (§1.1, §2.2).</summary>
    public static double ClippedValue(double[] value, double[] oldValue, double[] target, double epsilon)
    {
        double sum = 0;
        for (int i = 0; i < value.Length; i++)
        {
            double clipped = oldValue[i] + Math.Clamp(value[i] - oldValue[i], -epsilon, epsilon);
            sum += Math.Max(Math.Pow(target[i] - value[i], 2), Math.Pow(target[i] - clipped, 2));
        }

        return sum / value.Length;
    }

    /// <summary>H = mean_i H(π(·|s_i)): the entropy bonus.</summary>
    public static double Entropy(double[] entropy) => entropy.Average();
}
