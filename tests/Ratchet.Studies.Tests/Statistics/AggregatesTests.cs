using Ratchet.Studies.Statistics;
using Xunit;

namespace Ratchet.Studies.Tests.Statistics;

public sealed class AggregatesTests
{
    private static readonly Func<ScoreTable, double>[] Linear = [Aggregates.Mean, Aggregates.Median, Aggregates.InterquartileMean];

    /// <summary>Of 1 … 8 the outer quarters are 1, 2 and 7, 8; (3 + 4 + 5 + 6) / 4 = 4.5.</summary>
    [Fact]
    public void The_interquartile_mean_is_that_of_the_middle_half() => Assert.Equal(4.5, Aggregates.InterquartileMean(Table([8, 1, 7, 2, 6, 3, 5, 4])), 12);

    /// <summary>A quarter of 10 runs is 2.5: the two ends go, and half of the next ones. (1/2 + 2 + 4 + 8 + 16 + 32/2) / 5 = 9.3.</summary>
    [Fact]
    public void A_run_that_the_quarter_cuts_counts_with_the_part_that_is_left() => Assert.Equal(9.3, Aggregates.InterquartileMean(Table([0, 0, 1, 2, 4, 8, 16, 32, 64, 128])), 12);

    /// <summary>scipy.stats.trim_mean(x, 0.25) cuts 3 of 12 at each end: (3 + 4 + 5 + 6 + 7 + 8) / 6 = 5.5; the two tasks are pooled.</summary>
    [Fact]
    public void With_runs_divisible_by_four_it_is_the_plain_trimmed_mean_of_all_runs() => Assert.Equal(5.5, Aggregates.InterquartileMean(Table([-100, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 1000])), 12);

    /// <summary>Two runs of one task weigh 1/4 each, four of the other 1/8 each: the middle half is 1/4 of zeros and 1/4 of tens.</summary>
    [Fact]
    public void A_task_with_more_seeds_has_no_more_weight()
    {
        ScoreTable table = Table([0, 0], [10, 10, 10, 10]);
        Assert.Equal(5, Aggregates.InterquartileMean(table), 12);
        Assert.Equal(5, Aggregates.Mean(table), 12);
    }

    /// <summary>One of 40 runs is absurd: the mean follows, the interquartile mean does not.</summary>
    [Fact]
    public void One_absurd_run_does_not_move_the_interquartile_mean()
    {
        double[] scores = [.. Enumerable.Range(0, 40).Select(i => i / 40.0)];
        double before = Aggregates.InterquartileMean(Table(scores));
        scores[39] = 1e9;
        Assert.Equal(before, Aggregates.InterquartileMean(Table(scores)), 12);
    }

    /// <summary>Task means 1, 2 and 30; then 1, 2, 4 and 30.</summary>
    [Fact]
    public void The_median_is_that_of_the_tasks_means()
    {
        Assert.Equal(2, Aggregates.Median(Table([0, 2], [20, 40], [2, 2])), 12);
        Assert.Equal(3, Aggregates.Median(Table([0, 2], [20, 40], [2, 2], [4])), 12);
    }

    /// <summary>(0.5 + 0) / 2 on the first task, whose second run is beyond the target; 0.25 on the other; 0.25 over both.</summary>
    [Fact]
    public void A_run_beyond_the_target_makes_up_for_no_other() => Assert.Equal(0.25, Aggregates.OptimalityGap(Table([0.5, 2], [0.75])), 12);

    [Fact]
    public void One_run_is_its_own_mean_median_and_interquartile_mean() => Assert.All(Linear, statistic => Assert.Equal(-3.5, statistic(Table([-3.5]))));

    [Fact]
    public void Equal_scores_have_that_score_for_every_mean() => Assert.All(Linear, statistic => Assert.Equal(7, statistic(Table([7, 7, 7], [7, 7], [7])), 12));

    [Fact]
    public void Shift_and_scale_of_all_scores_are_shift_and_scale_of_the_estimate()
    {
        double[][] scores = [[1, 5, -2, 8, 3], [0.5, 0.25, 9], [4, 4, 4, 1]];
        foreach (Func<ScoreTable, double> statistic in Linear)
            Assert.Equal(3 * statistic(Table(scores)) - 2, statistic(Table([.. scores.Select(task => task.Select(score => 3 * score - 2).ToArray())])), 10);
    }

    [Fact]
    public void Order_of_seeds_and_of_tasks_does_not_matter()
    {
        ScoreTable one = Table([1, 5, -2, 8, 3], [0.5, 0.25, 9]), other = Table([9, 0.25, 0.5], [3, 8, 1, -2, 5]);
        Assert.All(Linear, statistic => Assert.Equal(statistic(one), statistic(other), 12));
        Assert.Equal(Aggregates.OptimalityGap(one), Aggregates.OptimalityGap(other), 12);
    }

    [Fact]
    public void Scores_that_are_missing_or_not_finite_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Table());
        Assert.Throws<ArgumentException>(() => Table([1], []));
        Assert.Throws<ArgumentException>(() => Table([1, double.NaN]));
    }

    private static ScoreTable Table(params double[][] tasks) => new(tasks);
}
