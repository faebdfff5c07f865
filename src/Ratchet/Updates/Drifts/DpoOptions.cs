using Ratchet.Numerics;

namespace Ratchet.Updates.Drifts;

/// <summary>DPO (Lu et al. 2022).</summary>
public sealed record DpoOptions
{
    /// <summary>α of the drift, its scale where A ≥ 0, 0.001 … 1000; 2 is usual.</summary>
    public Schedule Alpha { get; init; } = 2;

    /// <summary>β of the drift, its scale where A &lt; 0, 0.001 … 1000; 0.6 is usual.</summary>
    public Schedule Beta { get; init; } = 0.6;

    /// <summary>Checks every field.</summary>
    /// <exception cref="OptionException">A field is out of its range.</exception>
    public void Validate()
    {
        OptionRange.Check(Alpha, 0.001, 1000, "dpo-alpha");
        OptionRange.Check(Beta, 0.001, 1000, "dpo-beta");
    }
}
