using Ratchet.Numerics;

namespace Ratchet.Updates.Drifts;

/// <summary>PPO-clip (Schulman et al. 2017).</summary>
public sealed record PpoOptions
{
    /// <summary>ε of the clipped ratio, 0 … 10; 0.2 is usual.</summary>
    public Schedule ClipRange { get; init; } = 0.2;

    /// <summary>c of the dual clip, the ratio beyond which an action of negative advantage is no longer held back, 1 … 1000 and above 1 + ε; 3 is usual.</summary>
    public Schedule DualClip { get; init; } = 3;

    /// <summary>Checks every field.</summary>
    /// <exception cref="OptionException">A field is out of its range.</exception>
    public void Validate()
    {
        OptionRange.Check(ClipRange, 0, 10, "clip-range");
        OptionRange.Check(DualClip, 1, 1000, "dual-clip");
    }
}
