using Xunit;

namespace Ratchet.Tests.Environments.MinAtar;

public class BreakoutTests
{
    private const int Paddle = 0, Ball = 1, Trail = 2, Brick = 3;

    [Fact]
    public void TheBallComesFromEitherSideOntoFullBricks()
    {
        var starts = new HashSet<(int, double)>();
        for (ulong seed = 0; seed < 20; seed++)
        {
            var game = new GameProbe("breakout", seed);
            starts.Add((Assert.Single(game.Cells(Ball)).X, game["ball_dx"]));
            Assert.Equal([(4, 9)], game.Cells(Paddle));
            Assert.Equal(game.Cells(Ball), game.Cells(Trail));
            Assert.Equal(Enumerable.Range(10, 30).Select(cell => (cell % 10, cell / 10)), game.Cells(Brick));
        }

        Assert.Equal([(0, 1.0), (9, -1.0)], starts.Order());
    }

    // From (4, 4) to the right and up: the brick at (5, 3) is broken, the ball takes the column but not the row, and turns down.
    [Fact]
    public void ABrokenBrickTurnsTheBall()
    {
        GameProbe game = At(4, 4, 1, -1).Step();
        Assert.Equal((1.0, 1.0, 1.0), (game.Reward, game["ball_dy"], game["strike"]));
        Assert.Equal([(5, 4)], game.Cells(Ball));
        Assert.Equal([(4, 4)], game.Cells(Trail));
        Assert.DoesNotContain((5, 3), game.Cells(Brick));
        Assert.Equal(29, game.Cells(Brick).Length);
    }

    [Fact]
    public void ABallThatStruckPassesThroughTheNextBricksUntilItIsFree()
    {
        GameProbe game = At(4, 4, 1, -1);
        game["strike"] = 1;
        foreach ((int X, int Y) cell in new[] { (5, 3), (6, 2), (7, 1) })
        {
            Assert.Equal((0.0, 1.0), (game.Step().Reward, game["strike"]));
            Assert.Equal([cell], game.Cells(Ball));
            Assert.Equal(30, game.Cells(Brick).Length);
        }

        Assert.Equal((0.0, 0.0), (game.Step().Reward, game["strike"]));
        Assert.Equal([(8, 0)], game.Cells(Ball));
    }

    // Row −1 is not left: the ball stays in row 0 for a step and turns.
    [Fact]
    public void TheTopMirrorsTheBall()
    {
        GameProbe game = At(4, 0, 1, -1).Step();
        Assert.Equal([(5, 0)], game.Cells(Ball));
        Assert.Equal((1.0, 1.0), (game["ball_dx"], game["ball_dy"]));
    }

    [Fact]
    public void AWallMirrorsTheBallAndLetsItFall()
    {
        GameProbe game = At(9, 5, 1, 1).Step();
        Assert.Equal([(9, 6)], game.Cells(Ball));
        Assert.Equal((-1.0, 1.0), (game["ball_dx"], game["ball_dy"]));
    }

    // The ball falls from (4, 8) towards (5, 9): under its old column the paddle mirrors it, under the new one it reverses it.
    [Theory]
    [InlineData(4, 1.0)]
    [InlineData(5, -1.0)]
    public void ThePaddleSendsTheBallBack(int paddle, double direction)
    {
        GameProbe game = At(4, 8, 1, 1);
        game["paddle"] = paddle;
        game.Step();
        Assert.Equal([(5, 8)], game.Cells(Ball));
        Assert.Equal((direction, -1.0, false), (game["ball_dx"], game["ball_dy"], game.Terminated));
    }

    // At the wall the candidate column is clamped to the ball's own: the wall and the paddle both turn it.
    [Fact]
    public void ThePaddleInTheCornerSendsTheBallBack()
    {
        GameProbe game = At(9, 8, 1, 1);
        game["paddle"] = 9;
        game.Step();
        Assert.Equal([(9, 8)], game.Cells(Ball));
        Assert.Equal((-1.0, -1.0), (game["ball_dx"], game["ball_dy"]));
    }

    [Fact]
    public void ThePaddleMovesBeforeTheBallFalls()
    {
        GameProbe game = At(4, 8, 1, 1);
        game["paddle"] = 6;
        Assert.False(game.Step(GameProbe.Left).Terminated);
        Assert.Equal([(5, 9)], game.Cells(Paddle));
    }

    [Fact]
    public void ALostBallEndsTheGame()
    {
        GameProbe game = At(4, 8, 1, 1);
        game["paddle"] = 6;
        Assert.True(game.Step().Terminated);
        Assert.Equal([(5, 9)], game.Cells(Ball));
        Assert.Equal((0.0, true), (game.Step().Reward, game.Terminated));
        Assert.Equal([(5, 9)], game.Cells(Ball));
    }

    [Fact]
    public void BricksComeBackOnlyWhenTheBallReachesThePaddlesRow()
    {
        GameProbe game = At(3, 7, 1, 1);
        game.Set("bricks");
        Assert.Empty(game.Step().Cells(Brick));
        Assert.Equal(30, game.Step().Cells(Brick).Length);
        Assert.False(game.Terminated);
    }

    private static GameProbe At(int x, int y, int dx, int dy)
    {
        var game = new GameProbe("breakout");
        (game["ball_x"], game["ball_y"], game["ball_dx"], game["ball_dy"]) = (x, y, dx, dy);
        return game;
    }
}
