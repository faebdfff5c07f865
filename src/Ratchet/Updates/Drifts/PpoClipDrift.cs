using System.Globalization;

namespace Ratchet.Updates.Drifts;

/// <summary>
/// ReLU([ρ − clip(ρ, 1 ± ε)] A): subtracted from ρA it leaves PPO's min(ρA, clip(ρ, 1 ± ε) A) (Schulman et al. 2017, eq. 7; as a drift:
/// Kuba et al. 2022). Non-negative, zero and flat around ρ = 1.
/// </summary>
public sealed unsafe class PpoClipDrift : Drift
{
    /// <summary>ε, set before each update.</summary>
    public float Range { get; set; }

    /// <inheritdoc/>
    public override void Evaluate(ReadOnlySpan<float> ratios, ReadOnlySpan<float> advantages, Span<float> values, Span<float> slopes) =>
        EvaluateByAccumulating(ratios, advantages, values, slopes);

    /// <summary>The formula.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"relu((r - clip(r, {1 - Range}, {1 + Range})) * A)");

    internal override int Accumulate(float weight, float* ratio, float* advantage, int rows, float* value, float* slope)
    {
        int active = 0;
        float low = 1f - Range, high = 1f + Range;
        for (int i = 0; i < rows; i++)
        {
            float bound = ratio[i] > high ? high : ratio[i] < low ? low : ratio[i];
            float drift = (ratio[i] - bound) * advantage[i];
            if (!(drift > 0f))
                continue;
            value[i] += weight * drift;
            slope[i] += weight * advantage[i];
            active++;
        }

        return active;
    }
}
