using Ratchet.Numerics;
using Ratchet.Policies;

namespace Ratchet.Updates.Rules;

/// <summary>FixPO (Zentner, Puri, Huang, Sukhatme 2023).</summary>
public sealed record FixPoOptions
{
    /// <summary>ε_KL, the bound on the KL at every state of the batch, 1e-8 … 100; 0.1 to 0.5 are robust.</summary>
    public double EpsilonKl { get; init; } = 0.5;

    /// <summary>C_β: the multiplier aims at max KL = ε_KL / C_β, 1 … 100; 2 to 10 are robust, 3 is usual.</summary>
    public double CBeta { get; init; } = 3;

    /// <summary>γ_β, the step of β's own Adam, 0 … 1; 0.01 is usual.</summary>
    public double BetaLearningRate { get; init; } = 0.01;

    /// <summary>β at the start, 0 … 1e6; 1 is usual.</summary>
    public double InitialBeta { get; init; } = 1;

    /// <summary>Lowest weight that the fixup phase gives the KL, so that a violation always has a gradient, 0 … 1; 1e-3 is usual.</summary>
    public double FixupBetaFloor { get; init; } = 1e-3;

    /// <summary>Highest β, 1 … 1e9; 1e6 is usual.</summary>
    public double BetaCeiling { get; init; } = 1e6;

    /// <summary>Samples in a minibatch of the fixup phase, at least 2; 1024 is usual.</summary>
    public int FixupMinibatch { get; init; } = 1024;

    /// <summary>Passes of one fixup phase before γ_θ is halved for the fixup's steps; after as many again the policy is interpolated towards the old one; 1 … 10000, 100 is usual.</summary>
    public int MaxFixupPasses { get; init; } = 100;

    /// <summary>Direction of the KL that is bounded; old ‖ new is usual.</summary>
    public KlDirection Direction { get; init; } = KlDirection.OldToNew;

    /// <summary>Checks every field.</summary>
    /// <exception cref="OptionException">A field is out of its range.</exception>
    public void Validate()
    {
        OptionRange.Check(EpsilonKl, 1e-8, 100, "epsilon-kl");
        OptionRange.Check(CBeta, 1, 100, "c-beta");
        OptionRange.Check(BetaLearningRate, 0, 1, "beta-learning-rate");
        OptionRange.Check(FixupBetaFloor, 0, 1, "fixup-beta-floor");
        OptionRange.Check(BetaCeiling, 1, 1e9, "beta-ceiling");
        OptionRange.Check(InitialBeta, 0, BetaCeiling < 1e6 ? BetaCeiling : 1e6, "initial-beta");
        OptionRange.Check(FixupMinibatch, 2, int.MaxValue, "fixup-minibatch");
        OptionRange.Check(MaxFixupPasses, 1, 10000, "max-fixup-passes");
    }
}
