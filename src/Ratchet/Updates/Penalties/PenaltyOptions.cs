using Ratchet.Numerics;
using Ratchet.Policies;

namespace Ratchet.Updates.Penalties;

/// <summary>The penalty β · KL between the old and the new policy.</summary>
public sealed record PenaltyOptions
{
    /// <summary>β, or where it starts, 0 … 1e6; 1 is usual.</summary>
    public Schedule Beta { get; init; } = 1;

    /// <summary>C_β: the multiplier aims at a KL of ε / C_β, 1 … 100; 2 to 10 are robust, 3 is usual.</summary>
    public Schedule CBeta { get; init; } = 3;

    /// <summary>γ_β, the step of β's own Adam, 0 … 1; 0.01 is usual.</summary>
    public Schedule BetaLearningRate { get; init; } = 0.01;

    /// <summary>Mean KL that an adaptive β aims at, 1e-8 … 100; 0.003 to 0.03 are usual.</summary>
    public Schedule KlTarget { get; init; } = 0.01;

    /// <summary>Lowest β of an adaptive penalty, 1e-12 … 1: halved without end it could not recover; 1e-4 is usual.</summary>
    public double BetaFloor { get; init; } = 1e-4;

    /// <summary>Highest β, 1 … 1e9; 1e6 is usual.</summary>
    public double BetaCeiling { get; init; } = 1e6;

    /// <summary>Direction of the KL that is penalised, bounded and audited; old ‖ new is usual.</summary>
    public KlDirection Direction { get; init; } = KlDirection.OldToNew;

    /// <summary>Checks every field.</summary>
    /// <exception cref="OptionException">A field is out of its range.</exception>
    public void Validate()
    {
        OptionRange.Check(CBeta, 1, 100, "c-beta");
        OptionRange.Check(BetaLearningRate, 0, 1, "beta-learning-rate");
        OptionRange.Check(KlTarget, 1e-8, 100, "kl-target");
        OptionRange.Check(BetaFloor, 1e-12, 1, "beta-floor");
        OptionRange.Check(BetaCeiling, 1, 1e9, "beta-ceiling");
        OptionRange.Check(Beta, 0, BetaCeiling < 1e6 ? BetaCeiling : 1e6, "beta");
    }
}
