namespace Ratchet.Rollouts.Estimators;

/// <summary>
/// Ψ 1, the return of the whole episode, the same at each of its steps: Σ_k γ^k r_k, k counted from the episode's first step in the rollout;
/// the critic's target is the return from t on. What came before the rollout is left out: it does not depend on the rollout's actions, so
/// that it would add nothing but variance.
/// </summary>
/// <remarks>
/// Cut off without a value, the sum would be biased: a time limit or the rollout's end hides rewards that depend on the actions. So γ^k V⁺ stands
/// for them, as in <see cref="ReturnToGo"/>, and the bias that is left is the critic's error.
/// </remarks>
internal sealed unsafe class TotalReturn : ReturnToGo
{
    /// <inheritdoc/>
    public override void Estimate(RolloutBatch batch, double discount, double lambda, double valueScale)
    {
        base.Estimate(batch, discount, lambda, valueScale);
        int n = batch.Environments;
        for (int row = n; row < batch.Rows; row++)
            if (Continues(batch, row - n))
                batch.Advantages[row] = batch.Advantages[row - n];
    }
}
