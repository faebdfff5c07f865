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
        Minibatches? fixup = parts.HasFixup ? new Minibatches(context.Batch.Rows, options.Region.FixupMinibatch, context.Seed, 1) : null;
        SharedParts shared = Share(context, options, fixup);
        TargetNetwork? target = parts.HasTarget ? new TargetNetwork(context, options.VMpo.TargetPeriod) : null;
        WeightedLikelihood? likelihood = parts.Surrogate == Surrogate.WeightedLikelihood ? new WeightedLikelihood(context, options.VMpo, target!) : null;
        Penalty? penalty = PenaltyOf(context, options, target);
        ScheduledDrift? drift = parts.Drift == DriftKind.None ? null : new ScheduledDrift(context, options);
        PolicyObjective objective = ObjectiveOf(shared, parts, drift);
        Neighbourhood neighbourhood = parts.Neighbourhood switch
        {
            NeighbourhoodKind.None => target is null ? new Neighbourhood(shared) : new TargetActs(shared, target),
            NeighbourhoodKind.TargetKl => new TargetKlStop(shared, options.Region.TargetKl),
            NeighbourhoodKind.Projection => new ProjectionRegion(shared with { Step = StepOf(context, shared.Optimization, shared.Pass) }, options.Projection, objective),
            _ when fixup is null => new LineSearchRegion(shared, RegionOf(context, options), objective.Surrogate!),
            _ => new FixupRegion(shared with { Minibatches = fixup }, options.Region, RegionOf(context, options), penalty),
        };
        Solver solver = parts.Solver == SolverKind.NaturalGradient
            ? new NaturalGradient(shared, options.NaturalGradient, parts.HasRegion, StepBoundOf(options), objective, neighbourhood)
            : new GradientEpochs(shared, objective, likelihood, penalty, neighbourhood);
        return new UpdateRule(new UpdateParts(
            shared, solver, neighbourhood, likelihood, penalty, target, drift, fixup is null ? [shared.Minibatches] : [shared.Minibatches, fixup]));
    }

    private static SharedParts Share(UpdateContext context, UpdateOptions options, Minibatches? fixup)
    {
        OptimizationOptions optimization = OptimizationOf(context, options);
        var primary = new Minibatches(context.Batch.Rows, optimization.Minibatch, context.Seed, 0);
        int largest = options.Parts.Solver == SolverKind.NaturalGradient ? context.Batch.Rows
            : fixup?.Largest > primary.Largest ? fixup.Largest
            : primary.Largest;
        var pass = new MinibatchPass(context.Policy, context.Batch, context.Kernels, context.Pool, largest);

        // The bounds of a projection are stated of KL(new ‖ old).
        KlDirection direction = options.Parts.HasProjection ? KlDirection.NewToOld : options.Penalty.Direction;
        return new SharedParts(context, optimization, pass, StepOf(context, optimization, pass), primary, new PolicyAudit(context, direction), new UpdateStatistics());
    }

    private static PolicyObjective ObjectiveOf(SharedParts shared, RuleParts parts, ScheduledDrift? drift)
    {
        ActionDistribution distribution = shared.Context.Policy.Distribution;
        bool decoupled = parts.Penalty == PenaltyKind.Decoupled && distribution.HasDecoupledDivergence;
        return new PolicyObjective(shared.Context.Batch.TaskCount)
        {
            Surrogate = parts.Surrogate == Surrogate.AdvantageRatio ? new ImportanceSampledAdvantage() : null,
            Likelihood = parts.Surrogate != Surrogate.AdvantageRatio,
            Drift = drift?.Drift,
            Projection = parts.HasProjection ? KlProjection.Of(distribution) : null,
            NeedsDivergence = parts.Penalty != PenaltyKind.None && !decoupled,
            NeedsDecoupledDivergence = decoupled,
            Direction = shared.Audit.Direction,
        };
    }

    private static GradientStep StepOf(UpdateContext context, OptimizationOptions options, MinibatchPass pass) =>
        new(context.Policy, pass.Layout, options, context.Clock, context.Kernels, context.Pool);

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
    private static Schedule StepBoundOf(UpdateOptions options) => options.Parts.Neighbourhood != NeighbourhoodKind.MaxKl ? options.Region.MeanKl
        : options.Region.TaskEpsilonKl.Count > 0 ? options.Region.TaskEpsilonKl.Max()
        : options.Region.EpsilonKl;
}
