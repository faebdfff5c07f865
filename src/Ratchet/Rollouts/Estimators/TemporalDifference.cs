namespace Ratchet.Rollouts.Estimators;

/// <summary>
/// Ψ 6, the temporal-difference residual: δ_t = r_t + γ V⁺_t − V(s_t); the critic's target: r_t + γ V⁺_t. The least variance, and all of
/// the critic's bias; it needs no step beyond the next, so that a rule can learn online.
/// </summary>
internal sealed unsafe class TemporalDifference : PsiEstimator
{
    /// <inheritdoc/>
    public override void Estimate(RolloutBatch batch, double discount, double lambda, double valueScale)
    {
        float gamma = (float)discount, scale = (float)valueScale, inverse = (float)(1 / valueScale);
        for (int row = 0; row < batch.Rows; row++)
        {
            float target = batch.Rewards[row] + (gamma * NextValue(batch, row, scale));
            batch.Advantages[row] = target - (batch.Values[row] * scale);
            batch.Returns[row] = target * inverse;
        }
    }
}
