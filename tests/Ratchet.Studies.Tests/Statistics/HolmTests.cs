using Ratchet.Studies.Statistics;
using Xunit;

namespace Ratchet.Studies.Tests.Statistics;

public sealed class HolmTests
{
    /// <summary>Sorted 0.01, 0.03, 0.04: 3 · 0.01 = 0.03, 2 · 0.03 = 0.06, and 1 · 0.04 is raised to the 0.06 before it.</summary>
    [Fact]
    public void The_smallest_is_multiplied_by_their_number_and_none_falls_below_one_before_it() => Near([0.03, 0.06, 0.06], Holm.Adjust([0.01, 0.04, 0.03]));

    [Fact]
    public void Nothing_exceeds_one_and_one_test_stays_as_it_is()
    {
        Near([1, 1], Holm.Adjust([0.8, 0.6]));
        Near([0.02], Holm.Adjust([0.02]));
        Assert.Empty(Holm.Adjust([]));
    }

    /// <summary>Equal ones share the factor of the first of them.</summary>
    [Fact]
    public void Ties_are_adjusted_alike() => Near([0.06, 0.06, 0.06], Holm.Adjust([0.02, 0.02, 0.02]));

    private static void Near(double[] expected, double[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], found[i], 12);
    }
}
