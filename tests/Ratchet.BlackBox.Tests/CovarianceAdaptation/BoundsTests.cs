using Ratchet.BlackBox.CovarianceAdaptation;
using Ratchet.BlackBox.Functions;
using Ratchet.Numerics;
using Xunit;

namespace Ratchet.BlackBox.Tests.CovarianceAdaptation;

public sealed class BoundsTests
{
    // l = 0, u = 10: a_l = min(5, 1/20) = 0.05, a_u = min(5, 10/20) = 0.5. Then 0.05 is fixed, 0 ↦ 0.05²/0.2 = 0.0125, −0.05 ↦ 0; 10.5 ↦ 10, 10 ↦ 10 − 0.5²/2 = 9.875;
    // mirrored at −0.05: −0.1 ↦ as 0; mirrored at 10.5: 11 ↦ as 10; the period is 2 (10 + 0.55) = 21.1: 26.1 ↦ as 5.
    [Theory]
    [InlineData(5, 5)]
    [InlineData(0.05, 0.05)]
    [InlineData(0, 0.0125)]
    [InlineData(-0.05, 0)]
    [InlineData(-0.1, 0.0125)]
    [InlineData(9.5, 9.5)]
    [InlineData(10, 9.875)]
    [InlineData(10.5, 10)]
    [InlineData(11, 9.875)]
    [InlineData(26.1, 5)]
    [InlineData(-16.1, 5)]
    public void The_map_is_the_one_worked_out_by_hand(double x, double expected)
    {
        double[] point = [x];
        new BoxTransform(new Box([0.0], [10.0])).Apply(point);
        Assert.Equal(expected, point[0], 1e-12);
    }

    [Theory]
    [InlineData(-3, 4)]
    [InlineData(0, 0.01)]
    [InlineData(-1e6, 2e7)]
    [InlineData(double.NegativeInfinity, 5)]
    [InlineData(-2, double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity, double.PositiveInfinity)]
    public void Every_point_is_mapped_into_the_box_and_every_point_of_the_box_has_an_original(double lower, double upper)
    {
        var transform = new BoxTransform(new Box([lower], [upper]));
        var random = new RandomStream(5, StreamPurpose.User);
        double middle = double.IsFinite(lower) ? lower : double.IsFinite(upper) ? upper : 0, size = double.IsFinite(upper - lower) ? upper - lower : 10;
        for (int i = 0; i < 2000; i++)
        {
            double[] point = [middle + (3 * size * random.NextGaussian())];
            transform.Apply(point);
            Assert.InRange(point[0], lower, upper);
            double[] again = [.. point];
            transform.Invert(again);
            transform.Apply(again);
            Assert.Equal(point[0], again[0], 1e-9 * size);
        }
    }

    [Fact]
    public void The_ends_of_the_box_have_originals()
    {
        var transform = new BoxTransform(new Box([-1.0, 2.0], [3.0, 9.0]));
        foreach (double[] corner in (double[][])[[-1, 2], [3, 9], [-1, 9]])
        {
            double[] point = [.. corner];
            transform.Invert(point);
            transform.Apply(point);
            Assert.Equal(corner, point);
        }

        Assert.Throws<OptionException>(() => transform.Invert([-1.1, 5]));
        Assert.Throws<OptionException>(() => transform.Invert([double.NaN, 5]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Candidates_keep_to_the_bounds_and_the_optimum_on_one_is_found(bool diagonal)
    {
        var box = new Box([1.0, -5, 1, double.NegativeInfinity], [5.0, 5, double.PositiveInfinity, -2]);
        var search = new CmaEs(new() { Sigma = 1, Bounds = box, Diagonal = diagonal }, [3.0, 3, 1, -2]);
        Minimum minimum = Minimisation.Run(
            search,
            x =>
            {
                Assert.True(box.Contains(x));
                return CmaEsTests.Square(x);
            },
            // The nearest point to 0 is (1, 0, 1, −2): 1 + 0 + 1 + 4.
            new() { Target = 6 + 1e-9, Budget = 20_000 });
        Assert.Equal(StopReason.Target, minimum.Reason);
        Assert.True(box.Contains(search.Center));
    }

    [Fact]
    public void No_deviation_exceeds_a_third_of_its_side()
    {
        var search = new CmaEs(new() { Sigma = 50, Bounds = new Box([0.0, 0], [3.0, 30]) }, [1.0, 1]);
        Assert.Equal(1, search.Deviation(0), 1e-12);
        for (int generation = 0; generation < 100; generation++)
        {
            CmaEsTests.Advance(search, x => -x[1]);
            Assert.InRange(search.Deviation(0), 0, 1 + 1e-12);
            Assert.InRange(search.Deviation(1), 0, 10 + 1e-12);
        }
    }
}
