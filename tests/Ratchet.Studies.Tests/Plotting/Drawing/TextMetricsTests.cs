using Ratchet.Studies.Plotting.Drawing;
using Xunit;

namespace Ratchet.Studies.Tests.Plotting.Drawing;

public class TextMetricsTests
{
    // DejaVu Sans: A is 1401 and i 569 of 2048 units wide, so "Ai" of size 12 is 12 (1401 + 569) / 2048 = 11.54.
    [Fact]
    public void Widths_are_those_of_DejaVu_Sans() => Assert.Equal(11.54, TextMetrics.Width("Ai", 12), 0.01);

    [Fact]
    public void Text_that_fits_stays() => Assert.Equal("fixpo", TextMetrics.Shorten("fixpo", 12, 40));

    [Fact]
    public void Text_that_does_not_fit_ends_with_an_ellipsis()
    {
        string shorter = TextMetrics.Shorten("inverted-double-pendulum", 12, 80);
        Assert.EndsWith("…", shorter, StringComparison.Ordinal);
        Assert.InRange(TextMetrics.Width(shorter, 12), 60, 80);
    }

    [Fact]
    public void Lines_break_at_spaces_and_hyphens() => Assert.Equal(["inverted-", "double-", "pendulum"], TextMetrics.Wrap("inverted-double-pendulum", 12, 62, 4));

    [Theory]
    [InlineData("the quick brown fox jumps over the lazy dog and away", 70, 3)]
    [InlineData("WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW", 70, 2)]
    [InlineData("漢字漢字漢字漢字漢字 👍👍👍👍👍👍👍👍", 40, 2)]
    [InlineData("", 40, 2)]
    public void No_line_is_wider_than_its_room(string text, double width, int most)
    {
        List<string> lines = TextMetrics.Wrap(text, 12, width, most);
        Assert.True(lines.Count <= most);
        Assert.All(lines, line => Assert.True(TextMetrics.Width(line, 12) <= width, line));
    }
}
