using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Rollouts;
using Ratchet.Rollouts.Estimators;
using Ratchet.Tests.Updates.ReadingEditions;

namespace Ratchet.Tests.Rollouts.Estimators;

/// <summary>Batches with numbers of one's own, and their streams as the reading editions want them.</summary>
internal static unsafe class EstimatorBatch
{
    public static RolloutBatch Empty(int environments, int horizon) => new(Policy(), environments, horizon, masked: false);

    /// <summary>r = (1, 1, 1), V = V⁺ = 2 (facts, §9 item 1). The value of the state after a reset, or after the last step, is the given one.</summary>
    public static RolloutBatch HandCase(bool terminatedAtEnd, bool truncatedAtEnd, float cutValue)
    {
        RolloutBatch batch = Empty(1, 3);
        for (int t = 0; t < 3; t++)
        {
            batch.Rewards[t] = 1;
            batch.Values[t] = 2;
        }

        batch.Values[3] = cutValue;
        batch.Terminated[2] = terminatedAtEnd;
        batch.Truncated[2] = truncatedAtEnd;
        batch.FinalCount = 1;
        batch.FinalRows[2] = 0;
        batch.FinalValues[0] = 2;
        return batch;
    }

    /// <summary>A third of the steps end in one of the three ways: terminated, truncated, both.</summary>
    public static RolloutBatch Random(int environments, int horizon)
    {
        RolloutBatch batch = Empty(environments, horizon);
        var random = new RandomStream(7, StreamPurpose.User);
        for (int row = 0; row < batch.Rows; row++)
        {
            batch.Rewards[row] = (float)random.NextGaussian();
            int end = random.NextBelow(9);
            batch.Terminated[row] = end is 0 or 1;
            batch.Truncated[row] = end is 1 or 2;
            if (end != 2)
                continue;
            batch.FinalRows[row] = batch.FinalCount;
            batch.FinalValues[batch.FinalCount++] = (float)random.NextGaussian();
        }

        for (int row = 0; row < batch.Rows + environments; row++)
            batch.Values[row] = (float)random.NextGaussian();
        return batch;
    }

    /// <summary>The estimator of a batch of which no policy is known: its actions are as likely as they were.</summary>
    public static PsiEstimator Of(EstimatorOptions options, RolloutBatch batch)
    {
        // Zero weights: both actions have probability ½.
        new Span<float>(batch.LogProbability, batch.Rows).Fill((float)-Math.Log(2));
        ActorCritic policy = Policy();
        policy.ParametersChanged();
        return PsiEstimator.Of(options, policy, batch, new PolicyEvaluator(policy, Kernels.Best, new WorkerPool(1), batch.Rows), new RunClock(), Kernels.Best);
    }

    public static Steps StepsOf(RolloutBatch batch, int e, double gamma, double scale = 1)
    {
        int n = batch.Environments;
        var steps = new Steps(new double[batch.Horizon], new double[batch.Horizon], new double[batch.Horizon], new bool[batch.Horizon], new bool[batch.Horizon], gamma);
        for (int t = 0; t < batch.Horizon; t++)
        {
            int row = (t * n) + e;
            (steps.Terminated[t], steps.Truncated[t]) = (batch.Terminated[row], batch.Truncated[row]);
            steps.Rewards[t] = batch.Rewards[row];
            steps.Values[t] = batch.Values[row] * scale;
            steps.NextValues[t] = scale * (batch.Truncated[row] && !batch.Terminated[row] ? batch.FinalValues[batch.FinalRows[row]] : batch.Values[row + n]);
        }

        return steps;
    }

    private static ActorCritic Policy() => new(new NetworkOptions { Hidden = [] }, new BoxSpace(1), new DiscreteSpace(2));
}
