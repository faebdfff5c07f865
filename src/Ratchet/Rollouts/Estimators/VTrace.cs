using Ratchet.Numerics;

namespace Ratchet.Rollouts.Estimators;

/// <summary>
/// The advantage by V-trace (Espeholt et al. 2018, eq. 1 and §4.2, with λ in the trace), which corrects for actions that an older policy μ
/// chose. With g_t = γ, or 0 if terminated:
/// <code>
/// ρ_t = min(ρ̄, π/μ)        c_t = λ min(c̄, π/μ)        δ_t = ρ_t (r_t + g_t V(s_{t+1}) − V(s_t))
/// v_t = V(s_t) + δ_t + g_t c_t (v_{t+1} − V(s_{t+1}))          without the last term where the trace is cut
/// A_t = ρ_t (r_t + g_t v_{t+1} − V(s_t))                       with V⁺ for v_{t+1} where the trace is cut; the critic's target: v_t
/// </code>
/// π is the policy as it is whenever advantages are computed: before the first epoch that is μ, so that only a rule which recomputes
/// advantages before every epoch sees other ratios than 1. On-policy with λ = 1, v_t is the return from t on.
/// </summary>
internal sealed unsafe class VTrace(Schedule rhoBar, Schedule cBar, RunClock clock, PolicyRatio ratio, int rows) : PsiEstimator
{
    /// <summary>v_t − V(s_t).</summary>
    private readonly AlignedBuffer<float> _corrections = new(rows);

    /// <inheritdoc/>
    public override void Estimate(RolloutBatch batch, double discount, double lambda, double valueScale)
    {
        int n = batch.Environments;
        float gamma = (float)discount, trace = (float)lambda, scale = (float)valueScale, inverse = (float)(1 / valueScale);
        float highestRho = (float)rhoBar.At(clock), highestC = (float)cBar.At(clock);
        float* ratios = ratio.Evaluate();
        float* corrections = _corrections.Pointer;
        for (int row = batch.Rows - 1; row >= 0; row--)
        {
            float value = batch.Values[row] * scale, reward = batch.Rewards[row], next = NextValue(batch, row, scale);
            float rho = AtMost(ratios[row], highestRho), c = trace * AtMost(ratios[row], highestC);
            float later = Continues(batch, row) ? corrections[row + n] : 0f;
            float correction = (rho * (reward + (gamma * next) - value)) + (gamma * c * later);
            corrections[row] = correction;
            batch.Advantages[row] = rho * (reward + (gamma * (next + later)) - value);
            batch.Returns[row] = (value + correction) * inverse;
        }
    }

    private static float AtMost(float ratio, float bound) => ratio > bound ? bound : ratio;
}
