using Ratchet.Numerics;
using Ratchet.Policies;

namespace Ratchet.Updates;

/// <summary>The gradient of an actor-critic as a slice computes it, rows padded: [trunk] [policy] [log σ] [value].</summary>
internal sealed unsafe class SliceGradientLayout
{
    private readonly bool _hasTrunk;
    private readonly bool _hasLogDeviation;

    public SliceGradientLayout(ActorCritic policy)
    {
        _hasTrunk = policy.Trunk is not null;
        _hasLogDeviation = policy.Distribution.FreeParameters > 0;
        PolicyOffset = policy.Trunk is { } trunk ? GradientLayout.SizeOf(trunk) : 0;
        LogDeviationOffset = PolicyOffset + GradientLayout.SizeOf(policy.PolicyStack);
        ValueOffset = LogDeviationOffset + Kernels.Pad(policy.Distribution.FreeParameters);
        Size = ValueOffset + GradientLayout.SizeOf(policy.ValueStack);
    }

    public int PolicyOffset { get; }

    public int LogDeviationOffset { get; }

    public int ValueOffset { get; }

    /// <summary>Floats of the whole.</summary>
    public int Size { get; }

    /// <summary>The parts of a gradient that begins at <paramref name="start"/>.</summary>
    public PolicyGradient Of(float* start) => new()
    {
        Trunk = _hasTrunk ? start : null,
        Policy = start + PolicyOffset,
        LogDeviation = _hasLogDeviation ? start + LogDeviationOffset : null,
        Value = start + ValueOffset,
    };
}
