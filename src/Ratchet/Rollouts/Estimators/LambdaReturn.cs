namespace Ratchet.Rollouts.Estimators;

/// <summary>
/// Ψ 4, Q^π(s_t, a_t), by the λ-return (Sutton and Barto 2018, eq. 12.18):
/// <code>
/// Q_t = r_t + γ [(1 − λ) V⁺_t + λ Q_{t+1}]            Q_t = r_t + γ V⁺_t where the sum is cut; the critic's target: Q_t
/// </code>
/// At λ = 0 it is r + γ V(s′), at λ = 1 the return from t on. It is the generalised advantage plus V(s_t): the same gradient in the mean,
/// with the variance that a baseline takes away.
/// </summary>
internal sealed unsafe class LambdaReturn : PsiEstimator
{
    /// <inheritdoc/>
    public override void Estimate(RolloutBatch batch, double discount, double lambda, double valueScale)
    {
        float gamma = (float)discount, trace = (float)lambda, scale = (float)valueScale, inverse = (float)(1 / valueScale);
        for (int row = batch.Rows - 1; row >= 0; row--)
        {
            float next = NextValue(batch, row, scale);
            if (Continues(batch, row))
                next += trace * (batch.Advantages[row + batch.Environments] - next);
            float value = batch.Rewards[row] + (gamma * next);
            batch.Advantages[row] = value;
            batch.Returns[row] = value * inverse;
        }
    }
}
