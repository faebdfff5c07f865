using Ratchet.Studies.Plotting;
using Ratchet.Studies.Plotting.Drawing;
using Xunit;

namespace Ratchet.Studies.Tests.Plotting.Drawing;

public class TicksTests
{
    // 1e6 over 400 pixels: 100k would be 40 apart, less than the eighth of the axis that is allowed; 200k is 80.
    [Fact]
    public void A_million_steps_have_a_tick_every_200k() =>
        Assert.Equal(["0", "200k", "400k", "600k", "800k", "1M"], Labels(new(0, 1e6, false), 400, isUpright: false));

    [Fact]
    public void Three_million_steps_have_halves() => Assert.Equal(["0", "500k", "1M", "1.5M", "2M", "2.5M", "3M"], Labels(new(0, 3e6, false), 500, isUpright: false));

    // A decade has 43 pixels. From 1 to 3 are 21 of them: less than half of both labels, 7 and 7, and the gap of 14 between them need 28 or more for 0.1 and 0.3.
    [Fact]
    public void Decades_without_room_between_them_stand_alone() => Assert.Equal(["0.01", "0.1", "1", "10"], Labels(new(0.01, 10, true), 130, isUpright: false));

    // ln(1.22) holds neither 1, 2, 3, … times a power of ten twice, so it has ticks like a linear axis.
    [Fact]
    public void A_logarithmic_axis_of_less_than_a_mantissa_has_ticks_too() =>
        Assert.Equal(["31M", "32M", "33M", "34M", "35M", "36M"], Labels(new(30.2e6, 36.9e6, true), 400, isUpright: false));

    [Fact]
    public void Within_a_decade_a_logarithmic_axis_has_ticks_too() => Assert.Equal(["0.2", "0.3", "0.4", "0.5"], Labels(new(0.19, 0.52, true), 160, isUpright: true));

    [Fact]
    public void Many_decades_are_left_out_evenly()
    {
        Ticks ticks = Ticks.Of(new(1e-12, 1e6, true), AxisFormat.Number, 150, isUpright: false);
        int[] exponents = [.. ticks.Major.Select(tick => (int)Math.Round(Math.Log10(tick.Value)))];
        Assert.True(exponents.Length >= 2);
        Assert.Single(exponents.Zip(exponents.Skip(1), (a, b) => b - a).Distinct());
    }

    /// <summary>Axes of all sizes and places: labels keep apart, ticks lie inside at multiples of 1, 2 or 5 times a power of ten, and there are some.</summary>
    [Fact]
    public void Whatever_the_range_ticks_are_nice_inside_and_apart()
    {
        var random = new Random(5);
        for (int i = 0; i < 2000; i++)
        {
            bool isLog = i % 2 == 0, isUpright = i % 4 < 2;
            double size = Math.Pow(10, (random.NextDouble() * 16) - 8), low = isLog ? size : size * ((random.NextDouble() * 6) - 3);
            double high = isLog ? low * Math.Pow(10, random.NextDouble() * 6) * 1.2 : low + (size * (random.NextDouble() + 0.01));
            double length = 100 + (random.NextDouble() * 500);
            var range = new AxisRange(low, high, isLog);
            IReadOnlyList<Tick> ticks = Ticks.Of(range, AxisFormat.Number, length, isUpright).Major;

            Assert.True(ticks.Count >= (isLog || !isUpright ? 1 : 2), $"{range}: {ticks.Count} ticks");
            Assert.True(ticks.Count <= 12, $"{range}: {ticks.Count} ticks");
            Assert.Equal(ticks.Count, ticks.Select(tick => tick.Label).Distinct().Count());
            Assert.All(ticks, tick => Assert.InRange(range.Place(tick.Value), -1e-6, 1 + 1e-6));
            for (int j = 1; j < ticks.Count; j++)
            {
                double apart = (range.Place(ticks[j].Value) - range.Place(ticks[j - 1].Value)) * length;
                double room = isUpright ? FigureLayout.TickSize : (WidthOf(ticks[j]) + WidthOf(ticks[j - 1])) / 2;
                Assert.True(apart > room, $"{range}, {length} pixels: '{ticks[j - 1].Label}' and '{ticks[j].Label}' are {apart} apart and need {room}");
            }
        }
    }

    private static double WidthOf(Tick tick) => TextMetrics.Width(tick.Label, FigureLayout.TickSize);

    private static string[] Labels(AxisRange range, double length, bool isUpright) => [.. Ticks.Of(range, AxisFormat.Number, length, isUpright).Major.Select(tick => tick.Label)];
}
