using Ratchet.Numerics;
using Ratchet.Studies.Statistics;
using Xunit;

namespace Ratchet.Studies.Tests.Statistics;

public sealed class StratifiedBootstrapTests
{
    /// <summary>Two seeds with 0 and 1: a resample's mean is 0, ½ or 1 with probability ¼, ½, ¼, so both quantiles lie at the ends.</summary>
    [Fact]
    public void Two_seeds_give_an_interval_from_the_one_to_the_other() =>
        Assert.Equal(new Interval(0, 1), new StratifiedBootstrap().Interval(new ScoreTable([[0, 1]]), Aggregates.Mean));

    /// <summary>
    /// Three seeds with 0, 0 and 1: the sum of a resample is Binomial(3, 1/3), which is 0 with probability 8/27 and 3 with 1/27 = 3.7 %: more than 2.5 %, so the interval is [0, 1].
    /// Four with 0, 0, 0, 1: P(4 of 4) = 1/256, P(at least 3) = 13/256 = 5.1 %, so it ends at 3/4.
    /// </summary>
    [Fact]
    public void Few_seeds_have_the_quantiles_of_the_binomial_distribution()
    {
        var bootstrap = new StratifiedBootstrap(20_000);
        Assert.Equal(new Interval(0, 1), bootstrap.Interval(new ScoreTable([[0, 0, 1]]), Aggregates.Mean));
        Assert.Equal(new Interval(0, 0.75), bootstrap.Interval(new ScoreTable([[0, 0, 0, 1]]), Aggregates.Mean));
    }

    /// <summary>The mean of a resample of n = 400 scores is normal with deviation s/√n (s with n in the denominator): the ends lie 1.96 of these from the mean, within 5 % with 20,000 resamples.</summary>
    [Fact]
    public void With_many_seeds_the_interval_of_the_mean_is_the_normal_one()
    {
        var stream = new RandomStream(7, StreamPurpose.User);
        double[] scores = [.. Enumerable.Range(0, 400).Select(_ => stream.NextGaussian())];
        double mean = scores.Average(), deviation = Math.Sqrt(scores.Average(score => (score - mean) * (score - mean)) / scores.Length);
        Interval interval = new StratifiedBootstrap(20_000).Interval(new ScoreTable([scores]), Aggregates.Mean);
        Assert.InRange((mean - interval.Low) / deviation, 1.96 * 0.95, 1.96 * 1.05);
        Assert.InRange((interval.High - mean) / deviation, 1.96 * 0.95, 1.96 * 1.05);
    }

    /// <summary>If tasks were resampled too, or seeds across tasks, the interval would be hundreds wide.</summary>
    [Fact]
    public void Seeds_are_drawn_within_their_task() =>
        Assert.Equal(new Interval(500, 500), new StratifiedBootstrap().Interval(new ScoreTable([[0, 0, 0], [1000, 1000]]), Aggregates.Mean));

    [Fact]
    public void One_seed_or_equal_scores_have_an_interval_without_width()
    {
        Assert.Equal(new Interval(3, 3), new StratifiedBootstrap().Interval(new ScoreTable([[3]]), Aggregates.Mean));
        Assert.Equal(new Interval(4, 4), new StratifiedBootstrap().Interval(new ScoreTable([[4, 4, 4, 4]]), Aggregates.InterquartileMean));
    }

    [Fact]
    public void An_interval_depends_on_the_seed_and_on_nothing_that_was_computed_before()
    {
        var scores = new ScoreTable([[1, 5, -2, 8, 3.3], [0.5, 0.25, 9, 4, 7.1]]);
        var bootstrap = new StratifiedBootstrap(500, seed: 5);
        Interval first = bootstrap.Interval(scores, Aggregates.Mean);
        bootstrap.Interval(scores, Aggregates.Median);
        Assert.Equal(first, bootstrap.Interval(scores, Aggregates.Mean));
        Assert.NotEqual(first, new StratifiedBootstrap(500, seed: 6).Interval(scores, Aggregates.Mean));
    }

    [Fact]
    public void Shift_and_scale_of_the_scores_are_those_of_the_interval()
    {
        double[] scores = [1, 5, -2, 8, 3.3];
        Interval interval = new StratifiedBootstrap().Interval(new ScoreTable([scores]), Aggregates.Mean);
        Interval moved = new StratifiedBootstrap().Interval(new ScoreTable([[.. scores.Select(score => 100 - 2 * score)]]), Aggregates.Mean);
        Assert.Equal(100 - 2 * interval.High, moved.Low, 0.2);
        Assert.Equal(100 - 2 * interval.Low, moved.High, 0.2);
    }

    /// <summary>
    /// Normal scores: the interval of the mean over M tasks with n seeds holds the true mean with probability P(|t| &lt; 1.96 √((n−1)/n)), t of M(n − 1) degrees of freedom, because the bootstrap's
    /// deviation has n in its denominator. From the t distribution: n = 5, M = 1: P(|t₄| &lt; 1.753) = 0.845; n = 10, M = 1: P(|t₉| &lt; 1.859) = 0.904; n = 10, M = 6: P(|t₅₄| &lt; 1.859) = 0.931.
    /// The resamples of few seeds are not quite normal, which costs up to 0.015 more with five. Three standard errors of the trials, and that, are allowed.
    /// </summary>
    [Theory]
    [InlineData(5, 1, 1000, 0.845)]
    [InlineData(10, 1, 1000, 0.904)]
    [InlineData(10, 6, 400, 0.931)]
    public void The_true_mean_lies_in_the_interval_as_often_as_theory_says(int seeds, int tasks, int trials, double expected)
    {
        var stream = new RandomStream(11, StreamPurpose.User);
        int held = 0;
        for (int trial = 0; trial < trials; trial++)
        {
            double[][] scores = [.. Enumerable.Range(0, tasks).Select(task => Enumerable.Range(0, seeds).Select(_ => task + stream.NextGaussian()).ToArray())];
            Interval interval = new StratifiedBootstrap(300, (ulong)trial).Interval(new ScoreTable(scores), Aggregates.Mean);
            double truth = (tasks - 1) / 2.0;
            held += interval.Low <= truth && truth <= interval.High ? 1 : 0;
        }

        double error = Math.Sqrt(expected * (1 - expected) / trials);
        Assert.InRange((double)held / trials, expected - 3 * error - 0.015, expected + 3 * error);
    }

    /// <summary>Numbers 10, 20, 30, 40, 50: place 0.25 · 4 = 1 is 20, place 0.1 · 4 = 0.4 is 14.</summary>
    [Fact]
    public void A_quantile_lies_on_straight_lines_between_the_numbers()
    {
        double[] sorted = [10, 20, 30, 40, 50];
        Assert.Equal(20, StratifiedBootstrap.Quantile(sorted, 0.25), 12);
        Assert.Equal(14, StratifiedBootstrap.Quantile(sorted, 0.1), 12);
        Assert.Equal(50, StratifiedBootstrap.Quantile(sorted, 1));
        Assert.Equal(10, StratifiedBootstrap.Quantile([10], 0.975));
    }

    [Fact]
    public void A_band_has_the_interval_of_every_point_and_none_where_a_run_has_no_value()
    {
        double[][][] runs = [[[double.NaN, 1, 10], [5, 2, 20], [5, 3, 60]]];
        CurveBand band = CurveBand.Of(runs, 3, CurveStatistic.Mean, new StratifiedBootstrap());
        Assert.Equal([double.NaN, 2, 30], band.Center);
        Interval second = new StratifiedBootstrap().Interval(new ScoreTable([[1, 2, 3]]), Aggregates.Mean);
        Assert.Equal(double.NaN, band.Low![0]);
        Assert.Equal(second.Low, band.Low[1], 12);
        Assert.Equal(second.High, band.High![1], 12);
    }

    /// <summary>A band takes a resample for weights of runs that are sorted once; an interval sorts every resample anew. The draws are the same.</summary>
    [Fact]
    public void A_band_of_the_interquartile_mean_has_the_interval_of_its_resamples()
    {
        double[][] scores = [[1, 5, -2, 8, 3.3], [0.5, 0.25, 9, 4, 7.1, 7.1], [2]];
        CurveBand band = CurveBand.Of([.. scores.Select(task => task.Select(score => new[] { score }).ToArray())], 1, CurveStatistic.InterquartileMean, new StratifiedBootstrap());
        Interval interval = new StratifiedBootstrap().Interval(new ScoreTable(scores), Aggregates.InterquartileMean);
        Assert.Equal(Aggregates.InterquartileMean(new ScoreTable(scores)), band.Center[0], 12);
        Assert.Equal(interval.Low, band.Low![0], 12);
        Assert.Equal(interval.High, band.High![0], 12);
    }
}
