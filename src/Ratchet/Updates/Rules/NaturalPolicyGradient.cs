using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Updates.Neighbourhoods;
using Ratchet.Updates.Solvers;
using Ratchet.Updates.Surrogates;

namespace Ratchet.Updates.Rules;

/// <summary>
/// The rules that take one natural-gradient step of the surrogate ρA a batch and train the critic apart from it. NPG (Kakade 2002) takes the
/// step as it is and promises nothing; TRPO (Schulman et al. 2015) searches along it for a point with mean KL ≤ δ and a better surrogate.
/// </summary>
internal sealed class NaturalPolicyGradient : UpdateRule
{
    private NaturalPolicyGradient(UpdateContext context, UpdateParts parts)
        : base(context, parts)
    {
    }

    /// <summary>Composes the rule.</summary>
    /// <param name="context">What it works on.</param>
    /// <param name="options">The critic's Adam, and the unit of the advantages.</param>
    /// <param name="natural">The step.</param>
    /// <param name="search">Whether it is TRPO.</param>
    /// <exception cref="OptionException">The distribution's Fisher information is not known.</exception>
    public static NaturalPolicyGradient Compose(UpdateContext context, OptimizationOptions options, NaturalGradientOptions natural, bool search)
    {
        if (!context.Policy.Distribution.HasFisherProduct)
            throw new OptionException(
                "distribution", "the natural gradient needs the Fisher information of the distribution, which is there for gaussian, squashed-gaussian, categorical, multi-categorical and bernoulli; set another distribution.");
        var surrogate = new ImportanceSampledAdvantage();
        var statistics = new UpdateStatistics();
        var minibatches = new Minibatches(context.Batch.Rows, options.Minibatch, context.Seed, 0);
        var pass = new MinibatchPass(context.Policy, context.Batch, context.Kernels, context.Pool, context.Batch.Rows);
        var step = new GradientStep(context.Policy, pass.Layout, options, context.Kernels, context.Pool);
        var audit = new PolicyAudit(context.Policy, context.Batch, context.Evaluator, KlDirection.OldToNew, context.Kernels, context.Pool);
        Neighbourhood neighbourhood = search ? new MeanKlRegion(context, natural.MeanKl, surrogate, audit, statistics) : new Neighbourhood();
        var critic = new CriticEpochs(options, pass, step, minibatches, statistics);
        var solver = new NaturalGradient(
            context, natural, options.AdvantageUnit, search, new PolicyObjective { Surrogate = surrogate }, neighbourhood, audit, pass, step, critic, statistics);
        return new NaturalPolicyGradient(context, new UpdateParts(solver, neighbourhood, audit, step, [minibatches], statistics));
    }

    /// <summary>Refuses what has no meaning for one step of the policy a batch.</summary>
    /// <param name="rule">Its name.</param>
    /// <param name="network">The networks.</param>
    /// <param name="options">The critic's Adam.</param>
    /// <exception cref="OptionException">A setting is among these.</exception>
    public static void Require(string rule, NetworkOptions network, OptimizationOptions options)
    {
        if (network.Shared && network.Hidden.Count > 0)
            throw new OptionException("shared", $"shared is true; {rule} trains the critic apart from the policy, whose trunk the critic's gradients would move: set shared=false.");
        if (options.EntropyCoefficient != 0)
            throw new OptionException("entropy-coefficient", $"entropy-coefficient is not 0; the step of {rule} is that of the surrogate alone, which its line search compares: set entropy-coefficient=0.");
        if (options.RecomputeAdvantages)
            throw new OptionException("recompute-advantages", $"recompute-advantages is true; {rule} uses the advantages of a batch once, in one step: set recompute-advantages=false.");
    }
}
