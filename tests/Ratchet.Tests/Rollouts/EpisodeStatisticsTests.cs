using Ratchet.Rollouts;
using Xunit;

namespace Ratchet.Tests.Rollouts;

public sealed class EpisodeStatisticsTests
{
    // Episodes of one step with rewards 5, 1, 4: in order 1, 4, 5. Then one of two steps, 2 + 8 = 10: in order 1, 4, 5, 10; the two in the middle are 4 and 5.
    [Fact]
    public void The_median_is_the_middle_one_or_the_mean_of_two()
    {
        var statistics = new EpisodeStatistics(1);
        Assert.Equal(EpisodeSummary.None, statistics.Returns);
        foreach (float reward in (float[])[5, 1, 4])
            Add(statistics, reward, ends: true);
        Assert.Equal(new EpisodeSummary(10.0 / 3, 1, 4, 5), statistics.Returns);
        Add(statistics, 2, ends: false);
        Assert.Equal(new EpisodeSummary(10.0 / 3, 1, 4, 5), statistics.Returns);
        Add(statistics, 8, ends: true);
        Assert.Equal(new EpisodeSummary(5, 1, 4.5, 10), statistics.Returns);
        Assert.Equal(new EpisodeSummary(1.25, 1, 1, 2), statistics.Lengths);
    }

    // Returns 1 to 250: the last 100 are 151 to 250, their mean and median 200.5.
    [Fact]
    public void Only_the_last_100_episodes_count_and_a_checkpoint_keeps_them()
    {
        var statistics = new EpisodeStatistics(1);
        for (int i = 1; i <= 250; i++)
            Add(statistics, i, ends: true);
        Assert.Equal(new EpisodeSummary(200.5, 151, 200.5, 250), statistics.Returns);

        var other = new EpisodeStatistics(1);
        Add(other, -7, ends: true);
        Assert.Equal(-7, other.Returns.Median);
        var state = new double[statistics.StateSize];
        statistics.Save(state);
        other.Load(state);
        Assert.Equal(statistics.Returns, other.Returns);
        Assert.Equal(statistics.Lengths, other.Lengths);
    }

    private static void Add(EpisodeStatistics statistics, float reward, bool ends) => statistics.Add([reward], [ends], [false]);
}
