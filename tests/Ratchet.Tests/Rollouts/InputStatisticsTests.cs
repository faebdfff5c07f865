using Ratchet.Numerics;
using Ratchet.Rollouts;
using Xunit;

namespace Ratchet.Tests.Rollouts;

public sealed unsafe class InputStatisticsTests
{
    // Entry 0: 1, 3, −5, 5: mean 1, squares 0, 4, 36, 16 of the differences: variance 14. Entry 1 is 2 throughout. Entry 2: 0, 0, 0, 1: mean 0.25, variance 3/16. Two of twelve numbers lie at ± 5.
    [Fact]
    public void Scale_is_that_of_the_entries()
    {
        var statistics = new InputStatistics(3);
        Measure(statistics, [[1, 2, 0], [3, 2, 0], [-5, 2, 0], [5, 2, 1]], clip: 5);
        Assert.Equal(5, statistics.Greatest);
        Assert.Equal(2, statistics.GreatestMean);
        Assert.Equal(Math.Sqrt(14), statistics.GreatestDeviation, 1e-12);
        Assert.Equal(Math.Sqrt(3) / 4, statistics.LeastDeviation, 1e-12);
        Assert.Equal(2 / 12.0, statistics.ClippedShare, 1e-12);
    }

    // 0.1 as a float, squared and averaged, leaves a variance of rounding, of which no root is taken.
    [Fact]
    public void A_constant_has_no_deviation()
    {
        var statistics = new InputStatistics(1);
        Measure(statistics, [.. Enumerable.Repeat((float[])[0.1f], 300)], float.PositiveInfinity);
        Assert.Equal((0, 0, 0), (statistics.GreatestDeviation, statistics.LeastDeviation, statistics.ClippedShare));
    }

    // 64 environments of 128 steps, 16 rows apart for one in 512: the entry tells the row's environment, whose deviation over all 64 is √((64² − 1)/12). At a fixed place in each 16 only 4 of them would be seen.
    [Fact]
    public void Of_a_large_batch_all_environments_are_seen()
    {
        var statistics = new InputStatistics(1);
        Measure(statistics, [.. Enumerable.Range(0, 64 * 128).Select(row => (float[])[row % 64])], float.PositiveInfinity);
        Assert.Equal(63, statistics.Greatest);
        Assert.Equal(Math.Sqrt(((64 * 64) - 1) / 12.0), statistics.GreatestDeviation, 1e-9);
    }

    private static void Measure(InputStatistics statistics, float[][] rows, float clip)
    {
        int stride = Kernels.Pad(rows[0].Length);
        var inputs = new AlignedBuffer<float>(rows.Length, stride);
        for (int i = 0; i < rows.Length; i++)
            rows[i].CopyTo(inputs.Span[(i * stride)..]);
        statistics.Measure(inputs.Pointer, stride, rows.Length, clip);
        GC.KeepAlive(inputs);
    }
}
