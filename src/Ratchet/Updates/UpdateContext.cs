using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Rollouts;

namespace Ratchet.Updates;

/// <summary>What every part of an update works on.</summary>
/// <param name="Policy">The actor-critic that is improved.</param>
/// <param name="Batch">What it went through.</param>
/// <param name="Estimator">Fills the batch's advantages.</param>
/// <param name="Evaluator">Runs the policy over many rows.</param>
/// <param name="Kernels">The kernels to compute with.</param>
/// <param name="Pool">The threads.</param>
/// <param name="Clock">The time of the run.</param>
/// <param name="Seed">The run's seed.</param>
internal sealed record UpdateContext(ActorCritic Policy, RolloutBatch Batch, AdvantageEstimator Estimator, PolicyEvaluator Evaluator, Kernels Kernels, WorkerPool Pool, RunClock Clock, ulong Seed)
{
    /// <summary>The policy that collects the batches: the improved one itself, or a copy of it from an earlier time.</summary>
    public ActorCritic Actor { get; init; } = Policy;

    /// <summary>Runs the actor over many rows.</summary>
    public PolicyEvaluator ActorEvaluator { get; init; } = Evaluator;
}
