namespace Ratchet.Rollouts.Estimators;

/// <summary>
/// Ψ 5, the advantage, by generalised advantage estimation (Schulman et al. 2016, eq. 16):
/// <code>
/// δ_t = r_t + γ V⁺_t − V(s_t)
/// A_t = δ_t + γ λ A_{t+1}            the critic's target: A_t + V(s_t)
/// </code>
/// λ weighs bias (0: one step, all from the critic) against variance (1: the rewards as they came). When in doubt, this one.
/// </summary>
internal sealed unsafe class GeneralizedAdvantage : PsiEstimator
{
    /// <inheritdoc/>
    public override void Estimate(RolloutBatch batch, double discount, double lambda, double valueScale)
    {
        float gamma = (float)discount, decay = (float)(discount * lambda), scale = (float)valueScale, inverse = (float)(1 / valueScale);
        for (int row = batch.Rows - 1; row >= 0; row--)
        {
            float value = batch.Values[row] * scale;
            float delta = batch.Rewards[row] + (gamma * NextValue(batch, row, scale)) - value;
            float advantage = Continues(batch, row) ? delta + (decay * batch.Advantages[row + batch.Environments]) : delta;
            batch.Advantages[row] = advantage;
            batch.Returns[row] = (advantage + value) * inverse;
        }
    }
}
