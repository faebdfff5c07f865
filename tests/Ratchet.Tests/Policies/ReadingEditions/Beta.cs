using Ratchet.Numerics;

namespace Ratchet.Tests.Policies.ReadingEditions;

/// <summary>
/// Independent beta-distributed numbers from outputs [x …, y …]: α = 1 + ln(1 + e^x), β = 1 + ln(1 + e^y). Entropy and divergence are in terms of
/// the expectations E ln a = ψ(α) − ψ(α + β) and E ln(1 − a) = ψ(β) − ψ(α + β).
/// </summary>
internal static class Beta
{
    /// <summary>α and β of every number.</summary>
    public static (double Alpha, double Beta)[] Shapes(double[] outputs) =>
        [.. Enumerable.Range(0, outputs.Length / 2).Select(d => (1 + Math.Log(1 + Math.Exp(outputs[d])), 1 + Math.Log(1 + Math.Exp(outputs[(outputs.Length / 2) + d]))))];

    /// <summary>ln π(a|s) = Σ_d ln [ a^(α−1) (1 − a)^(β−1) Γ(α + β) / Γ(α) Γ(β) ].</summary>
    public static double LogProbability(double[] outputs, double[] action) =>
        Shapes(outputs).Select((s, d) => ((s.Alpha - 1) * Math.Log(action[d])) + ((s.Beta - 1) * Math.Log(1 - action[d])) + LogConstant(s)).Sum();

    /// <summary>H = −E ln π.</summary>
    public static double Entropy(double[] outputs) =>
        -Shapes(outputs).Sum(s => ((s.Alpha - 1) * MeanLog(s)) + ((s.Beta - 1) * MeanLogRest(s)) + LogConstant(s));

    /// <summary>KL(p ‖ q) = E_p [ ln p − ln q ].</summary>
    public static double Divergence(double[] pOutputs, double[] qOutputs) => Shapes(pOutputs).Zip(
        Shapes(qOutputs), (p, q) => ((p.Alpha - q.Alpha) * MeanLog(p)) + ((p.Beta - q.Beta) * MeanLogRest(p)) + LogConstant(p) - LogConstant(q)).Sum();

    private static double LogConstant((double Alpha, double Beta) s) =>
        GammaFunctions.LogGamma(s.Alpha + s.Beta) - GammaFunctions.LogGamma(s.Alpha) - GammaFunctions.LogGamma(s.Beta);

    private static double MeanLog((double Alpha, double Beta) s) => GammaFunctions.Digamma(s.Alpha) - GammaFunctions.Digamma(s.Alpha + s.Beta);

    private static double MeanLogRest((double Alpha, double Beta) s) => GammaFunctions.Digamma(s.Beta) - GammaFunctions.Digamma(s.Alpha + s.Beta);
}
