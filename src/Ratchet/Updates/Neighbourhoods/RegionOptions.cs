using Ratchet.Numerics;

namespace Ratchet.Updates.Neighbourhoods;

/// <summary>The region of the KL that a rule promises, and the means that keep it.</summary>
public sealed record RegionOptions
{
    /// <summary>ε_KL, the bound on the KL at every state of the batch, 1e-8 … 100; 0.1 to 0.5 are robust.</summary>
    public Schedule EpsilonKl { get; init; } = 0.5;

    /// <summary>ε_KL of each task, in an environment that sets several, each 1e-8 … 100; none by default: all have epsilon-kl.</summary>
    public IReadOnlyList<double> TaskEpsilonKl { get; init; } = [];

    /// <summary>δ, the bound on the mean KL over the batch, 1e-8 … 100; 0.01 is usual. Without a bound, npg uses it for its step when natural-step is 0.</summary>
    public Schedule MeanKl { get; init; } = 0.01;

    /// <summary>The update's epochs end when a minibatch's mean KL estimate (ρ − 1) − ln ρ exceeds 1.5 × this, before that step; 1e-12 … 100, 0.01 is usual.</summary>
    public Schedule TargetKl { get; init; } = 0.01;

    /// <summary>Lowest weight that the fixup phase gives the KL, so that a violation always has a gradient, 0 … 1; 1e-3 is usual.</summary>
    public Schedule FixupBetaFloor { get; init; } = 1e-3;

    /// <summary>Samples in a minibatch of the fixup phase, at least 2; 1024 is usual.</summary>
    public int FixupMinibatch { get; init; } = 1024;

    /// <summary>Passes of one fixup phase before γ_θ is halved for the fixup's steps; after as many again the policy is interpolated towards the old one; 1 … 10000, 100 is usual.</summary>
    public int MaxFixupPasses { get; init; } = 100;

    /// <summary>A fixup phase after every epoch; if not, after the last one only; on is usual.</summary>
    public bool FixupEveryEpoch { get; init; } = true;

    /// <summary>Checks every field.</summary>
    /// <exception cref="OptionException">A field is out of its range.</exception>
    public void Validate()
    {
        OptionRange.Check(EpsilonKl, 1e-8, 100, "epsilon-kl");
        foreach (double bound in TaskEpsilonKl)
            OptionRange.Check(bound, 1e-8, 100, "task-epsilon-kl");
        OptionRange.Check(MeanKl, 1e-8, 100, "mean-kl");
        OptionRange.Check(TargetKl, 1e-12, 100, "target-kl");
        OptionRange.Check(FixupBetaFloor, 0, 1, "fixup-beta-floor");
        OptionRange.Check(FixupMinibatch, 2, int.MaxValue, "fixup-minibatch");
        OptionRange.Check(MaxFixupPasses, 1, 10000, "max-fixup-passes");
    }
}
