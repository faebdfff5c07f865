using Ratchet.Numerics;
using Ratchet.Policies;

namespace Ratchet.Rollouts.Estimators;

/// <summary>π(a|s)/μ(a|s) of the actions of a batch: the policy as it is against the one that collected the batch, at that one's normalised inputs.</summary>
internal sealed unsafe class PolicyRatio(ActorCritic policy, RolloutBatch batch, PolicyEvaluator evaluator, Kernels kernels)
{
    private readonly AlignedBuffer<float> _columns = new(batch.Width, batch.Stride);
    private readonly AlignedBuffer<float> _ratios = new(batch.Stride);

    /// <summary>exp(ln π − ln μ), a column over the batch's rows; exactly 1 while the policy is the one that collected the batch.</summary>
    public float* Evaluate()
    {
        float* ratios = _ratios.Pointer;
        evaluator.Distributions(batch.Inputs, batch.Rows, batch.Masks, _columns.Pointer, batch.Stride);
        policy.Distribution.LogProbability(kernels, _columns.Pointer, batch.Stride, policy.LogDeviationPointer, batch.Actions, batch.Rows, ratios);
        for (int row = 0; row < batch.Rows; row++)
            ratios[row] -= batch.LogProbability[row];
        kernels.Exp(ratios, ratios, batch.Rows);
        return ratios;
    }
}
