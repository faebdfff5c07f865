namespace Ratchet.Tests.Updates.ReadingEditions;

/// <summary>
/// The six Ψ_t of the policy gradient g = E Σ_t Ψ_t ∇ln π(a_t|s_t) (trust-region facts, §6.5), with discounting. What the end of the rollout or
/// a time limit hides, the value of the true successor stands for.
/// </summary>
internal static class Psi
{
    /// <summary>1: the return of the trajectory, as much of it as the rollout has.</summary>
    public static double TotalReturn(Steps s, int t) => ReturnToGo(s, s.Start(t));

    /// <summary>2: the rewards from t on.</summary>
    public static double ReturnToGo(Steps s, int t) => NStepReturn.Of(s, t, int.MaxValue);

    /// <summary>3: (2) less the baseline b(s_t) = V(s_t).</summary>
    public static double ReturnMinusBaseline(Steps s, int t) => ReturnToGo(s, t) - s.Values[t];

    /// <summary>4: Q^π(s_t, a_t) by the λ-return, (1 − λ) Σ_{n &lt; m} λ^{n−1} G^{(n)}_t + λ^{m−1} G^{(m)}_t, m steps to the end.</summary>
    public static double Q(Steps s, int t, double lambda)
    {
        int m = s.End(t) - t + 1;
        double sum = Math.Pow(lambda, m - 1) * NStepReturn.Of(s, t, m);
        for (int n = 1; n < m; n++)
            sum += (1 - lambda) * Math.Pow(lambda, n - 1) * NStepReturn.Of(s, t, n);
        return sum;
    }

    /// <summary>5: A^π(s_t, a_t) by GAE.</summary>
    public static double Advantage(Steps s, int t, double lambda) =>
        Gae.Advantages(s.Rewards, s.Values, s.NextValues, s.Terminated, s.Truncated, s.Gamma, lambda)[t];

    /// <summary>6: r_t + γ V(s_{t+1}) − V(s_t).</summary>
    public static double TdResidual(Steps s, int t) => s.Rewards[t] + s.Gamma * s.Bootstrap(t) - s.Values[t];
}
