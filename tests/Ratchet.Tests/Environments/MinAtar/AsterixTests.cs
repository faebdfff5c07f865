using Xunit;

namespace Ratchet.Tests.Environments.MinAtar;

public class AsterixTests
{
    private const int Player = 0, Enemy = 1, Trail = 2, Gold = 3;

    // The spawn timer reaches 0 after 10 steps, so that the 11th spawns. The move timer reaches 0 after 5; the 6th step moves and sets it to 5,
    // less 1: the 11th moves again, the newcomer too.
    [Fact]
    public void TheFirstEntityComesInTheEleventhStepAndMovesAtOnce()
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            GameProbe game = new GameProbe("asterix", seed).Step(times: 10);
            Assert.Empty(game.Cells(Enemy).Concat(game.Cells(Gold)));
            (int x, int y) = Assert.Single(game.Step().Cells(Enemy).Concat(game.Cells(Gold)));
            Assert.True(x is 1 or 8 && y is >= 1 and <= 8);
            Assert.Equal([(x == 1 ? 0 : 9, y)], game.Cells(Trail));
        }
    }

    // The timer runs 100, 99, …, −1 in 101 steps and the 102nd ramps. Spawns: 10 − n after n ramps. Moves: one less at ramps 2, 4, 6, 8.
    // After 9 ramps both are 1 and the game stays as it is.
    [Fact]
    public void RampsEvery102StepsUntilBothAreOne()
    {
        var game = new GameProbe("asterix");
        for (int step = 1; step <= 1200; step++)
        {
            game.Set("entity_direction");
            game.Step();
            int ramps = Math.Min(step / 102, 9);
            Assert.Equal((10.0 - ramps, 5.0 - ramps / 2, ramps), (game["spawn_speed"], game["move_interval"], game["ramp_index"]));
        }
    }

    [Fact]
    public void WithoutRampingNothingChanges()
    {
        var game = new GameProbe("asterix", ramping: false);
        for (int step = 1; step <= 300; step++)
        {
            game.Set("entity_direction");
            game.Step();
        }

        Assert.Equal((10.0, 5.0, 100.0), (game["spawn_speed"], game["move_interval"], game["ramp_timer"]));
    }

    [Theory]
    [InlineData(1, 1.0, false)]
    [InlineData(0, 0.0, true)]
    public void AnEntityIsMetWhenThePlayerStepsOntoIt(double gold, double reward, bool ends)
    {
        GameProbe game = With(x: 6, direction: 1, gold).Step(GameProbe.Right);
        Assert.Equal((reward, ends), (game.Reward, game.Terminated));
        Assert.Equal(ends ? 1 : 0, game.Cells(Enemy).Length + game.Cells(Gold).Length);
    }

    [Theory]
    [InlineData(1, 1.0, false)]
    [InlineData(0, 0.0, true)]
    public void AnEntityIsMetWhenItMovesOntoThePlayer(double gold, double reward, bool ends)
    {
        GameProbe game = With(x: 6, direction: -1, gold);
        game["move_timer"] = 0;
        game.Step();
        Assert.Equal((reward, ends), (game.Reward, game.Terminated));
    }

    // Player and entity change places: before the move the player stands on its cell, so that they meet.
    [Fact]
    public void NobodyPassesThrough()
    {
        GameProbe game = With(x: 6, direction: -1, gold: 0);
        game["move_timer"] = 0;
        Assert.True(game.Step(GameProbe.Right).Terminated);
        Assert.Equal([(5, 5)], game.Cells(Enemy));
        Assert.Equal([(6, 5)], game.Cells(Player));
    }

    [Fact]
    public void AnEntityLeavesAtTheEdge()
    {
        GameProbe game = With(x: 9, direction: 1, gold: 0);
        game["move_timer"] = 0;
        Assert.Empty(game.Step().Cells(Enemy));
    }

    [Fact]
    public void ThePlayerStaysInTheRowsOneToEight()
    {
        var game = new GameProbe("asterix");
        Assert.Equal([(5, 1)], game.Step(GameProbe.Up, 6).Cells(Player));
        game = new GameProbe("asterix");
        Assert.Equal([(5, 8)], game.Step(GameProbe.Down, 6).Cells(Player));
    }

    [Fact]
    public void NothingIsSpawnedWhereAllRowsAreTaken()
    {
        var game = new GameProbe("asterix");
        game.Set("entity_direction", 1, 1, 1, 1, 1, 1, 1, 1);
        (game["spawn_timer"], game["move_timer"]) = (0, 3);
        Assert.Equal(8, game.Step().Cells(Enemy).Length);
        Assert.All(game.Cells(Enemy), cell => Assert.Equal(0, cell.X));
    }

    // The player stands at (5, 5): slot 4 is its row.
    private static GameProbe With(double x, double direction, double gold)
    {
        var game = new GameProbe("asterix");
        (game["entity_direction", 4], game["entity_x", 4], game["entity_is_gold", 4]) = (direction, x, gold);
        return game;
    }
}
