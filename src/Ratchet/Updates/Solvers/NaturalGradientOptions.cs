using Ratchet.Numerics;

namespace Ratchet.Updates.Solvers;

/// <summary>One natural-gradient step a batch: NPG (Kakade 2002) and TRPO (Schulman et al. 2015).</summary>
public sealed record NaturalGradientOptions
{
    /// <summary>Iterations of conjugate gradients for x = F⁻¹g, 1 … 1000; 10 is usual.</summary>
    public int CgIterations { get; init; } = 10;

    /// <summary>Conjugate gradients end when the residual's squared norm falls to this, 0 … 1; 1e-10 is usual.</summary>
    public Schedule CgTolerance { get; init; } = 1e-10;

    /// <summary>Added to the diagonal of F, 0 … 100; 0.1 is usual.</summary>
    public Schedule Damping { get; init; } = 0.1;

    /// <summary>α of θ ← θ + α F⁻¹g, 0 … 100; 0.1 is usual, 0 takes √(2δ / x·Fx) instead.</summary>
    public Schedule NaturalStep { get; init; } = 0.1;

    /// <summary>What the step is multiplied by when the line search does not take it, 0.01 … 0.99; 0.8 is usual.</summary>
    public Schedule BacktrackFactor { get; init; } = 0.8;

    /// <summary>Lengths that the line search tries before it gives the step up, 1 … 100; 10 is usual.</summary>
    public int LineSearchSteps { get; init; } = 10;

    /// <summary>Checks every field.</summary>
    /// <exception cref="OptionException">A field is out of its range.</exception>
    public void Validate()
    {
        OptionRange.Check(CgIterations, 1, 1000, "cg-iterations");
        OptionRange.Check(CgTolerance, 0, 1, "cg-tolerance");
        OptionRange.Check(Damping, 0, 100, "damping");
        OptionRange.Check(NaturalStep, 0, 100, "natural-step");
        OptionRange.Check(BacktrackFactor, 0.01, 0.99, "backtrack-factor");
        OptionRange.Check(LineSearchSteps, 1, 100, "line-search-steps");
    }
}
