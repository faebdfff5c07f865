using Ratchet.Updates.Neighbourhoods;
using Ratchet.Updates.Penalties;
using Ratchet.Updates.Solvers;
using Ratchet.Updates.Surrogates;

namespace Ratchet.Updates.Rules;

/// <summary>
/// FixPO (Zentner, Puri, Huang, Sukhatme 2023): surrogate ρA without clipping, penalty β · KL with β a Lagrange multiplier on max KL
/// (eq. 5), and the region max KL ≤ ε kept by the fixup phase, with interpolation as the last resort.
/// </summary>
internal sealed class FixPo : UpdateRule
{
    private readonly LagrangeMultiplier _multiplier;

    private FixPo(UpdateContext context, LagrangeMultiplier multiplier, UpdateParts parts)
        : base(context, parts) => _multiplier = multiplier;

    /// <inheritdoc/>
    public override int StateSize => LagrangeMultiplier.StateSize;

    /// <summary>Composes the rule.</summary>
    public static FixPo Compose(UpdateContext context, OptimizationOptions options, FixPoOptions fixPo)
    {
        var multiplier = new LagrangeMultiplier(fixPo);
        var objective = new PolicyObjective
        {
            Surrogate = new ImportanceSampledAdvantage(),
            NeedsDivergence = true,
            Direction = fixPo.Direction,
            EntropyWeight = options.EntropyCoefficient,
        };
        var statistics = new UpdateStatistics();
        var primary = new Minibatches(context.Batch.Rows, options.Minibatch, context.Seed, 0);
        var fixup = new Minibatches(context.Batch.Rows, fixPo.FixupMinibatch, context.Seed, 1);
        var pass = new MinibatchPass(context.Policy, context.Batch, context.Kernels, context.Pool, primary.Largest > fixup.Largest ? primary.Largest : fixup.Largest);
        var step = new GradientStep(context.Policy, pass.Layout, options, context.Kernels, context.Pool);
        var audit = new PolicyAudit(context.Policy, context.Batch, context.Evaluator, fixPo.Direction, context.Kernels, context.Pool);
        var region = new MaxKlRegion(context, fixPo, audit, step, pass, fixup, multiplier, statistics);
        var solver = new EpochsOfAdam(context, options, objective, region, pass, step, primary, statistics);
        return new FixPo(context, multiplier, new UpdateParts(solver, region, audit, step, [primary, fixup], statistics));
    }

    /// <inheritdoc/>
    public override void Save(Span<double> state) => _multiplier.Save(state);

    /// <inheritdoc/>
    public override void Load(ReadOnlySpan<double> state) => _multiplier.Load(state);

    /// <inheritdoc/>
    protected override void Finish() => Statistics.Beta = _multiplier.Value;
}
