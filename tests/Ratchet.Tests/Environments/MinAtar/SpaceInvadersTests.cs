using Xunit;

namespace Ratchet.Tests.Environments.MinAtar;

public class SpaceInvadersTests
{
    private const int Alien = 1, AlienLeft = 2, AlienRight = 3, FriendlyBullet = 4, EnemyBullet = 5;

    // The move timer stands at 12: it is 0 after twelve steps, and the thirteenth moves.
    [Fact]
    public void TheBlockMovesInTheThirteenthStep()
    {
        GameProbe game = new GameProbe("space-invaders").Step(times: 12);
        Assert.Equal(Enumerable.Range(0, 24).Select(i => (2 + i % 6, i / 6)), game.Cells(Alien));
        game.Step();
        Assert.Equal(Enumerable.Range(0, 24).Select(i => (1 + i % 6, i / 6)), game.Cells(Alien));
        Assert.Equal(game.Cells(Alien), game.Cells(AlienLeft));
        Assert.Empty(game.Cells(AlienRight));
    }

    // With 3 aliens left the timer is set to min(3, 12): they move every three steps.
    [Fact]
    public void FewAliensMoveAsOftenAsTheyAre()
    {
        GameProbe game = With(direction: 1, (0, 0), (1, 0), (2, 0));
        game["move_timer"] = 0;
        for (int step = 1; step <= 7; step++)
            Assert.Equal(1 + (step - 1) / 3, game.Step().Cells(Alien)[0].X);
    }

    [Fact]
    public void AtTheEdgeTheBlockComesDownAndTurns()
    {
        GameProbe game = With(direction: -1, (0, 2), (4, 3));
        game["move_timer"] = 0;
        Assert.Equal([(0, 3), (4, 4)], game.Step().Cells(AlienRight));
        Assert.Equal((1.0, false), (game["alien_direction"], game.Terminated));
    }

    [Fact]
    public void FromTheLastRowTheBlockWrapsAndTheGameEnds()
    {
        GameProbe game = With(direction: 1, (9, 2), (2, 9));
        game["move_timer"] = 0;
        Assert.Equal([(2, 0), (9, 3)], game.Step().Cells(Alien));
        Assert.True(game.Terminated);
    }

    // In row 9 aliens pass by: only one on the cannon ends the game.
    [Theory]
    [InlineData(6, true)]
    [InlineData(8, false)]
    public void AnAlienThatMovesOntoTheCannonEndsTheGame(int x, bool ends)
    {
        GameProbe game = With(direction: -1, (x, 9));
        game["move_timer"] = 0;
        Assert.Equal(ends, game.Step().Terminated);
    }

    // Columns 3 and 7 are as near to the cannon in column 5: the smaller one shoots, from its lowest alien. The bullet stays where it appears
    // and comes down from the next step on.
    [Fact]
    public void TheLowestAlienOfTheNearestColumnShoots()
    {
        GameProbe game = With(direction: -1, (3, 1), (3, 4), (7, 5), (1, 8));
        game["alien_shot_timer"] = 0;
        Assert.Equal([(3, 4)], game.Step().Cells(EnemyBullet));
        Assert.Equal([(3, 5)], game.Step().Cells(EnemyBullet));
    }

    [Fact]
    public void ABulletOnTheCannonEndsTheGameWhereTheCannonIsNow()
    {
        GameProbe game = With(direction: -1, (0, 0));
        game["enemy_bullets", 85] = 1;
        Assert.False(game.Step(GameProbe.Left).Terminated);
        game = With(direction: -1, (0, 0));
        game["enemy_bullets", 84] = 1;
        Assert.True(game.Step(GameProbe.Left).Terminated);
    }

    // A shot sets the timer to 5, and it counts down in the same step: the next shot is possible five steps later.
    [Fact]
    public void AShotIsSeenInRowEightAndTheNextComesFiveStepsLater()
    {
        GameProbe game = With(direction: -1, (0, 0));
        Assert.Equal([(5, 8)], game.Step(GameProbe.Fire).Cells(FriendlyBullet));
        Assert.Equal([(5, 4)], game.Step(GameProbe.Fire, 4).Cells(FriendlyBullet));
        Assert.Equal([(5, 3), (5, 8)], game.Step(GameProbe.Fire).Cells(FriendlyBullet));
    }

    [Fact]
    public void ABulletAndAnAlienOnOneCellGo()
    {
        GameProbe game = With(direction: -1, (5, 3), (5, 4), (6, 4));
        game["friendly_bullets", 55] = 1;
        Assert.Equal(1, game.Step().Reward);
        Assert.Equal([(5, 3), (6, 4)], game.Cells(Alien));
        Assert.Empty(game.Cells(FriendlyBullet));
    }

    [Theory]
    [InlineData(true, 12, 11, 1)]
    [InlineData(true, 6, 6, 0)]
    [InlineData(false, 12, 12, 0)]
    public void TheNextWaveComesAtOnceAndFaster(bool ramping, double interval, double next, double rampIndex)
    {
        GameProbe game = With(direction: 1, ramping, (5, 3));
        game["friendly_bullets", 45] = 1;
        (game["move_interval"], game["move_timer"], game["alien_shot_timer"]) = (interval, 5, 7);
        Assert.Equal(1, game.Step().Reward);
        Assert.Equal(Enumerable.Range(0, 24).Select(i => (2 + i % 6, i / 6)), game.Cells(AlienRight));
        Assert.Equal((next, 4.0, 6.0, rampIndex), (game["move_interval"], game["move_timer"], game["alien_shot_timer"], game["ramp_index"]));
    }

    private static GameProbe With(int direction, params (int X, int Y)[] aliens) => With(direction, true, aliens);

    private static GameProbe With(int direction, bool ramping, params (int X, int Y)[] aliens)
    {
        var game = new GameProbe("space-invaders", ramping: ramping);
        double[] cells = new double[100];
        foreach ((int x, int y) in aliens)
            cells[10 * y + x] = 1;
        game.Set("aliens", cells);
        game["alien_direction"] = direction;
        return game;
    }
}
