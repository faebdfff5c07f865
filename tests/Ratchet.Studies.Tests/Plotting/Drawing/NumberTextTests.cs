using Ratchet.Studies.Plotting.Drawing;
using Xunit;

namespace Ratchet.Studies.Tests.Plotting.Drawing;

public class NumberTextTests
{
    [Theory]
    [InlineData(0, 0.5, 2, "0")]
    [InlineData(0.5, 0.5, 2, "0.5")]
    [InlineData(2, 0.5, 2, "2.0")]
    [InlineData(-60, 20, 60, "−60")]
    [InlineData(5000, 1000, 9000, "5000")]
    [InlineData(5000, 5000, 20_000, "5k")]
    [InlineData(200_000, 200_000, 1_000_000, "200k")]
    [InlineData(1_000_000, 200_000, 1_000_000, "1M")]
    [InlineData(1_500_000, 500_000, 3_000_000, "1.5M")]
    [InlineData(2_000_000_000, 1_000_000_000, 3_000_000_000, "2G")]
    [InlineData(0.00002, 0.00001, 0.00005, "2×10⁻⁵")]
    [InlineData(9359.168, 0.002, 9359.17, "9359.168")]
    public void An_axis_writes_numbers_as_short_as_its_step_allows(double value, double step, double most, string text) =>
        Assert.Equal(text, NumberText.Tick(value, step, most));

    // 0.1 + 0.2 − 0.3 is 5.6e-17, and no tick.
    [Fact]
    public void What_rounding_leaves_of_zero_is_zero() => Assert.Equal("0", NumberText.Tick(0.1 + 0.2 - 0.3, 0.1, 1));

    [Theory]
    [InlineData(0.001, false, "0.001")]
    [InlineData(0.3, false, "0.3")]
    [InlineData(1000, false, "1000")]
    [InlineData(100_000, false, "100k")]
    [InlineData(1e-5, true, "10⁻⁵")]
    [InlineData(3e8, true, "3×10⁸")]
    public void A_logarithmic_axis_writes_powers_where_it_reaches_far(double value, bool inPowers, string text) => Assert.Equal(text, NumberText.LogTick(value, inPowers));

    [Theory]
    [InlineData(0.25, 0.05, "25%")]
    [InlineData(0.125, 0.005, "12.5%")]
    [InlineData(-0.5, 0.5, "−50%")]
    public void Shares_are_per_cent(double value, double step, string text) => Assert.Equal(text, NumberText.Percent(value, step));
}
