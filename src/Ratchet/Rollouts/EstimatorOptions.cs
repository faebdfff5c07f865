using Ratchet.Numerics;

namespace Ratchet.Rollouts;

/// <summary>What weights ∇ln π(a_t|s_t) in the policy gradient: one of the six Ψ_t of Schulman et al. (2016, eq. 1), or another estimate of the fifth.</summary>
public enum Estimator
{
    /// <summary>Ψ 5, the advantage, by generalised advantage estimation.</summary>
    Gae,

    /// <summary>The advantage by the n-step return.</summary>
    NStep,

    /// <summary>The advantage by V-trace, corrected for actions of an older policy.</summary>
    VTrace,

    /// <summary>Ψ 1, the return of the whole episode.</summary>
    TotalReturn,

    /// <summary>Ψ 2, the return from the action on.</summary>
    ReturnToGo,

    /// <summary>Ψ 3, the return from the action on less the critic's value.</summary>
    ReturnMinusBaseline,

    /// <summary>Ψ 4, Q of the action, by the λ-return.</summary>
    Q,

    /// <summary>Ψ 6, the residual of one step of temporal differences.</summary>
    TdResidual,
}

/// <summary>How the weight of ∇ln π is estimated from a batch.</summary>
public sealed record EstimatorOptions
{
    /// <summary>What weights the gradient of ln π: gae (usual), n-step and v-trace estimate the advantage; the others are the other Ψ of the policy gradient.</summary>
    public Estimator Estimator { get; init; }

    /// <summary>n of the n-step return, 1 … 1e6; 5 is usual.</summary>
    public int NStep { get; init; } = 5;

    /// <summary>ρ̄ of v-trace, where the ratio π/μ of the temporal differences is cut off, 1e-3 … 1e6, at least c̄; 1 is usual.</summary>
    public Schedule RhoBar { get; init; } = 1;

    /// <summary>c̄ of v-trace, where the ratio π/μ of the trace is cut off, 1e-3 … 1e6; 1 is usual.</summary>
    public Schedule CBar { get; init; } = 1;

    /// <summary>Weighs step t of an episode by γ^t too, as the gradient of the discounted return has it (Sutton and Barto 2018, §13.3); off is usual.</summary>
    public bool DiscountStates { get; init; }

    /// <summary>Checks every field and how they fit together.</summary>
    /// <exception cref="OptionException">A field is out of its range, or does not fit another.</exception>
    public void Validate()
    {
        OptionRange.Check(NStep, 1, 1_000_000, "n-step");
        OptionRange.Check(RhoBar, 1e-3, 1e6, "rho-bar");
        OptionRange.Check(CBar, 1e-3, 1e6, "c-bar");
        if (RhoBar.Least < CBar.Greatest)
            throw new OptionException("rho-bar", "rho-bar is less than c-bar; v-trace corrects towards a policy only with ρ̄ ≥ c̄: raise rho-bar or lower c-bar.");
        if (DiscountStates && Estimator == Estimator.TotalReturn)
            throw new OptionException("discount-states", "discount-states is true; the total return is discounted from the episode's start already: set discount-states=false.");
    }
}
