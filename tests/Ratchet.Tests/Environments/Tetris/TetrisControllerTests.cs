using Ratchet.Environments.Tetris;
using Ratchet.Numerics;
using Xunit;

namespace Ratchet.Tests.Environments.Tetris;

public class TetrisControllerTests
{
    /// <summary>Low and even, above all without holes.</summary>
    private static readonly double[] Careful = [.. Enumerable.Repeat(-5.0, 10), .. Enumerable.Repeat(-2.0, 9), 0, -8, 0];

    // Whole weights: every sum is exact in doubles, whatever the order of the terms, so that the values must be equal.
    [Theory]
    [InlineData(20)]
    [InlineData(10)]
    public void ValuesAreTheProductOfWeightsAndFeaturesOfTheBoardAfterwards(int height)
    {
        for (uint game = 0; game < 4; game++)
        {
            var random = new RandomStream(1, StreamPurpose.User, game);
            double[] weights = new double[22];
            for (int i = 0; i < 22; i++)
                weights[i] = random.NextBelow(2001) - 1000;
            FollowTheReadingEdition(height, game % 2 == 0 ? weights : Careful, ref random);
        }
    }

    [Fact]
    public void ValuesOfRealWeightsAreThoseProductsUpToRounding()
    {
        var random = new RandomStream(2, StreamPurpose.User);
        double[] weights = new double[22];
        for (int i = 0; i < 22; i++)
            weights[i] = 10 * random.NextGaussian();
        FollowTheReadingEdition(20, weights, ref random, tolerance: 1e-9);
    }

    // All weights 0: every placement that does not lose has the value 0, and the first of them is taken.
    [Fact]
    public void TheFirstOfEqualsIsTaken()
    {
        var controller = new TetrisController(new double[22]);
        foreach (Tetromino piece in Enum.GetValues<Tetromino>())
            Assert.Equal(0, controller.Choose(new TetrisBoard(20), piece));

        // On a tower of 20 in the first column every placement that touches it loses: that leaves the second column.
        var board = new TetrisBoard(20);
        for (int row = 0; row < 20; row++)
            board.SetRow(row, 1);
        Assert.Equal(1, controller.Choose(board, Tetromino.O));
    }

    [Fact]
    public void WhereEveryPlacementLosesTheFirstIsTaken()
    {
        var board = new TetrisBoard(20);
        board.SetRow(19, 0b01_0101_0101);
        double[] values = new double[40];
        var controller = new TetrisController(Careful);
        controller.Evaluate(board, Tetromino.O, values);
        Assert.All(values, value => Assert.Equal(double.NegativeInfinity, value));
        Assert.Equal(0, controller.Choose(board, Tetromino.O));
    }

    [Fact]
    public void CarefulWeightsRemoveHundredsOfRowsWhereEqualOnesRemoveNone()
    {
        long careful = 0, indifferent = 0;
        for (uint game = 0; game < 10; game++)
        {
            var pieces = new RandomStream(3, StreamPurpose.User, game);
            careful += new TetrisController(Careful).Play(20, ref pieces).RowsRemoved;
            pieces = new RandomStream(3, StreamPurpose.User, game);
            indifferent += new TetrisController(new double[22]).Play(20, ref pieces).RowsRemoved;
        }

        Assert.InRange(indifferent, 0, 20);
        Assert.True(careful > 10 * 500, $"{careful} rows in 10 games");
    }

    [Fact]
    public void AGameIsDecidedByTheSeedAlone()
    {
        var controller = new TetrisController(Careful);
        var scores = new HashSet<TetrisScore>();
        for (int again = 0; again < 2; again++)
            for (uint game = 0; game < 3; game++)
            {
                var pieces = new RandomStream(6, StreamPurpose.User, game);
                scores.Add(controller.Play(10, ref pieces));
            }

        Assert.Equal(3, scores.Count);
    }

    [Fact]
    public void AGameStopsAtTheLimitOnPlacements()
    {
        var pieces = new RandomStream(7, StreamPurpose.User);
        TetrisScore score = new TetrisController(Careful).Play(20, ref pieces, maxPlacements: 50);
        Assert.Equal((50, false), (score.Placements, score.IsOver));

        // 50 pieces have 200 cells, of which a row takes 10.
        Assert.InRange(score.RowsRemoved, 1, 20);
    }

    [Fact]
    public void AGameAllocatesNothing()
    {
        var controller = new TetrisController(Careful);
        var pieces = new RandomStream(8, StreamPurpose.User);
        controller.Play(20, ref pieces, maxPlacements: 100);
        Assert.Equal(0, Allocation.Least(() => controller.Play(20, ref pieces, maxPlacements: 1000)));
    }

    [Theory]
    [InlineData(21, 0)]
    [InlineData(23, 0)]
    [InlineData(22, double.NaN)]
    [InlineData(22, double.PositiveInfinity)]
    public void OtherWeightsAreRefused(int count, double value)
    {
        double[] weights = new double[count];
        weights[5] = value;
        Assert.Throws<ArgumentException>(() => new TetrisController(weights));
    }

    private static void FollowTheReadingEdition(int height, double[] weights, ref RandomStream random, double tolerance = 0)
    {
        var controller = new TetrisController(weights);
        var board = new TetrisBoard(height);
        var expected = new ReadingTetris(height);
        double[] values = new double[40];
        bool isOver = false;
        for (int move = 0; !isOver && move < 200; move++)
        {
            Tetromino piece = TetrisPlacements.Draw(ref random);
            Dictionary<int, double> correct = expected.Values(piece, weights);
            controller.Evaluate(board, piece, values);
            for (int placement = 0; placement < 40; placement++)
            {
                double value = correct.GetValueOrDefault(placement, double.NegativeInfinity);
                Assert.True(value == values[placement] || Math.Abs(value - values[placement]) <= tolerance, $"{piece} {placement}: expected {value}, found {values[placement]}");
            }

            int chosen = controller.Choose(board, piece);
            Assert.Equal(correct.Values.Max(), correct[chosen], tolerance);
            if (tolerance == 0)
                Assert.Equal(correct.First(pair => pair.Value == correct.Values.Max()).Key, chosen);
            expected.Drop(piece, chosen);
            board.Drop(piece, chosen, out isOver);
        }
    }
}
