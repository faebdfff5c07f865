namespace Ratchet.Rollouts;

/// <summary>
/// Generalised advantage estimation (Schulman et al. 2016, eq. 16), with true ends, time limits and the end of the rollout kept apart:
/// <code>
/// δ_t = r_t + γ V⁺_t − V(s_t)        V⁺_t = 0 if terminated, V(true successor) if truncated, else V(s_{t+1})
/// A_t = δ_t + γ λ A_{t+1}            the trace is cut where an episode ends in any way, and at the end of the rollout
/// R_t = A_t + V(s_t)
/// </code>
/// If a step is both terminated and truncated, terminated wins.
/// </summary>
internal static unsafe class GeneralizedAdvantage
{
    /// <summary>Fills advantages (raw reward units) and returns (the critic's units) of a batch.</summary>
    /// <param name="batch">With rewards, flags and values in place.</param>
    /// <param name="discount">γ.</param>
    /// <param name="lambda">λ.</param>
    /// <param name="valueScale">What the critic's outputs are multiplied by to get reward units (1 unless its targets are scaled).</param>
    public static void Estimate(RolloutBatch batch, double discount, double lambda, double valueScale)
    {
        int n = batch.Environments;
        float gamma = (float)discount, decay = (float)(discount * lambda), scale = (float)valueScale, inverse = (float)(1 / valueScale);
        for (int t = batch.Horizon - 1; t >= 0; t--)
        {
            for (int e = 0; e < n; e++)
            {
                int row = (t * n) + e;
                bool terminated = batch.Terminated[row], truncated = batch.Truncated[row] && !terminated;
                float value = batch.Values[row] * scale;
                float next = terminated ? 0f : scale * (truncated ? batch.FinalValues[batch.FinalRows[row]] : batch.Values[row + n]);
                float delta = batch.Rewards[row] + (gamma * next) - value;
                bool continues = !terminated && !truncated && t < batch.Horizon - 1;
                float advantage = continues ? delta + (decay * batch.Advantages[row + n]) : delta;
                batch.Advantages[row] = advantage;
                batch.Returns[row] = (advantage + value) * inverse;
            }
        }
    }
}
