namespace Ratchet.Tests.Updates.ReadingEditions;

/// <summary>V-trace (Espeholt et al. 2018, eq. 1; trust-region facts, §6.4), as the sum over the trace and not as a recursion.</summary>
internal static class VTraceReading
{
    /// <summary>v_t = V(s_t) + Σ_{k ≥ t} γ^{k−t} (Π_{t ≤ i &lt; k} c_i) δ_k, δ_k = ρ_k (r_k + γ V(s_{k+1}) − V(s_k)), up to the end.</summary>
    /// <param name="s">The steps.</param>
    /// <param name="t">Which.</param>
    /// <param name="ratio">π/μ of each step.</param>
    /// <param name="lambda">λ.</param>
    /// <param name="rhoBar">ρ_k = min(ρ̄, π/μ).</param>
    /// <param name="cBar">c_i = λ min(c̄, π/μ).</param>
    public static double Target(Steps s, int t, double[] ratio, double lambda, double rhoBar, double cBar)
    {
        double sum = s.Values[t], weight = 1;
        for (int k = t; k <= s.End(t); k++)
        {
            sum += weight * Math.Min(rhoBar, ratio[k]) * Psi.TdResidual(s, k);
            weight *= s.Gamma * lambda * Math.Min(cBar, ratio[k]);
        }

        return sum;
    }

    /// <summary>A_t = ρ_t (r_t + γ v_{t+1} − V(s_t)), with the value of the true successor for v_{t+1} at the end.</summary>
    public static double Advantage(Steps s, int t, double[] ratio, double lambda, double rhoBar, double cBar)
    {
        double next = s.End(t) == t ? s.Bootstrap(t) : Target(s, t + 1, ratio, lambda, rhoBar, cBar);
        return Math.Min(rhoBar, ratio[t]) * (s.Rewards[t] + s.Gamma * next - s.Values[t]);
    }
}
