using Ratchet.Studies.Plotting;
using Ratchet.Studies.Plotting.Drawing;
using Xunit;

namespace Ratchet.Studies.Tests.Plotting.Drawing;

public class AxisRangeTests
{
    private static readonly Axis Linear = new("x"), Log = new("x", AxisScale.Log);

    // 4 % of 10 on either side.
    [Fact]
    public void Data_have_some_room() => Assert.Equal(new AxisRange(9.6, 20.4, false), AxisRange.Of(Linear, [10, 20]));

    [Fact]
    public void Numbers_that_reach_near_zero_begin_at_zero() => Assert.Equal(0, AxisRange.Of(Linear, [1, 100]).Low);

    [Fact]
    public void Steps_reach_the_ends() => Assert.Equal(new AxisRange(0, 1e6, false), AxisRange.Of(Linear, [8192, 1e6], isTight: true));

    [Theory]
    [InlineData(5.0, 4.5, 5.5)]
    [InlineData(0.0, -1, 1)]
    [InlineData(-20.0, -22, -18)]
    public void One_number_has_room_around_it(double value, double low, double high) => Assert.Equal(new AxisRange(low, high, false), AxisRange.Of(Linear, [value, value]));

    [Fact]
    public void No_number_is_a_range_too()
    {
        Assert.Equal(new AxisRange(-1, 1, false), AxisRange.Of(Linear, [double.NaN, double.PositiveInfinity]));
        Assert.Equal(new AxisRange(0.5, 2, true), AxisRange.Of(Log, [0, -1, double.NaN]));
    }

    [Fact]
    public void A_logarithmic_axis_leaves_out_what_is_not_positive()
    {
        AxisRange range = AxisRange.Of(Log, [0, 0.01, 1, -5], isTight: true);
        Assert.Equal(new AxisRange(0.01, 1, true), range);
        Assert.Equal(0.5, range.Place(0.1), 1e-12);
        Assert.True(double.IsNaN(range.Place(0)));
    }

    [Fact]
    public void Stated_ends_count() => Assert.Equal(new AxisRange(0, 1, false), AxisRange.Of(Linear with { Low = 0, High = 1 }, [3, 4]));

    [Theory]
    [InlineData(5.0, 5.0)]
    [InlineData(5.0, 4.0)]
    [InlineData(double.NaN, 1.0)]
    public void Ends_without_a_range_between_them_get_one(double low, double high)
    {
        AxisRange range = AxisRange.Of(Linear with { Low = low, High = high }, [0.5, 0.6]);
        Assert.True(range.Low < range.High);
    }
}
