using Ratchet.Policies;
using Ratchet.Updates.Drifts;
using Ratchet.Updates.Neighbourhoods;
using Ratchet.Updates.Solvers;
using Ratchet.Updates.Surrogates;

namespace Ratchet.Updates.Rules;

/// <summary>
/// Surrogate ρA less a drift, epochs of Adam, no neighbourhood: PPO-clip, DPO, and a drift of one's own. It promises nothing about the KL; the
/// audit is logged all the same.
/// </summary>
internal class DriftRule : UpdateRule
{
    /// <summary>Composes the rule.</summary>
    /// <param name="context">What it works on.</param>
    /// <param name="options">Epochs of Adam.</param>
    /// <param name="drift">What a change costs.</param>
    /// <param name="targetKl">Where an update's epochs end; 0 for never.</param>
    public DriftRule(UpdateContext context, OptimizationOptions options, Drift drift, double targetKl = 0)
        : base(context, Compose(context, options, drift, targetKl))
    {
    }

    private static UpdateParts Compose(UpdateContext context, OptimizationOptions options, Drift drift, double targetKl)
    {
        var objective = new PolicyObjective { Surrogate = new ImportanceSampledAdvantage(), Drift = drift, EntropyWeight = options.EntropyCoefficient };
        Neighbourhood neighbourhood = targetKl > 0 ? new TargetKlStop(targetKl) : new Neighbourhood();
        var statistics = new UpdateStatistics();
        var minibatches = new Minibatches(context.Batch.Rows, options.Minibatch, context.Seed, 0);
        var pass = new MinibatchPass(context.Policy, context.Batch, context.Kernels, context.Pool, minibatches.Largest);
        var step = new GradientStep(context.Policy, pass.Layout, options, context.Kernels, context.Pool);
        var audit = new PolicyAudit(context.Policy, context.Batch, context.Evaluator, KlDirection.OldToNew, context.Kernels, context.Pool);
        var solver = new EpochsOfAdam(context, options, objective, neighbourhood, pass, step, minibatches, statistics);
        return new UpdateParts(solver, neighbourhood, audit, step, [minibatches], statistics);
    }
}
