using Ratchet.Studies.Comparisons;
using Ratchet.Studies.Definitions;
using Xunit;

namespace Ratchet.Studies.Tests.Comparisons;

public sealed class CurveTests
{
    private static readonly Curve Regular = new([10, 20, 30, 40, 50, 60, 70, 80, 90, 100], [1, 2, 3, 4, 5, 6, 7, 8, 9, 4]);

    /// <summary>The last 10 % of 100 steps are (90, 100], which the measurement at 100 stands for; of 50 steps (45, 50], of 200 those after the last measurement.</summary>
    [Theory]
    [InlineData(100, 4)]
    [InlineData(50, 5)]
    [InlineData(200, 4)]
    public void Final_is_the_mean_over_the_last_tenth_of_the_steps(double steps, double expected) => Assert.Equal(expected, Regular.Score(ScoreSummary.Final, steps), 12);

    /// <summary>(95.4, 106] of measurements at 92, 100 and 106: 4.6 steps with 20, 6 with 30.</summary>
    [Fact]
    public void Measurements_count_with_the_steps_since_the_one_before() =>
        Assert.Equal((4.6 * 20 + 6 * 30) / 10.6, new Curve([92, 100, 106], [10, 20, 30]).Score(ScoreSummary.Final, 106), 10);

    /// <summary>25 steps with 8 and 75 with 2: (25 · 8 + 75 · 2) / 100.</summary>
    [Fact]
    public void Area_is_the_mean_over_all_steps()
    {
        Assert.Equal(3.5, new Curve([25, 100], [8, 2]).Score(ScoreSummary.Area, 100), 12);
        Assert.Equal(4.9, Regular.Score(ScoreSummary.Area, 100), 12);
    }

    [Fact]
    public void Best_is_the_greatest_within_the_steps()
    {
        Assert.Equal(9, Regular.Score(ScoreSummary.Best, 100));
        Assert.Equal(5, Regular.Score(ScoreSummary.Best, 50));
    }

    /// <summary>Runs whose batches differ in size stop a little beyond the steps: 1,015,808 belongs to a comparison at 1,007,616, one at twice the steps does not.</summary>
    [Theory]
    [InlineData(1_007_616, 1_015_808)]
    [InlineData(1_015_808, 1_015_808)]
    [InlineData(510_000, 507_904)]
    [InlineData(1, 507_904)]
    public void A_curve_ends_at_the_measurement_nearest_to_the_steps(double steps, double last) =>
        Assert.Equal(last, new Curve([507_904, 1_015_808, 2_000_000], [1, 2, 3]).Until(steps).Steps[^1]);

    /// <summary>It ended at 40 of 100 steps: 40 steps with 6, then 60 with its last score.</summary>
    [Fact]
    public void A_run_that_ended_early_counts_with_its_last_score()
    {
        var curve = new Curve([20, 40], [10, 2]);
        Assert.Equal(2, curve.Score(ScoreSummary.Final, 100), 12);
        Assert.Equal((20 * 10 + 80 * 2) / 100.0, curve.Score(ScoreSummary.Area, 100), 12);
        Assert.Equal(2, curve.At(100));
    }

    [Fact]
    public void Between_measurements_it_is_a_straight_line_and_before_the_first_nothing()
    {
        var curve = new Curve([10, 20, 40], [0, 10, 30]);
        Assert.Equal([double.NaN, 0, 5, 10, 20, 30, 30], new[] { 9.0, 10, 15, 20, 30, 40, 99 }.Select(curve.At));
    }

    [Fact]
    public void What_is_not_finite_or_runs_backwards_is_no_measurement()
    {
        var curve = new Curve([10, 20, 30, 25, double.NaN, -5, 40], [double.NaN, 2, 3, 2.5, 9, 9, double.PositiveInfinity]);
        Assert.Equal([20, 25], curve.Steps);
        Assert.Equal([2, 2.5], curve.Values);
    }

    [Fact]
    public void Without_a_measurement_there_is_no_score() => Assert.Equal(double.NaN, new Curve([], []).Score(ScoreSummary.Final, 100));
}
