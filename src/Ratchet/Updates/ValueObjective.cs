using Ratchet.Numerics;

namespace Ratchet.Updates;

/// <summary>
/// The value loss of a step: c_vf · mean (V − R)², or with clipping c_vf · mean max((V − R)², (V_clip − R)²),
/// V_clip = V_old + clip(V − V_old, ± range).
/// </summary>
internal sealed class ValueObjective
{
    /// <summary>c_vf.</summary>
    public double Weight { get; set; }

    /// <summary>Range of the clipping; 0 for none.</summary>
    public double ClipRange { get; set; }

    /// <summary>Takes the numbers of an update.</summary>
    public void Set(OptimizationOptions options, RunClock clock)
    {
        Weight = options.ValueCoefficient.At(clock);
        ClipRange = options.ValueClip.At(clock);
    }

    /// <summary>The error of a sample: its loss is the square, and the slope is half the derivative of that in V.</summary>
    public (float Error, float Slope) ErrorOf(float value, float target, float oldValue)
    {
        float range = (float)ClipRange, error = value - target;
        if (!(range > 0))
            return (error, error);
        float change = value - oldValue, clipped = change > range ? range : change < -range ? -range : change;
        float clippedError = oldValue + clipped - target;
        if (!(clippedError * clippedError > error * error))
            return (error, error);
        return (clippedError, clipped == change ? clippedError : 0f);
    }
}
