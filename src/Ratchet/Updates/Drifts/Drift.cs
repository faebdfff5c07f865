namespace Ratchet.Updates.Drifts;

/// <summary>
/// What a change of the policy costs, sample by sample: f(ρ, A) is subtracted from the surrogate ρA. In mirror learning (Kuba et al. 2022)
/// it is non-negative, and zero and flat at ρ = 1; <see cref="DriftCheck"/> tests that.
/// </summary>
/// <remarks>
/// One's own drift derives from this class. Several threads evaluate one drift at once, each on samples of its own, so that it must
/// have no state that an evaluation changes; and each sample's numbers must depend on that sample alone, else results would depend on how a
/// batch is cut.
/// </remarks>
public abstract unsafe class Drift : RatioFunction
{
    private const int BlockRows = 64;

    /// <summary>The drift and its derivative for each sample.</summary>
    /// <param name="ratios">ρ = π(a|s)/π_old(a|s), at least 0.</param>
    /// <param name="advantages">A, in the unit that the objective uses.</param>
    /// <param name="values">Written: f(ρ, A).</param>
    /// <param name="slopes">Written: ∂f/∂ρ.</param>
    public abstract void Evaluate(ReadOnlySpan<float> ratios, ReadOnlySpan<float> advantages, Span<float> values, Span<float> slopes);

    internal override int Accumulate(float weight, float* ratio, float* advantage, int rows, float* value, float* slope)
    {
        Span<float> values = stackalloc float[BlockRows], slopes = stackalloc float[BlockRows];
        int active = 0;
        for (int start = 0; start < rows; start += BlockRows)
        {
            int count = rows - start < BlockRows ? rows - start : BlockRows;
            Evaluate(new ReadOnlySpan<float>(ratio + start, count), new ReadOnlySpan<float>(advantage + start, count), values[..count], slopes[..count]);
            for (int i = 0; i < count; i++)
            {
                value[start + i] += weight * values[i];
                slope[start + i] += weight * slopes[i];
                active += values[i] != 0f ? 1 : 0;
            }
        }

        return active;
    }

    /// <summary><see cref="Evaluate"/> for a drift that has its own <see cref="Accumulate"/>.</summary>
    private protected void EvaluateByAccumulating(ReadOnlySpan<float> ratios, ReadOnlySpan<float> advantages, Span<float> values, Span<float> slopes)
    {
        int rows = ratios.Length;
        if (advantages.Length != rows || values.Length != rows || slopes.Length != rows)
            throw new ArgumentException($"A drift of {rows} ratios needs as many advantages, values and slopes; there are {advantages.Length}, {values.Length} and {slopes.Length}.");
        values.Clear();
        slopes.Clear();
        fixed (float* ratio = ratios, advantage = advantages, value = values, slope = slopes)
            Accumulate(1f, ratio, advantage, rows, value, slope);
    }
}
