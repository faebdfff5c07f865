using Ratchet.Environments.Tetris;
using Ratchet.Numerics;
using Xunit;

namespace Ratchet.Tests.Environments.Tetris;

public class TetrisBoardTests
{
    public static TheoryData<Tetromino> Pieces => [.. Enum.GetValues<Tetromino>()];

    [Theory]
    [InlineData(20)]
    [InlineData(10)]
    [InlineData(4)]
    [InlineData(28)]
    public void RandomGamesFollowTheReadingEdition(int height)
    {
        var random = new RandomStream(1, StreamPurpose.Environment, (uint)height);
        var choice = new RandomStream(1, StreamPurpose.User, (uint)height);
        for (int game = 0; game < 100; game++)
            PlayBesideTheReadingEdition(height, (expected, piece) => Any(ReadingTetris.Placements(piece), ref choice), ref random);
    }

    // Random play hardly ever fills a row: here only one move in 30 is random, and the others leave low boards with few holes.
    [Theory]
    [InlineData(20)]
    [InlineData(10)]
    public void GamesWithManyRemovedRowsFollowTheReadingEdition(int height)
    {
        double[] weights = [.. Enumerable.Repeat(-5.0, 10), .. Enumerable.Repeat(-2.0, 9), 0, -8, 0];
        var random = new RandomStream(2, StreamPurpose.Environment, (uint)height);
        var choice = new RandomStream(2, StreamPurpose.User, (uint)height);
        int removed = 0;
        for (int game = 0; game < 3; game++)
            removed += PlayBesideTheReadingEdition(
                height,
                (expected, piece) => choice.NextBelow(30) == 0 ? Any(ReadingTetris.Placements(piece), ref choice) : expected.Values(piece, weights).MaxBy(pair => pair.Value).Key,
                ref random);
        Assert.True(removed > 100, $"only {removed} rows were removed");
    }

    [Theory]
    [MemberData(nameof(Pieces))]
    public void DistinctPlacementsAreThoseOfTheReadingEdition(Tetromino piece)
    {
        ReadOnlySpan<bool> distinct = TetrisPlacements.Of(piece);
        Assert.Equal(40, distinct.Length);
        var found = new List<int>();
        for (int placement = 0; placement < 40; placement++)
            if (distinct[placement])
                found.Add(placement);
        Assert.Equal(ReadingTetris.Placements(piece), found);
    }

    // reference: O 9; I 7 + 10; S and Z 8 + 9; T, J, L 8 + 8 + 9 + 9.
    [Theory]
    [InlineData(Tetromino.I, 17)]
    [InlineData(Tetromino.O, 9)]
    [InlineData(Tetromino.T, 34)]
    [InlineData(Tetromino.S, 17)]
    [InlineData(Tetromino.Z, 17)]
    [InlineData(Tetromino.J, 34)]
    [InlineData(Tetromino.L, 34)]
    public void APieceHasAsManyDistinctPlacementsAsThePapersCount(Tetromino piece, int count) =>
        Assert.Equal(count, TetrisPlacements.Of(piece).Count(true));

    [Theory]
    [MemberData(nameof(Pieces))]
    public void APlacementThatIsNotDistinctDoesWhatADistinctOneDoes(Tetromino piece)
    {
        var boards = new List<int[]>();
        for (int placement = 0; placement < 40; placement++)
        {
            var board = new TetrisBoard(20);
            board.Drop(piece, placement, out _);
            boards.Add(Rows(board));
        }

        for (int placement = 0; placement < 40; placement++)
            Assert.Equal(1, Enumerable.Range(0, 40).Count(other => TetrisPlacements.Of(piece)[other] && boards[other].SequenceEqual(boards[placement])));
    }

    // A flat I on an empty board: h = 1 1 1 1 0 0 0 0 0 0, so one difference of 1. An upright I on its left end: h₁ = 5, |h₂ − h₁| = 4. A flat
    // I over the columns 4 to 7 from the left lies on the floor; one over 1 to 4 lies on the first, and the cell below its right end is a hole.
    [Fact]
    public void FeaturesAreThoseCountedByHand()
    {
        var board = new TetrisBoard(20);
        board.Drop(Tetromino.I, 0, out _);
        Assert.Equal([1, 1, 1, 1, 0, 0, 0, 0, 0, 0, /**/ 0, 0, 0, 1, 0, 0, 0, 0, 0, /**/ 1, /**/ 0], Features(board));
        board.Drop(Tetromino.I, 10, out _);
        Assert.Equal([5, 1, 1, 1, 0, 0, 0, 0, 0, 0, /**/ 4, 0, 0, 1, 0, 0, 0, 0, 0, /**/ 5, /**/ 0], Features(board));
        board.Drop(Tetromino.I, 1, out _);
        Assert.Equal([5, 2, 2, 2, 2, 0, 0, 0, 0, 0, /**/ 3, 0, 0, 0, 2, 0, 0, 0, 0, /**/ 5, /**/ 1], Features(board));
    }

    // T upside down (placement 20: the flat side above) on an empty board stands on its stem: the two cells beside the stem are holes.
    [Fact]
    public void AnOverhangMakesHolesBelowIt()
    {
        var board = new TetrisBoard(20);
        board.Drop(Tetromino.T, 20 + 3, out _);
        Assert.Equal([0, 0, 0, 2, 2, 2, 0, 0, 0, 0, /**/ 0, 0, 2, 0, 0, 2, 0, 0, 0, /**/ 2, /**/ 2], Features(board));
    }

    // Rows with only the last column open: an upright I there removes one row for each of them that it reaches.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void AnUprightPieceRemovesUpToFourRowsAtOnce(int rows)
    {
        var board = new TetrisBoard(20);
        for (int row = 0; row < rows; row++)
            board.SetRow(row, 0b01_1111_1111);
        Assert.Equal(rows, board.Drop(Tetromino.I, 10 + 9, out bool isOver));
        Assert.False(isOver);
        Assert.Equal(Enumerable.Range(0, 20).Select(row => row < 4 - rows ? 0b10_0000_0000 : 0), Rows(board));
    }

    // Rows 0 and 2 lack the last column only, row 1 the first one too. The I fills rows 0 to 3 of the last column: rows 0 and 2 vanish, row 1
    // comes down to 0 and the I's own top to 1, below what stood in row 3.
    [Fact]
    public void RowsAboveAndBetweenTheRemovedOnesMoveDown()
    {
        var board = new TetrisBoard(20);
        board.SetRow(0, 0b01_1111_1111);
        board.SetRow(1, 0b01_1111_1110);
        board.SetRow(2, 0b01_1111_1111);
        board.SetRow(3, 0b00_0000_0001);
        Assert.Equal(2, board.Drop(Tetromino.I, 19, out _));
        Assert.Equal((0b11_1111_1110, 0b10_0000_0001, 0), (board.GetRow(0), board.GetRow(1), board.GetRow(2)));
    }

    // A tower of height 19 in the first column: a flat I lies in row 19, the last one. A second one lies above the top, and its row is cut off.
    [Fact]
    public void TheGameIsOverWhenACellRemainsAboveTheTopRow()
    {
        TetrisBoard board = Tower(19);
        board.Drop(Tetromino.I, 0, out bool isOver);
        Assert.False(isOver);
        int[] before = Rows(board);
        board.Drop(Tetromino.I, 0, out isOver);
        Assert.True(isOver);
        Assert.Equal(before, Rows(board));
    }

    // The last column stands at 17, so that an upright I on it reaches from row 17 to row 20, one above the top row, 19. Where it fills the top
    // row, that row vanishes, the cell above comes down and the game goes on.
    [Theory]
    [InlineData(0b01_1111_1111, 1, false)]
    [InlineData(0b01_1111_1110, 0, true)]
    public void RowsAreRemovedBeforeTheTopIsLookedAt(int topRow, int removed, bool over)
    {
        var board = new TetrisBoard(20);
        board.SetRow(16, 0b10_0000_0000);
        board.SetRow(19, topRow);
        Assert.Equal(removed, board.Drop(Tetromino.I, 19, out bool isOver));
        Assert.Equal(over, isOver);
    }

    // As above, but the column stands at 18: the I reaches from row 18 to 21. The top row vanishes, and one cell is still above the top.
    [Fact]
    public void RowsRemovedByALosingMoveCount()
    {
        var board = new TetrisBoard(20);
        board.SetRow(17, 0b10_0000_0000);
        board.SetRow(19, 0b01_1111_1111);
        Assert.Equal(1, board.Drop(Tetromino.I, 19, out bool isOver));
        Assert.True(isOver);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(29)]
    public void OtherHeightsAreRefused(int height) => Assert.Throws<ArgumentOutOfRangeException>(() => new TetrisBoard(height));

    [Theory]
    [InlineData(0, 40)]
    [InlineData(0, -1)]
    [InlineData(7, 0)]
    [InlineData(-1, 0)]
    public void WhatIsNoPlacementIsRefused(int piece, int placement)
    {
        var board = new TetrisBoard(20);
        Assert.Throws<ArgumentOutOfRangeException>(() => board.Drop((Tetromino)piece, placement, out _));
        Assert.All(Rows(board), row => Assert.Equal(0, row));
    }

    private static int Any(List<int> placements, ref RandomStream choice) => placements[choice.NextBelow(placements.Count)];

    private static int PlayBesideTheReadingEdition(int height, Func<ReadingTetris, Tetromino, int> choose, ref RandomStream random)
    {
        var board = new TetrisBoard(height);
        var expected = new ReadingTetris(height);
        int total = 0;
        bool isOver = false;
        for (int move = 0; !isOver && move < 400; move++)
        {
            Tetromino piece = TetrisPlacements.Draw(ref random);
            int placement = choose(expected, piece);
            (int removed, bool over) = expected.Drop(piece, placement);
            Assert.Equal(removed, board.Drop(piece, placement, out isOver));
            Assert.Equal(over, isOver);
            Assert.Equal(expected.Features(), Features(board));
            for (int row = 0; row < height; row++)
                Assert.Equal(expected.Row(row), board.GetRow(row));
            total += removed;
        }

        return total;
    }

    private static TetrisBoard Tower(int rows)
    {
        var board = new TetrisBoard(20);
        for (int row = 0; row < rows; row++)
            board.SetRow(row, 1);
        return board;
    }

    private static double[] Features(in TetrisBoard board)
    {
        double[] features = new double[TetrisBoard.Features];
        board.WriteFeatures(features);
        return features;
    }

    private static int[] Rows(TetrisBoard board) => [.. Enumerable.Range(0, board.Height).Select(row => board.GetRow(row))];
}
