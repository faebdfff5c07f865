using Ratchet.Studies.Plotting.Drawing;
using Xunit;

namespace Ratchet.Studies.Tests.Plotting.Drawing;

public class PolylineTests
{
    private static readonly Rect Area = new(10, 20, 200, 100);

    /// <summary>What a column of half a pixel shows: where the curve enters it, leaves it, and how far it reaches up and down.</summary>
    [Fact]
    public void Thinning_keeps_what_every_column_shows()
    {
        List<Spot> spots = Noise(10_000), thin = Polyline.Thin(spots);

        Assert.InRange(thin.Count, 400, 4 * 2 * 200 + 4);
        Assert.Equal(Columns(spots), Columns(thin));

        static List<(double, double, double, double, double)> Columns(List<Spot> spots) =>
            [.. spots.GroupBy(spot => Math.Floor(spot.X * 2)).Select(column => (column.Key, column.First().Y, column.Last().Y, column.Min(spot => spot.Y), column.Max(spot => spot.Y)))];
    }

    [Fact]
    public void Few_points_are_all_kept() => Assert.Equal(Noise(100), Polyline.Thin(Noise(100)));

    [Fact]
    public void A_number_that_is_none_is_a_gap_and_a_point_between_gaps_a_dot()
    {
        var path = new SvgPath();
        Polyline.AddTo(path, [new(10, 20), new(20, 30), new(30, double.NaN), new(40, 50), new(50, double.NaN), new(60, 60), new(60, 70)], Area);

        // A line of (10, 10), a dot, a line straight down.
        Assert.Equal("M10 20l10 10M40 50h0M60 60v10", path.ToString());
    }

    // From (0, 70) to (20, 70) only the half right of 10 is inside; from (20, 70) up to (20, 0) what is below 20.
    [Fact]
    public void Lines_end_at_the_frame()
    {
        var path = new SvgPath();
        Polyline.AddTo(path, [new(0, 70), new(20, 70), new(20, 0), new(40, 0), new(40, 30)], Area);
        Assert.Equal("M10 70h10v-50M40 20v10", path.ToString());
    }

    [Fact]
    public void Nothing_is_drawn_outside_whatever_the_data()
    {
        var random = new Random(3);
        for (int i = 0; i < 200; i++)
        {
            List<Spot> low = [.. Enumerable.Range(0, 40).Select(_ => Wild(random)).OrderBy(spot => spot.X)], high = [.. low.Select(spot => spot with { Y = spot.Y - (random.NextDouble() * 100) })];
            SvgPath line = new(), band = new();
            Polyline.AddTo(line, low, Area);
            Polyline.AddBand(band, low, high, Area);
            foreach (Spot spot in PathReader.Read(line.ToString()).Concat(PathReader.Read(band.ToString())))
            {
                Assert.InRange(spot.X, Area.Left - 0.051, Area.Right + 0.051);
                Assert.InRange(spot.Y, Area.Top - 0.051, Area.Bottom + 0.051);
            }
        }

        static Spot Wild(Random random) => random.Next(9) == 0 ? new(random.NextDouble() * 300, double.NaN) : new(random.NextDouble() * 300, (random.NextDouble() - 0.4) * Math.Pow(10, random.Next(2, 9)));
    }

    // Places are rounded, not steps: after 10,000 steps of 0.04 the pen is at 400, not at 0.
    [Fact]
    public void Rounding_does_not_add_up()
    {
        SvgPath path = new SvgPath().MoveTo(0, 0);
        for (int i = 1; i <= 10_000; i++)
            path.LineTo(i * 0.04, 5);
        Assert.Equal(400, PathReader.Read(path.ToString())[^1].X, 0.05);
    }

    private static List<Spot> Noise(int count)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, count).Select(i => new Spot(10 + (200.0 * i / count), 20 + (100 * random.NextDouble())))];
    }
}
