using Ratchet.Numerics;
using Ratchet.Studies.Statistics;
using Xunit;

namespace Ratchet.Studies.Tests.Statistics;

public sealed class ImprovementTests
{
    /// <summary>1 loses, 2 ties, 3 wins: (0 + ½ + 1) / 3.</summary>
    [Fact]
    public void A_tie_counts_half() => Assert.Equal(0.5, Of([[1, 2, 3]], [[2]]), 12);

    /// <summary>Sure on one task, never on the other, although that one has more pairs.</summary>
    [Fact]
    public void Every_task_weighs_the_same() => Assert.Equal(0.5, Of([[5], [0, 0, 0]], [[1], [7, 8]]), 12);

    [Fact]
    public void Equal_scores_are_a_half_and_the_two_directions_add_up_to_one()
    {
        double[][] x = [[1, 4, 4, 9], [0.5, 3]], y = [[4, 2, 11], [3, 3, -1]];
        Assert.Equal(0.5, Of(x, x), 12);
        Assert.Equal(1, Of(x, y) + Of(y, x), 12);
    }

    [Fact]
    public void Only_the_order_of_scores_matters()
    {
        double[][] x = [[1, 4, 2, 9]], y = [[4, 2, 11]];
        Assert.Equal(Of(x, y), Of([[.. x[0].Select(Math.Exp)]], [[.. y[0].Select(Math.Exp)]]), 12);
    }

    /// <summary>X ~ N(1, 1), Y ~ N(0, 1): P(X > Y) = Φ(1/√2) = 0.7602. With 2000 of each the standard error is about 0.0075.</summary>
    [Fact]
    public void Normal_scores_have_the_known_probability()
    {
        var stream = new RandomStream(3, StreamPurpose.User);
        double[] x = [.. Enumerable.Range(0, 2000).Select(_ => 1 + stream.NextGaussian())], y = [.. Enumerable.Range(0, 2000).Select(_ => stream.NextGaussian())];
        Assert.InRange(Of([x], [y]), 0.7602 - 0.0225, 0.7602 + 0.0225);
    }

    [Fact]
    public void The_interval_lies_between_0_and_1_and_holds_the_estimate()
    {
        var x = new ScoreTable([[1, 4, 2, 9, 5]]);
        var y = new ScoreTable([[4, 2, 11, 3, 0]]);
        Interval interval = new StratifiedBootstrap().Interval(x, y, Improvement.Probability);
        Assert.InRange(Improvement.Probability(x, y), interval.Low, interval.High);
        Assert.True(interval is { Low: >= 0, High: <= 1 });
        Assert.Equal(new Interval(1, 1), new StratifiedBootstrap().Interval(new ScoreTable([[5, 6, 7]]), new ScoreTable([[1, 2, 3]]), Improvement.Probability));
    }

    [Fact]
    public void Rules_with_different_numbers_of_tasks_are_refused() => Assert.Throws<ArgumentException>(() => Of([[1], [2]], [[1]]));

    private static double Of(double[][] first, double[][] second) => Improvement.Probability(new ScoreTable(first), new ScoreTable(second));
}
