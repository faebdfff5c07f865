namespace Ratchet.Rollouts.Estimators;

/// <summary>
/// Ψ 2, the return from the action on: G_t = r_t + γ G_{t+1}, and G_t = r_t + γ V⁺_t where the sum is cut; the critic's target: G_t.
/// Unbiased where the episode terminates within the rollout; what a time limit or the rollout's end cuts off is the critic's estimate.
/// </summary>
internal unsafe class ReturnToGo : PsiEstimator
{
    /// <inheritdoc/>
    public override void Estimate(RolloutBatch batch, double discount, double lambda, double valueScale)
    {
        float gamma = (float)discount, scale = (float)valueScale, inverse = (float)(1 / valueScale);
        for (int row = batch.Rows - 1; row >= 0; row--)
        {
            float next = Continues(batch, row) ? batch.Advantages[row + batch.Environments] : NextValue(batch, row, scale);
            float value = batch.Rewards[row] + (gamma * next);
            batch.Advantages[row] = value;
            batch.Returns[row] = value * inverse;
        }
    }
}
