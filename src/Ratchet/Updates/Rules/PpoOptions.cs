using Ratchet.Numerics;

namespace Ratchet.Updates.Rules;

/// <summary>PPO-clip (Schulman et al. 2017).</summary>
public sealed record PpoOptions
{
    /// <summary>ε of the clipped ratio, 0.001 … 10; 0.2 is usual.</summary>
    public double ClipRange { get; init; } = 0.2;

    /// <summary>Whether ε falls linearly to 0 with the learning rate's schedule; constant is usual.</summary>
    public Schedule ClipSchedule { get; init; } = Schedule.Constant;

    /// <summary>The update's epochs end when a minibatch's mean KL estimate (ρ − 1) − ln ρ exceeds 1.5 × this, before that step; 0 … 100, 0 never ends them.</summary>
    public double TargetKl { get; init; }

    /// <summary>Checks every field.</summary>
    /// <exception cref="OptionException">A field is out of its range.</exception>
    public void Validate()
    {
        OptionRange.Check(ClipRange, 0.001, 10, "clip-range");
        OptionRange.Check(TargetKl, 0, 100, "target-kl");
    }
}
