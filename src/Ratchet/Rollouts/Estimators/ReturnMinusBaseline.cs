namespace Ratchet.Rollouts.Estimators;

/// <summary>
/// Ψ 3, the return from the action on less a baseline: G_t − V(s_t); the critic's target: G_t. The baseline depends on the state alone, so
/// that it changes the variance and not the mean. The generalised advantage at λ = 1.
/// </summary>
internal sealed unsafe class ReturnMinusBaseline : ReturnToGo
{
    /// <inheritdoc/>
    public override void Estimate(RolloutBatch batch, double discount, double lambda, double valueScale)
    {
        base.Estimate(batch, discount, lambda, valueScale);
        for (int row = 0; row < batch.Rows; row++)
            batch.Advantages[row] -= batch.Values[row] * (float)valueScale;
    }
}
