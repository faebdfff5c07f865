namespace Ratchet.Tests.Updates.ReadingEditions;

/// <summary>The loss of A2C (Mnih et al. 2016; trust-region facts, §6.7), to be minimised by one step of RMSprop on the whole batch.</summary>
internal static class A2cLoss
{
    /// <summary>L = −mean_i A_i ln π(a_i|s_i) + c_vf mean_i (R_i − V_i)² − c_ent mean_i H_i; A and R are constants.</summary>
    public static double Total(double[] logProbability, double[] advantage, double[] value, double[] target, double[] entropy, double valueCoefficient, double entropyCoefficient)
    {
        double sum = 0;
        for (int i = 0; i < advantage.Length; i++)
            sum += -advantage[i] * logProbability[i] + valueCoefficient * Math.Pow(target[i] - value[i], 2) - entropyCoefficient * entropy[i];
        return sum / advantage.Length;
    }
}
