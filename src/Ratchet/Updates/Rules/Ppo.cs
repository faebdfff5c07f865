using Ratchet.Policies;
using Ratchet.Updates.Drifts;
using Ratchet.Updates.Neighbourhoods;
using Ratchet.Updates.Solvers;
using Ratchet.Updates.Surrogates;

namespace Ratchet.Updates.Rules;

/// <summary>
/// PPO-clip (Schulman et al. 2017): surrogate ρA, drift ReLU([ρ − clip(ρ, 1 ± ε)] A), epochs of Adam, no neighbourhood. It promises nothing
/// about the KL; the audit is logged all the same.
/// </summary>
internal sealed class Ppo : UpdateRule
{
    private readonly PpoClipDrift _drift;
    private readonly PpoOptions _ppo;

    private Ppo(UpdateContext context, PpoOptions ppo, PpoClipDrift drift, UpdateParts parts)
        : base(context, parts)
    {
        _ppo = ppo;
        _drift = drift;
    }

    /// <summary>Composes the rule.</summary>
    public static Ppo Compose(UpdateContext context, OptimizationOptions options, PpoOptions ppo)
    {
        var drift = new PpoClipDrift();
        var objective = new PolicyObjective { Surrogate = new ImportanceSampledAdvantage(), Drift = drift, EntropyWeight = options.EntropyCoefficient };
        Neighbourhood neighbourhood = ppo.TargetKl > 0 ? new TargetKlStop(ppo.TargetKl) : new Neighbourhood();
        var statistics = new UpdateStatistics();
        var minibatches = new Minibatches(context.Batch.Rows, options.Minibatch, context.Seed, 0);
        var pass = new MinibatchPass(context.Policy, context.Batch, context.Kernels, context.Pool, minibatches.Largest);
        var step = new GradientStep(context.Policy, pass.Layout, options, context.Kernels, context.Pool);
        var audit = new PolicyAudit(context.Policy, context.Batch, context.Evaluator, KlDirection.OldToNew, context.Kernels, context.Pool);
        var solver = new EpochsOfAdam(context, options, objective, neighbourhood, pass, step, minibatches, statistics);
        return new Ppo(context, ppo, drift, new UpdateParts(solver, neighbourhood, audit, step, [minibatches], statistics));
    }

    /// <inheritdoc/>
    protected override void Prepare(double progress) =>
        _drift.Range = (float)(_ppo.ClipSchedule == Schedule.Linear ? _ppo.ClipRange * (1 - progress) : _ppo.ClipRange);
}
