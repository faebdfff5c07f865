using System.Globalization;
using Ratchet.Numerics;

namespace Ratchet.Updates.Drifts;

/// <summary>
/// What is subtracted from ρA by PPO with a dual clip (Ye et al. 2020): its objective is PPO's, and for A &lt; 0 at least cA, c &gt; 1, so that
/// the term is PPO's drift for ρ ≤ c and (ρ − c) A, a negative number, beyond. It is no drift in the sense of mirror learning: a
/// change of the policy is rewarded there.
/// </summary>
public sealed unsafe class DualClipDrift : Drift
{
    private float _low;
    private float _high;
    private float _bound;

    /// <summary>A term with ε and c; 0.2 and 3 are usual.</summary>
    /// <param name="range">ε, 0.001 … 10.</param>
    /// <param name="bound">c, above 1 + ε, at most 1000.</param>
    /// <exception cref="OptionException">One is out of its range.</exception>
    public DualClipDrift(double range = 0.2, double bound = 3) => Rescale(range, bound);

    /// <summary>ε of the clipped ratio.</summary>
    public double Range { get; private set; }

    /// <summary>c: the ratio beyond which an action of negative advantage is no longer held back.</summary>
    public double Bound { get; private set; }

    /// <inheritdoc/>
    public override void Evaluate(ReadOnlySpan<float> ratios, ReadOnlySpan<float> advantages, Span<float> values, Span<float> slopes) =>
        EvaluateByAccumulating(ratios, advantages, values, slopes);

    /// <summary>The formula.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"where(A >= 0, relu((r - {1 + Range})*A), relu((r - {1 - Range})*A) - relu(({Bound} - r)*A))");

    /// <summary>Takes another ε and c, between two updates.</summary>
    internal void Rescale(double range, double bound)
    {
        Range = OptionRange.Check(range, 0, 10, "range");
        Bound = OptionRange.Check(bound, 1 + range, 1000, "bound");
        (_low, _high, _bound) = (1f - (float)range, 1f + (float)range, (float)bound);
    }

    internal override int Accumulate(float weight, float* ratio, float* advantage, int rows, float* value, float* slope)
    {
        int active = 0;
        for (int i = 0; i < rows; i++)
        {
            float bound = advantage[i] >= 0f
                ? ratio[i] > _high ? _high : ratio[i]
                : ratio[i] < _low ? _low : ratio[i] > _bound ? _bound : ratio[i];
            float drift = (ratio[i] - bound) * advantage[i];
            if (drift == 0f)
                continue;
            value[i] += weight * drift;
            slope[i] += weight * advantage[i];
            active++;
        }

        return active;
    }
}
