using Ratchet.Numerics;
using Ratchet.Tests.Numerics;
using Ratchet.Updates;
using Ratchet.Updates.Drifts;

namespace Ratchet.Tests.Updates.Drifts;

/// <summary>Evaluates a drift at single points and over columns of ratios and advantages as training meets them, and beyond.</summary>
internal static unsafe class DriftColumn
{
    public static (float Value, float Slope) At(Drift drift, float ratio, float advantage)
    {
        float[] value = [float.NaN], slope = [float.NaN];
        drift.Evaluate([ratio], [advantage], value, slope);
        return (value[0], slope[0]);
    }

    /// <summary>The bits of value, slope and count after accumulation, weight −0.7, on top of other numbers.</summary>
    public static int[] Bits(RatioFunction drift, int rows)
    {
        AlignedBuffer<float> numbers = Numbers.Random(4 * Kernels.Pad(rows + 1), 3);
        float* ratio = numbers.Pointer, advantage = ratio + rows, value = advantage + rows, slope = value + rows;
        for (int i = 0; i < rows; i++)
            ratio[i] = i % 13 == 0 ? 0f : i % 7 == 0 ? 1f : (float)Math.Exp(ratio[i]);
        int active = drift.Accumulate(-0.7f, ratio, advantage, rows, value, slope);
        return [active, .. Numbers.Bits(new ReadOnlySpan<float>(value, 2 * rows))];
    }
}
