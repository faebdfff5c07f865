using Ratchet.Cli.Views;
using Xunit;

namespace Ratchet.Cli.Tests;

public sealed class ViewTests
{
    [Fact]
    public void A_sparkline_rises_with_its_values()
    {
        var sparkline = new Sparkline();
        Assert.Equal("", sparkline.Render(8));
        for (int i = 0; i < 8; i++)
            sparkline.Add(i);
        sparkline.Add(double.NaN);
        Assert.Equal("▁▂▃▄▅▆▇█", sparkline.Render(8));
        // Neighbours are averaged: 0.5, 2.5, 4.5, 6.5, of which the first is the lowest and the last the highest.
        string half = sparkline.Render(4);
        Assert.Equal((4, '▁', '█'), (half.Length, half[0], half[^1]));
    }

    [Fact]
    public void A_long_history_keeps_its_shape()
    {
        var sparkline = new Sparkline();
        for (int i = 0; i < 100_000; i++)
            sparkline.Add(i);
        Assert.Equal("▁▂▃▄▅▆▇█", sparkline.Render(8));
    }

    [Theory]
    [InlineData(65, "1:05")]
    [InlineData(7384, "2:03:04")]
    [InlineData(double.NaN, "–")]
    [InlineData(double.PositiveInfinity, "–")]
    public void Time_is_written_as_on_a_clock(double seconds, string text) => Assert.Equal(text, Wording.Time(seconds));

    // What bash reads as the path again.
    [Theory]
    [InlineData("runs/cartpole-fixpo-1", "runs/cartpole-fixpo-1")]
    [InlineData("my runs/Übung", "\"my runs/Übung\"")]
    [InlineData("it's", "\"it's\"")]
    [InlineData("a;b", "\"a;b\"")]
    [InlineData("the \"one\" of '99", "'the \"one\" of '\\''99'")]
    [InlineData("$HOME", "'$HOME'")]
    public void A_path_is_quoted_as_a_shell_needs_it(string path, string text)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Its paths hold backslashes, and its shells differ.");
        Assert.Equal(text, Wording.Argument(path));
    }

    [Theory]
    [InlineData(12345.6, "12,346")]
    [InlineData(-123.45, "-123.5")]
    [InlineData(0.17345, "0.173")]
    [InlineData(0.000012345, "1.23e-5")]
    [InlineData(0, "0")]
    [InlineData(double.NaN, "–")]
    public void Values_have_the_digits_that_count(double value, string text) => Assert.Equal(text, Wording.Value(value));
}
