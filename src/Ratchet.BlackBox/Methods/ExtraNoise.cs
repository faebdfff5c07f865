namespace Ratchet.BlackBox.Methods;

/// <summary>
/// Z_t, what the noisy cross-entropy method adds to every <em>variance</em> after generation t = 0, 1, … (Szita and Lőrincz 2006), lest the spread die before the
/// optimum is reached. Derive from it for a Z_t of your own.
/// </summary>
public abstract record ExtraNoise
{
    /// <summary>Z_t = 0: the plain method.</summary>
    public static ExtraNoise None { get; } = new Falling(0, 0);

    /// <summary>Z_t, at least 0.</summary>
    public abstract double At(long generation);

    /// <summary>Z_t = a.</summary>
    public static ExtraNoise Constant(double variance) => new Falling(variance, 0);

    /// <summary>Z_t = max(a − b t, 0).</summary>
    public static ExtraNoise Decreasing(double initial, double decrease) => new Falling(initial, decrease);

    private sealed record Falling(double Initial, double Decrease) : ExtraNoise
    {
        public override double At(long generation) => Initial - (Decrease * generation) is > 0 and var variance ? variance : 0;
    }
}
