using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Rollouts;
using Ratchet.Rollouts.Estimators;
using Ratchet.Training;
using Ratchet.Updates;

namespace Ratchet.Tests.Rollouts;

/// <summary>The parts of a training, put together as the trainer does but each within reach.</summary>
internal sealed class Workbench : IDisposable
{
    public Workbench(TrainingOptions options, IVectorEnvironment environment, int threads = 1)
    {
        Environment = environment;
        Pool = new WorkerPool(threads);
        Policy = new ActorCritic(options.Network, environment.ObservationSpace, environment.ActionSpace);
        Policy.Initialize(options.Seed);
        Batch = new RolloutBatch(Policy, environment.Count, options.Horizon, environment.HasActionMasks, environment.TaskCount);
        Evaluator = new PolicyEvaluator(Policy, Kernels.Best, Pool, Batch.Rows + environment.Count);
        ReturnNormalizer? scaling = options.ReturnScaling == ReturnScaling.Rewards ? new ReturnNormalizer(environment.Count, options.Discount.At(Clock)) : null;
        Collector = new Collector(Policy, environment, Batch, Evaluator, scaling, Kernels.Best, options.Seed);
        PopArt? popArt = options.ReturnScaling == ReturnScaling.PopArt ? new PopArt(Policy, Kernels.Best, Clock, options.PopArtStep) : null;
        var psi = PsiEstimator.Of(options.Estimator, Policy, Batch, Evaluator, Clock, Kernels.Best);
        Estimator = new AdvantageEstimator(
            Batch, Evaluator, psi, options.Estimator.DiscountStates, Clock, options.Discount, options.GaeLambda, options.ReturnScaling == ReturnScaling.CriticTargets, popArt);
        Context = new UpdateContext(Policy, Batch, Estimator, Evaluator, Kernels.Best, Pool, Clock, options.Seed);
    }

    public RunClock Clock { get; } = new();

    public IVectorEnvironment Environment { get; }

    public WorkerPool Pool { get; }

    public ActorCritic Policy { get; }

    public RolloutBatch Batch { get; }

    public PolicyEvaluator Evaluator { get; }

    public Collector Collector { get; }

    public AdvantageEstimator Estimator { get; }

    public UpdateContext Context { get; }

    public void Collect()
    {
        Collector.Begin();
        for (int t = 0; t < Batch.Horizon; t++)
            Collector.Step(t);
        Collector.End();
    }

    public void CollectAndEstimate()
    {
        Collect();
        Estimator.Estimate();
        Estimator.KeepOldValues();
    }

    public void Dispose()
    {
        Environment.Dispose();
        Pool.Dispose();
    }

    /// <summary>Adds uniform noise of ±scale to every parameter, so that old and new policy differ.</summary>
    public void Perturb(float scale, ulong seed = 99)
    {
        var random = new RandomStream(seed, StreamPurpose.User);
        foreach (ref float parameter in Policy.Parameters)
            parameter += (float)random.NextUniform(-scale, scale);
        Policy.ParametersChanged();
    }
}
