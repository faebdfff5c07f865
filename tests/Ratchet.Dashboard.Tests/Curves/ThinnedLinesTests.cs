using Ratchet.Dashboard.Curves;
using Xunit;

namespace Ratchet.Dashboard.Tests.Curves;

public class ThinnedLinesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(ThinnedLines.MostBuckets)]
    public void As_long_as_there_is_room_every_line_has_its_own_point(int lines)
    {
        ThinnedLines thinned = Fill(lines);
        Assert.Equal(lines, thinned.Count);
        Assert.Equal(1, thinned.LinesPerBucket);
        for (int i = 0; i < lines; i++)
        {
            Assert.Equal(Value(i), thinned[0][i].Mean);
            Assert.Equal(Value(i), thinned[0][i].Least);
            Assert.Equal(Value(i), thinned[0][i].Greatest);
            Assert.Equal(10.0 * (i + 1), thinned.Steps[i]);
        }
    }

    [Theory]
    [InlineData(ThinnedLines.MostBuckets + 1)]
    [InlineData(10_000)]
    [InlineData(100_003)]
    public void However_many_lines_there_are_each_point_has_the_mean_and_the_extremes_of_its_own(int lines)
    {
        ThinnedLines thinned = Fill(lines);
        Assert.InRange(thinned.Count, ThinnedLines.MostBuckets / 2, ThinnedLines.MostBuckets);
        int per = thinned.LinesPerBucket;
        for (int bucket = 0; bucket < thinned.Count; bucket++)
        {
            double[] own = [.. Enumerable.Range(bucket * per, int.Min(per, lines - bucket * per)).Select(Value)];
            Assert.Equal(own.Average(), thinned[0][bucket].Mean, 1e-12);
            Assert.Equal(own.Min(), thinned[0][bucket].Least);
            Assert.Equal(own.Max(), thinned[0][bucket].Greatest);
            Assert.Equal(10.0 * (bucket * per + own.Length), thinned.Steps[bucket]);
        }

        Assert.Equal(lines, thinned.Lines);
        Assert.Equal(10.0 * lines, thinned.Steps[^1]);
    }

    [Fact]
    public void What_a_line_does_not_have_leaves_no_trace_in_the_point()
    {
        var thinned = new ThinnedLines(curves: 1);
        for (int i = 0; i < 2 * ThinnedLines.MostBuckets; i++)
            thinned.Add(i, i, [i % 2 == 0 ? 3 : double.NaN]);
        Assert.Equal(2, thinned.LinesPerBucket);
        foreach (Bucket bucket in thinned[0])
            Assert.Equal((1, 3.0), (bucket.Count, bucket.Mean));
        Assert.True(double.IsNaN(Bucket.Empty.Mean));
    }

    [Fact]
    public void Memory_does_not_grow_with_the_lines() => Assert.InRange(Fill(1_000_000).Bytes, 1, 2 * Fill(ThinnedLines.MostBuckets).Bytes);

    private static double Value(int i) => i * 7919 % 1009 / 8.0;

    private static ThinnedLines Fill(int lines)
    {
        var thinned = new ThinnedLines(curves: 1);
        for (int i = 0; i < lines; i++)
            thinned.Add(10.0 * (i + 1), i, [Value(i)]);
        return thinned;
    }
}
