using Ratchet.Numerics;

namespace Ratchet.Updates.Drifts;

/// <summary>A drift of one's own.</summary>
public sealed record OwnDriftOptions
{
    /// <summary>PPO's drift, ε = 0.2.</summary>
    private const string PpoClip = "relu((r - clip(r, 0.8, 1.2)) * A)";

    /// <summary>The drift as a formula of the ratio r and the advantage A; PPO's by default.</summary>
    public string Formula { get; init; } = PpoClip;

    /// <summary>The drift as an object of a class of one's own, in place of the formula; null for the formula. A run with a folder takes formulas alone.</summary>
    public Drift? Drift { get; init; }

    /// <summary>Trains with a formula that is no drift of mirror learning all the same; off is usual.</summary>
    public bool AllowUnsound { get; init; }

    /// <summary>Checks every field, and that it is a drift.</summary>
    /// <exception cref="OptionException">It can't be read, or breaks a condition that a drift must keep.</exception>
    public void Validate()
    {
        if (Drift is null && Formula == PpoClip)
            return;
        Drift drift = Create(Kernels.Best);
        if (!AllowUnsound && DriftCheck.Run(drift) is { IsSound: false } report)
            throw new OptionException(
                "drift", $"'{Drift?.ToString() ?? Formula}' is no drift of mirror learning ({report.Violations[0].Message.TrimEnd('.')}); set allow-unsound-drift=true to train with it all the same.");
    }

    /// <summary>The object, or the formula's drift.</summary>
    internal Drift Create(Kernels kernels) => Drift ?? DriftFormula.Parse(Formula, kernels);
}
