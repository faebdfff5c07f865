using Ratchet.Updates.Drifts;

namespace Ratchet.Updates.Rules;

/// <summary>
/// PPO-clip (Schulman et al. 2017): surrogate ρA, drift ReLU([ρ − clip(ρ, 1 ± ε)] A), epochs of Adam, no neighbourhood.
/// </summary>
internal sealed class Ppo : DriftRule
{
    private readonly PpoClipDrift _drift;
    private readonly PpoOptions _ppo;

    private Ppo(UpdateContext context, OptimizationOptions options, PpoOptions ppo, PpoClipDrift drift)
        : base(context, options, drift, ppo.TargetKl)
    {
        _ppo = ppo;
        _drift = drift;
    }

    /// <summary>Composes the rule.</summary>
    public static Ppo Compose(UpdateContext context, OptimizationOptions options, PpoOptions ppo) => new(context, options, ppo, new PpoClipDrift());

    /// <inheritdoc/>
    protected override void Prepare(double progress) =>
        _drift.Range = (float)(_ppo.ClipSchedule == Schedule.Linear ? _ppo.ClipRange * (1 - progress) : _ppo.ClipRange);
}
