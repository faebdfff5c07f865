using Ratchet.Studies.Comparisons;
using Ratchet.Studies.Definitions;
using Ratchet.Studies.Reports;
using Xunit;

namespace Ratchet.Studies.Tests.Reports;

/// <summary>Curves with a measurement every 100 of 1000 steps, so that a window, a tenth, is one measurement; random 0, reference 100.</summary>
public class CollapseTests
{
    private static readonly TaskReference Reference = new(0, 100, "made up");

    /// <summary>Best 80; half of the way back to 0 is 40, and 39 is below it.</summary>
    [Fact]
    public void A_run_that_ends_nearer_to_random_than_to_its_best_is_collapsed() => Assert.True(Of(10, 50, 80, 70, 60, 50, 45, 42, 40, 39));

    [Fact]
    public void At_half_way_it_is_not() => Assert.False(Of(10, 50, 80, 70, 60, 50, 45, 42, 40, 40));

    /// <summary>Best 9, less than a tenth of the way to 100: it had nothing to lose.</summary>
    [Fact]
    public void A_run_that_never_learnt_is_not_collapsed() => Assert.False(Of(1, 9, 0, 0, 0, 0, 0, 0, 0, 0));

    [Fact]
    public void A_run_that_only_rises_is_not_collapsed() => Assert.False(Of(10, 20, 30, 40, 50, 60, 70, 80, 90, 100));

    /// <summary>Random −100, reference 0: best −20 gained 80, half of it is −60.</summary>
    [Theory]
    [InlineData(-61, true)]
    [InlineData(-59, false)]
    public void The_way_is_measured_from_the_random_policy_not_from_zero(double last, bool expected) =>
        Assert.Equal(expected, Collapse.Of(CurveOf(-90, -20, -30, last), 400, new TaskReference(-100, 0, "made up")));

    [Fact]
    public void Without_a_reference_or_returns_nothing_is_said()
    {
        Assert.Null(Collapse.Of(CurveOf(1, 2), 200, null));
        Assert.Null(Collapse.Of(CurveOf(), 200, Reference));
    }

    /// <summary>Measurements every 25 steps, window 100 of 1000: (0 + 0 + 0 + 80) / 4 = 20 is the best window, not the one measurement of 80.</summary>
    [Fact]
    public void One_lucky_measurement_is_no_best()
    {
        double[] steps = [.. Enumerable.Range(1, 40).Select(i => i * 25.0)];
        double[] values = new double[40];
        values[20] = 80;

        Assert.Equal(20, Collapse.BestWindow(new Curve(steps, values), 1000));
    }

    /// <summary>It failed at 300 of 1000 steps, and its last return counts.</summary>
    [Fact]
    public void A_run_that_failed_early_counts_with_its_last_return() => Assert.True(Of(80, 70, 10));

    private static bool? Of(params double[] values) => Collapse.Of(CurveOf(values), 1000, Reference);

    private static Curve CurveOf(params double[] values) => new([.. values.Select((_, i) => (i + 1) * 100.0)], values);
}
