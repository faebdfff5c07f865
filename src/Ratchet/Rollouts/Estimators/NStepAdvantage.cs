namespace Ratchet.Rollouts.Estimators;

/// <summary>
/// The advantage by the n-step return:
/// <code>
/// G_t = Σ_{k &lt; m} γ^k r_{t+k} + γ^m V⁺_{t+m−1}            m = min(n, steps until the sum is cut)
/// A_t = G_t − V(s_t)                                    the critic's target: G_t
/// </code>
/// n = 1 is the temporal difference; n at least the horizon is the return from t on less V(s_t).
/// </summary>
internal sealed unsafe class NStepAdvantage(int steps) : PsiEstimator
{
    /// <inheritdoc/>
    public override void Estimate(RolloutBatch batch, double discount, double lambda, double valueScale)
    {
        int n = batch.Environments;
        float gamma = (float)discount, scale = (float)valueScale, inverse = (float)(1 / valueScale);
        for (int row = 0; row < batch.Rows; row++)
        {
            int last = row;
            for (int k = 1; k < steps && Continues(batch, last); k++)
                last += n;
            float target = NextValue(batch, last, scale);
            for (int step = last; step >= row; step -= n)
                target = batch.Rewards[step] + (gamma * target);
            batch.Advantages[row] = target - (batch.Values[row] * scale);
            batch.Returns[row] = target * inverse;
        }
    }
}
