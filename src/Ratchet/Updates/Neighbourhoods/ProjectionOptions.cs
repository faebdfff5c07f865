using Ratchet.Numerics;

namespace Ratchet.Updates.Neighbourhoods;

/// <summary>Which policy acts after an update that saw a projected one.</summary>
public enum ProjectionAct
{
    /// <summary>The network's own mean, as published: its bound is not kept, and nothing is promised.</summary>
    Raw,

    /// <summary>The network after it has learnt the projected policy: both bounds are kept at every state of the batch.</summary>
    Regressed,
}

/// <summary>The KL projection of a Gaussian policy (Otto et al. 2021): bounds in nats on the two parts of KL(new ‖ old).</summary>
public sealed record ProjectionOptions
{
    /// <summary>ε_μ, the bound on the mean part of KL(new ‖ old) at every state, 1e-8 … 100; 0.03 is usual.</summary>
    public Schedule MeanBound { get; init; } = 0.03;

    /// <summary>ε_Σ, the bound on the covariance part of KL(new ‖ old), 1e-8 … 100; 0.001 is usual.</summary>
    public Schedule CovarianceBound { get; init; } = 0.001;

    /// <summary>α, the weight of the KL from the network's policy to the projected one, which draws the one to the other, 0 … 1e6; 1 to 8 are usual.</summary>
    public Schedule Regression { get; init; } = 8;

    /// <summary>Which policy acts: the network's raw mean, as published, or one regressed to the projected policy until its bounds hold.</summary>
    public ProjectionAct Act { get; init; }

    /// <summary>Passes over the batch in which the network learns the projected policy, before it is interpolated towards the old one; 1 … 10000, 20 is usual.</summary>
    public int RegressionPasses { get; init; } = 20;

    /// <summary>Checks every field.</summary>
    /// <exception cref="OptionException">A field is out of its range.</exception>
    public void Validate()
    {
        OptionRange.Check(MeanBound, 1e-8, 100, "mean-bound");
        OptionRange.Check(CovarianceBound, 1e-8, 100, "covariance-bound");
        OptionRange.Check(Regression, 0, 1e6, "regression-coefficient");
        OptionRange.Check(RegressionPasses, 1, 10_000, "regression-passes");
    }
}
