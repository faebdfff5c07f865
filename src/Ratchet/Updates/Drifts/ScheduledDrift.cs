using Ratchet.Numerics;
using Ratchet.Updates.Drifts.Networks;
using Ratchet.Updates.Rules;

namespace Ratchet.Updates.Drifts;

/// <summary>The drift of a rule, with the numbers that its settings' schedules have at the time.</summary>
internal sealed class ScheduledDrift
{
    private readonly UpdateOptions _options;
    private readonly RunClock _clock;

    public ScheduledDrift(UpdateContext context, UpdateOptions options)
    {
        _options = options;
        _clock = context.Clock;
        Drift = options.Parts.Drift switch
        {
            DriftKind.Ppo => new PpoClipDrift(),
            DriftKind.DualClip => new DualClipDrift(),
            DriftKind.Dpo => new DpoDrift(2, 0.6, context.Kernels),
            DriftKind.Learned => new LearnedDrift(options.LearnedDrift.Network, context.Kernels),
            _ => options.OwnDrift.Create(context.Kernels),
        };
        Begin();
    }

    /// <summary>The drift.</summary>
    public Drift Drift { get; }

    /// <summary>Starts an update.</summary>
    public void Begin()
    {
        switch (Drift)
        {
            case PpoClipDrift ppo:
                ppo.Range = (float)_options.Ppo.ClipRange.At(_clock);
                break;
            case DualClipDrift dual:
                dual.Rescale(_options.Ppo.ClipRange.At(_clock), _options.Ppo.DualClip.At(_clock));
                break;
            case DpoDrift dpo:
                dpo.Rescale(_options.Dpo.Alpha.At(_clock), _options.Dpo.Beta.At(_clock));
                break;
            case LearnedDrift learned:
                learned.Progress = _clock.Progress;
                break;
        }
    }
}
