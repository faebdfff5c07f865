using Ratchet.Numerics;
using Ratchet.Updates.Rules;

namespace Ratchet.Training;

/// <summary>Which parts and settings do not go together, and why: one sentence each.</summary>
internal static class Combinations
{
    /// <summary>Refuses what has no meaning.</summary>
    /// <exception cref="OptionException">A setting does not fit another.</exception>
    public static void Require(TrainingOptions options)
    {
        if (options.Parts.Solver == SolverKind.NaturalGradient)
            RequireNaturalGradient(options);
    }

    private static void RequireNaturalGradient(TrainingOptions options)
    {
        string rule = options.Rule;
        if (options.Network.Shared && options.Network.Hidden.Count > 0)
            throw new OptionException("shared", $"shared is true; {rule} trains the critic apart from the policy, whose trunk the critic's gradients would move: set shared=false.");
        if (options.Optimization.EntropyCoefficient.Greatest != 0)
            throw new OptionException("entropy-coefficient", $"entropy-coefficient is not 0; the step of {rule} is that of the surrogate alone, which its line search compares: set entropy-coefficient=0.");
        if (options.Optimization.RecomputeAdvantages)
            throw new OptionException("recompute-advantages", $"recompute-advantages is true; {rule} uses the advantages of a batch once, in one step: set recompute-advantages=false.");
    }
}
