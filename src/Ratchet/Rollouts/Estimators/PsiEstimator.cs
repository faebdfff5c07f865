using Ratchet.Numerics;
using Ratchet.Policies;

namespace Ratchet.Rollouts.Estimators;

/// <summary>
/// An estimate of Ψ_t, the weight of ∇ln π(a_t|s_t) in the policy gradient (Schulman et al. 2016, eq. 1), and of what the critic learns.
/// All keep true ends, time limits and the end of the rollout apart in the same way:
/// <code>
/// V⁺_t = 0 if terminated, V(true successor) if truncated, else V(s_{t+1})
/// </code>
/// and whatever is summed over time is cut where an episode ends in any way, and at the end of the rollout. If a step is both terminated and
/// truncated, terminated wins.
/// </summary>
internal abstract unsafe class PsiEstimator
{
    /// <summary>Fills <see cref="RolloutBatch.Advantages"/> with Ψ (raw reward units) and <see cref="RolloutBatch.Returns"/> with the critic's targets (its own units).</summary>
    /// <param name="batch">With rewards, flags and values in place.</param>
    /// <param name="discount">γ.</param>
    /// <param name="lambda">λ.</param>
    /// <param name="valueScale">What the critic's outputs are multiplied by to get reward units (1 unless its targets are scaled).</param>
    public abstract void Estimate(RolloutBatch batch, double discount, double lambda, double valueScale);

    /// <summary>The estimator that the options name.</summary>
    public static PsiEstimator Of(EstimatorOptions options, ActorCritic policy, RolloutBatch batch, PolicyEvaluator evaluator, RunClock clock, Kernels kernels) => options.Estimator switch
    {
        Estimator.NStep => new NStepAdvantage(options.NStep),
        Estimator.VTrace => new VTrace(options.RhoBar, options.CBar, clock, new PolicyRatio(policy, batch, evaluator, kernels), batch.Rows),
        Estimator.TotalReturn => new TotalReturn(),
        Estimator.ReturnToGo => new ReturnToGo(),
        Estimator.ReturnMinusBaseline => new ReturnMinusBaseline(),
        Estimator.Q => new LambdaReturn(),
        Estimator.TdResidual => new TemporalDifference(),
        _ => new GeneralizedAdvantage(),
    };

    /// <summary>V⁺ of a row, in reward units.</summary>
    protected static float NextValue(RolloutBatch batch, int row, float scale)
    {
        if (batch.Terminated[row])
            return 0f;
        return scale * (batch.Truncated[row] ? batch.FinalValues[batch.FinalRows[row]] : batch.Values[row + batch.Environments]);
    }

    /// <summary>Whether the next step of the same episode is in the batch: row + N.</summary>
    protected static bool Continues(RolloutBatch batch, int row) =>
        !batch.Terminated[row] && !batch.Truncated[row] && row + batch.Environments < batch.Rows;
}
