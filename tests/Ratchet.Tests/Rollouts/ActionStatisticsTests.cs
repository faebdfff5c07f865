using Ratchet.Environments;
using Ratchet.Rollouts;
using Xunit;

namespace Ratchet.Tests.Rollouts;

public sealed class ActionStatisticsTests
{
    // Bounds ±1 and 0 … 10 (within 0.1 %: beyond ±0.998, and below 0.01 or above 9.99). Of 4 · 2 numbers, −1, −0.999, 1, 0.005 and 9.995 lie at bounds; most at one: two of four at −1.
    [Fact]
    public void Shares_are_of_the_numbers_at_a_bound()
    {
        var statistics = new ActionStatistics(new BoxSpace([-1, 0], [1, 10]));
        statistics.Add([-1, 0.005f, -0.999f, 5]);
        statistics.Add([1, 9.995f, 0.99f, 9.9f]);
        Assert.Equal(5 / 8.0, statistics.ShareAtBound);
        Assert.Equal(2 / 4.0, statistics.GreatestShareAtOneBound);
        statistics.Clear();
        statistics.Add([0, 5]);
        Assert.Equal((0, 0), (statistics.ShareAtBound, statistics.GreatestShareAtOneBound));
    }

    [Fact]
    public void Only_dimensions_with_two_bounds_count()
    {
        var statistics = new ActionStatistics(new BoxSpace([double.NegativeInfinity, -1], [1, 1]));
        statistics.Add([1, 0, 1, 1]);
        Assert.Equal(0.5, statistics.ShareAtBound);
    }

    [Fact]
    public void Choices_have_no_bounds()
    {
        var statistics = new ActionStatistics(new DiscreteSpace(3));
        statistics.Add([0, 2]);
        Assert.True(double.IsNaN(statistics.ShareAtBound) && double.IsNaN(statistics.GreatestShareAtOneBound));
    }
}
