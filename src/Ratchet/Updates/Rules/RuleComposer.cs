using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Policies.Projections;
using Ratchet.Updates.Drifts;
using Ratchet.Updates.Neighbourhoods;
using Ratchet.Updates.Penalties;
using Ratchet.Updates.Solvers;
using Ratchet.Updates.Surrogates;

namespace Ratchet.Updates.Rules;

/// <summary>Puts a rule together from its parts.</summary>
internal static class RuleComposer
{
    /// <summary>The rule with these parts.</summary>
    /// <param name="context">What it works on.</param>
    /// <param name="options">The parts and their settings, which go together and suit the policy's distribution.</param>
    public static UpdateRule Compose(UpdateContext context, UpdateOptions options)
    {
        RuleParts parts = options.Parts;
        KlProjection? projection = parts.HasProjection ? KlProjection.Of(context.Policy.Distribution) : null;
        OptimizationOptions optimization = OptimizationOf(context, options);
        var statistics = new UpdateStatistics();
        var primary = new Minibatches(context.Batch.Rows, optimization.Minibatch, context.Seed, 0);
        Minibatches? fixup = parts.HasFixup ? new Minibatches(context.Batch.Rows, options.Region.FixupMinibatch, context.Seed, 1) : null;
        int largest = parts.Solver == SolverKind.NaturalGradient ? context.Batch.Rows : fixup?.Largest > primary.Largest ? fixup.Largest : primary.Largest;
        var pass = new MinibatchPass(context.Policy, context.Batch, context.Kernels, context.Pool, largest);
        GradientStep step = StepOf(context, optimization, pass);
        // The bounds of a projection are stated of KL(new ‖ old).
        KlDirection direction = projection is null ? options.Penalty.Direction : KlDirection.NewToOld;
        var audit = new PolicyAudit(context.Actor, context.Batch, context.ActorEvaluator, direction, context.Kernels, context.Pool);
        TargetNetwork? target = parts.HasTarget ? new TargetNetwork(context, options.VMpo.TargetPeriod) : null;
        WeightedLikelihood? likelihood = parts.Surrogate == Surrogate.WeightedLikelihood ? new WeightedLikelihood(context, options.VMpo, target!) : null;
        Penalty? penalty = PenaltyOf(context, options, target);
        bool decoupled = parts.HasTarget && context.Policy.Distribution.HasDecoupledDivergence;
        ScheduledDrift? drift = parts.Drift == DriftKind.None ? null : new ScheduledDrift(context, options);
        var objective = new PolicyObjective(context.Batch.TaskCount)
        {
            Surrogate = parts.Surrogate == Surrogate.AdvantageRatio ? new ImportanceSampledAdvantage() : null,
            Likelihood = parts.Surrogate != Surrogate.AdvantageRatio,
            Drift = drift?.Drift,
            Projection = projection,
            NeedsDivergence = penalty is not null && !decoupled,
            NeedsDecoupledDivergence = decoupled,
            Direction = direction,
        };
        Neighbourhood neighbourhood = parts.Neighbourhood switch
        {
            NeighbourhoodKind.TargetKl => new TargetKlStop(options.Region.TargetKl, context.Clock),
            NeighbourhoodKind.None when target is not null => new TargetActs(target),
            NeighbourhoodKind.None => new Neighbourhood(),
            NeighbourhoodKind.Projection => new ProjectionRegion(
                context, options.Projection, objective, KlProjection.Of(context.Policy.Distribution), audit, StepOf(context, optimization, pass), pass, primary, statistics),
            _ when fixup is null => new LineSearchRegion(context, RegionOf(context, options), objective.Surrogate!, audit, statistics),
            _ => new FixupRegion(context, options.Region, RegionOf(context, options), penalty, audit, step, pass, fixup, statistics),
        };
        Solver solver = parts.Solver == SolverKind.NaturalGradient
            ? new NaturalGradient(
                context, options.NaturalGradient, optimization.AdvantageUnit, parts.HasRegion, BoundOf(options), objective, neighbourhood, audit, pass, step,
                new CriticEpochs(optimization, context.Clock, pass, step, primary, statistics), statistics)
            : new GradientEpochs(context, optimization, objective, likelihood, penalty, neighbourhood, pass, step, primary, CriticOf(context, optimization, pass, step, primary, statistics), statistics);
        return new UpdateRule(context, new UpdateParts(solver, neighbourhood, likelihood, penalty, drift, audit, step, fixup is null ? [primary] : [primary, fixup], statistics, optimization.LearningRate));
    }

    private static GradientStep StepOf(UpdateContext context, OptimizationOptions options, MinibatchPass pass) =>
        new(context.Policy, pass.Layout, options, context.Clock, context.Kernels, context.Pool);

    private static CriticEpochs? CriticOf(
        UpdateContext context, OptimizationOptions options, MinibatchPass pass, GradientStep step, Minibatches minibatches, UpdateStatistics statistics) => options.ValueEpochs == 0
        ? null
        : new CriticEpochs(options with { Epochs = options.ValueEpochs }, context.Clock, pass, step, minibatches, statistics);

    /// <summary>A single step is one epoch of one minibatch, of policy and critic together.</summary>
    private static OptimizationOptions OptimizationOf(UpdateContext context, UpdateOptions options) => options.Parts.Solver == SolverKind.SingleStep
        ? options.Optimization with { Epochs = 1, Minibatch = context.Batch.Rows, ValueEpochs = 0 }
        : options.Optimization;

    private static Penalty? PenaltyOf(UpdateContext context, UpdateOptions options, TargetNetwork? target) => options.Parts.Penalty switch
    {
        PenaltyKind.None => null,
        PenaltyKind.Fixed => new FixedPenalty(options.Penalty, context.Clock),
        PenaltyKind.Adaptive => new AdaptivePenalty(options.Penalty, context.Clock),
        PenaltyKind.LagrangeMax => new LagrangeMultiplier(options.Penalty, KlBoundOf(context, options.Region, KlStatistic.Max), context.Clock),
        PenaltyKind.LagrangeMean => new LagrangeMultiplier(options.Penalty, KlBoundOf(context, options.Region, KlStatistic.Mean), context.Clock),
        _ => new DecoupledPenalty(context, options.VMpo, target!),
    };

    private static KlBound RegionOf(UpdateContext context, UpdateOptions options) =>
        KlBoundOf(context, options.Region, options.Parts.Neighbourhood == NeighbourhoodKind.MaxKl ? KlStatistic.Max : KlStatistic.Mean);

    private static KlBound KlBoundOf(UpdateContext context, RegionOptions options, KlStatistic statistic)
    {
        int tasks = context.Batch.TaskCount;
        IReadOnlyList<double> ofTasks = statistic == KlStatistic.Max ? options.TaskEpsilonKl : [];
        if (ofTasks.Count > 0 && ofTasks.Count != tasks)
            throw new OptionException("task-epsilon-kl", $"task-epsilon-kl has {ofTasks.Count} bounds, the environment {tasks} {(tasks == 1 ? "task" : "tasks")}: give one for each, or none for epsilon-kl in all.");
        return new KlBound(statistic, statistic == KlStatistic.Max ? options.EpsilonKl : options.MeanKl, ofTasks, tasks, context.Clock);
    }

    /// <summary>What the length of a natural step is made for: with several bounds the greatest, from which the line search comes down to the others.</summary>
    private static Schedule BoundOf(UpdateOptions options) => options.Parts.Neighbourhood != NeighbourhoodKind.MaxKl ? options.Region.MeanKl
        : options.Region.TaskEpsilonKl.Count > 0 ? options.Region.TaskEpsilonKl.Max()
        : options.Region.EpsilonKl;
}
