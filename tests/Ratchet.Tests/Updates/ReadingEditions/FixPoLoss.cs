namespace Ratchet.Tests.Updates.ReadingEditions;

/// <summary>The losses of FixPO (Zentner et al. 2023; trust-region facts, §1.1), a minibatch at a time, to be minimised.</summary>
internal static class FixPoLoss
{
    /// <summary>L_π(θ) = −mean_i ρ_i A_i, without clipping (eq. 3).</summary>
    public static double Policy(double[] logProbability, double[] oldLogProbability, double[] advantage)
    {
        double sum = 0;
        for (int i = 0; i < advantage.Length; i++)
            sum += Math.Exp(logProbability[i] - oldLogProbability[i]) * advantage[i];
        return -sum / advantage.Length;
    }

    /// <summary>L_KL(θ) = mean_i KL_i, exact in every state (§1.1).</summary>
    public static double Divergence(double[] divergence) => divergence.Average();

    /// <summary>L_VF(θ) = mean_i max((R_i − V_i)², (R_i − Vclip_i)²), clipped at ±0.2 by the authors (§1.1).</summary>
    public static double Value(double[] value, double[] oldValue, double[] target, double epsilon = 0.2) =>
        PpoLoss.ClippedValue(value, oldValue, target, epsilon);

    /// <summary>L_θ = L_π + c_vf L_VF − c_ent H + sg[β] L_KL (eq. 5).</summary>
    public static double Total(
        double policy, double value, double entropy, double divergence, double valueCoefficient, double entropyCoefficient, double beta) =>
        policy + valueCoefficient * value - entropyCoefficient * entropy + beta * divergence;

    /// <summary>L_β = β sg[ε_KL − C_β max_i KL_i] (eq. 4).</summary>
    public static double Multiplier(double beta, double[] divergence, double epsilonKl, double targetCoefficient) =>
        beta * MultiplierGradient(divergence, epsilonKl, targetCoefficient);

    /// <summary>dL_β/dβ = ε_KL − C_β max_i KL_i: while it is negative, β rises (§1.1).</summary>
    public static double MultiplierGradient(double[] divergence, double epsilonKl, double targetCoefficient) =>
        epsilonKl - targetCoefficient * divergence.Max();
}
