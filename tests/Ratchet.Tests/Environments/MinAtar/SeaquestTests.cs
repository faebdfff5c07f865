using Xunit;

namespace Ratchet.Tests.Environments.MinAtar;

public class SeaquestTests
{
    private const int SubFront = 0, SubBack = 1, FriendlyBullet = 2, Trail = 3, EnemyFish = 5, OxygenGauge = 7, DiverGauge = 8, Diver = 9;

    // floor(115·10 / 200) = 5: the oxygen that is left, since a step that ends in row 0 uses none.
    [Fact]
    public void SixDiversPayTheOxygenThatIsLeftAndLeaveMinusOne()
    {
        GameProbe game = Below(divers: 6, oxygen: 115).Step(GameProbe.Up);
        Assert.Equal((5.0, false), (game.Reward, game.Terminated));
        Assert.Equal((-1.0, 200.0, 1.0), (game["divers_aboard"], game["oxygen"], game["at_surface"]));
        Assert.Empty(game.Cells(DiverGauge));
        Assert.Equal((19.0, 5.0, 1.0), (game["spawn_speed"], game["move_interval"], game["ramp_index"]));
    }

    [Fact]
    public void MinusOneDiversSurfaceWithoutHarm()
    {
        GameProbe game = Below(divers: -1, oxygen: 100).Step(GameProbe.Up);
        Assert.Equal((0.0, false, -2.0), (game.Reward, game.Terminated, game["divers_aboard"]));
        // The second ramp counts from an odd index: moves become faster as well.
        Assert.Equal(1, game["ramp_index"]);
        game.Step(GameProbe.Down).Step(GameProbe.Up);
        Assert.Equal((18.0, 4.0, 2.0), (game["spawn_speed"], game["move_interval"], game["ramp_index"]));
    }

    [Theory]
    [InlineData(0, true, 0)]
    [InlineData(1, false, 0)]
    [InlineData(5, false, 4)]
    public void SurfacingCostsADiverAndWithoutOneTheGame(double divers, bool ends, double left)
    {
        GameProbe game = Below(divers, oxygen: 100).Step(GameProbe.Up);
        Assert.Equal((0.0, ends, left), (game.Reward, game.Terminated, game["divers_aboard"]));
    }

    // 20 → 1 takes 19 ramps; 5 → 2 takes those with the indices 1, 3 and 5. Then the index stands still.
    [Fact]
    public void RampingEndsAtOneAndTwo()
    {
        GameProbe game = Below(divers: -1, oxygen: 200);
        for (int i = 0; i < 25; i++)
        {
            Clear(game);
            game.Step(GameProbe.Up).Step(GameProbe.Down);
        }

        Assert.Equal((1.0, 2.0, 19.0), (game["spawn_speed"], game["move_interval"], game["ramp_index"]));
    }

    // Below the surface each step takes 1: the 200th leaves 0, and the 201st finds it empty.
    [Fact]
    public void OxygenLastsFor200Steps()
    {
        var game = new GameProbe("seaquest");
        game.Step(GameProbe.Down);
        Assert.Equal(199, game["oxygen"]);
        for (int step = 2; step <= 200; step++)
        {
            Clear(game);
            Assert.False(game.Step().Terminated);
        }

        Clear(game);
        Assert.Equal((0.0, true), (game["oxygen"], game.Step().Terminated));
    }

    // The cells 0 … floor(oxygen·10 / 200) − 1: ten for 200, nine from 199 to 180, none below 20. Three divers fill 6, 7 and 8.
    [Theory]
    [InlineData(200, 10)]
    [InlineData(199, 9)]
    [InlineData(180, 9)]
    [InlineData(179, 8)]
    [InlineData(19, 0)]
    public void TheGaugesFillRowNine(double oxygen, int cells)
    {
        GameProbe game = Below(divers: 3, oxygen + 1);
        if (oxygen == 200)
            (game["sub_y"], game["at_surface"], game["oxygen"]) = (0, 1, 200);
        game.Step();
        Assert.Equal(Enumerable.Range(0, cells).Select(x => (x, 9)), game.Cells(OxygenGauge));
        Assert.Equal([(6, 9), (7, 9), (8, 9)], game.Cells(DiverGauge));
    }

    [Fact]
    public void WaitingAtTheSurfaceNeverEnds()
    {
        GameProbe game = new GameProbe("seaquest").Step(times: 12_000);
        Assert.Equal((0.0, false, 200.0), (game.Reward, game.Terminated, game["oxygen"]));
    }

    [Fact]
    public void TheBackIsBehindTheWayTheSubmarineFaces()
    {
        var game = new GameProbe("seaquest");
        Assert.Equal([(6, 0)], game.Cells(SubBack));
        game.Step(GameProbe.Right);
        Assert.Equal((6, 5), (game.Cells(SubFront)[0].X, game.Cells(SubBack)[0].X));
        game.Step(GameProbe.Left, 9);
        Assert.Equal((0, 1), (game.Cells(SubFront)[0].X, game.Cells(SubBack)[0].X));
    }

    // A bullet starts at the submarine's cell and moves in the same step. The timer is set to 5 and counts: the next one five steps later.
    [Fact]
    public void ABulletLeavesAtOnceAndTheNextComesFiveStepsLater()
    {
        GameProbe game = new GameProbe("seaquest").Step(GameProbe.Fire);
        Assert.Equal([(4, 0)], game.Cells(FriendlyBullet));
        Assert.Equal([(0, 0)], game.Step(GameProbe.Fire, 4).Cells(FriendlyBullet));
        Assert.Equal([(4, 0)], game.Step(GameProbe.Fire).Cells(FriendlyBullet));
    }

    [Fact]
    public void ABulletTakesTheOldestFishOfItsCell()
    {
        GameProbe game = Below(divers: 0, oxygen: 100);
        game.Set("enemy_fish", 2, 5, 1, 3, /* then */ 2, 5, 1, 1);
        game.Set("friendly_bullets", 1, 5, 1);
        Assert.Equal(1, game.Step().Reward);
        // The younger one is left; its timer went from 1 to 0.
        Assert.Equal((1, 0.0), (Count(game, "enemy_fish"), game["enemy_fish", 3]));
    }

    // The older bullet from the left and the newer one from the right reach the same fish: the newer one has its turn first, the older goes on.
    [Fact]
    public void TheNewestBulletHasItsTurnFirst()
    {
        GameProbe game = Below(divers: 0, oxygen: 100);
        game.Set("enemy_fish", 4, 5, 1, 3);
        game.Set("friendly_bullets", 3, 5, 1, /* then */ 5, 5, -1);
        Assert.Equal(1, game.Step().Reward);
        Assert.Equal((1, 1.0), (Count(game, "friendly_bullets"), game["friendly_bullets", 2]));
        Assert.Equal([(4, 5)], game.Cells(FriendlyBullet));
    }

    // The bullet goes from 2 to 3, then the submarine from 4 to 3: both go. Its time to shoot had come all the same: a bullet at 3, which moves to 2.
    [Fact]
    public void ASubmarineThatIsShotStillShoots()
    {
        GameProbe game = Below(divers: 0, oxygen: 100);
        game.Set("enemy_subs", 4, 5, -1, 0, 0);
        game.Set("friendly_bullets", 2, 5, 1);
        Assert.Equal(1, game.Step().Reward);
        Assert.Equal((0, 0, 1), (Count(game, "enemy_subs"), Count(game, "friendly_bullets"), Count(game, "enemy_bullets")));
        Assert.Equal([2, 5, -1], game.Get("enemy_bullets")[..3]);
    }

    // The timer counts 5, 4, …, 0, and the step after moves: every sixth step.
    [Fact]
    public void AnEnemyMovesEveryIntervalPlusOneSteps()
    {
        GameProbe game = Below(divers: 0, oxygen: 100);
        game.Set("enemy_fish", 0, 5, 1, 5);
        Assert.Equal([(0, 5)], game.Step(times: 5).Cells(EnemyFish));
        Assert.Empty(game.Cells(Trail));
        Assert.Equal([(1, 5)], game.Step().Cells(EnemyFish));
        Assert.Equal([(0, 5)], game.Cells(Trail));
        Assert.Equal([(2, 5)], game.Step(times: 6).Cells(EnemyFish));
    }

    // The player stands at (5, 1).
    [Theory]
    [InlineData("enemy_fish", 4)]
    [InlineData("enemy_subs", 5)]
    public void AnEnemyEndsTheGameWhereItMeetsThePlayer(string name, int width)
    {
        foreach ((double x, double timer, bool ends) in new[] { (4.0, 0.0, true), (5, 3, true), (3, 0, false), (4, 1, false) })
        {
            GameProbe game = Below(divers: 0, oxygen: 100);
            game.Set(name, [.. new[] { x, 1, 1, timer, 9 }.Take(width)]);
            Assert.Equal(ends, game.Step().Terminated);
        }
    }

    [Theory]
    [InlineData(3, false, 4)]
    [InlineData(4, true, 5)]
    [InlineData(5, true, 6)]
    public void AnEnemyBulletEndsTheGameBeforeAndAfterItsMove(double x, bool ends, double after)
    {
        GameProbe game = Below(divers: 0, oxygen: 100);
        game.Set("enemy_bullets", x, 1, 1);
        Assert.Equal(ends, game.Step().Terminated);
        Assert.Equal(after, game["enemy_bullets"]);
    }

    [Theory]
    [InlineData(5, 3.0, 0, 6)]
    [InlineData(4, 0.0, 0, 6)]
    [InlineData(4, 1.0, 1, 5)]
    public void ADiverIsPickedUpBeforeAndAfterItsMove(double x, double timer, int left, double aboard)
    {
        GameProbe game = Below(divers: 5, oxygen: 100);
        game.Set("divers", x, 1, 1, timer);
        game.Step();
        Assert.Equal((left, aboard), (Count(game, "divers"), game["divers_aboard"]));
    }

    [Fact]
    public void ASeventhDiverStaysInTheWater()
    {
        GameProbe game = Below(divers: 6, oxygen: 100);
        game.Set("divers", 5, 1, 1, 0);
        Assert.Equal([(6, 1)], game.Step().Cells(Diver));
        Assert.Equal(6, game["divers_aboard"]);
    }

    // All rows hold a fish that goes to the right: whatever is drawn to the left is cancelled.
    [Fact]
    public void InARowAllEnemiesGoTheSameWay()
    {
        int spawned = 0;
        for (ulong seed = 0; seed < 40; seed++)
        {
            var game = new GameProbe("seaquest", seed);
            game.Set("enemy_fish", [.. Enumerable.Range(1, 8).SelectMany(row => new double[] { 7, row, 1, 5 })]);
            game["spawn_timer"] = 0;
            game.Step();
            spawned += Count(game, "enemy_fish") + Count(game, "enemy_subs") - 8;
            Assert.DoesNotContain(game.Cells(EnemyFish), cell => cell.X == 9);
            Assert.Equal(19, game["spawn_timer"]);
        }

        Assert.InRange(spawned, 8, 32);
    }

    private static void Clear(GameProbe game)
    {
        foreach (string name in new[] { "enemy_subs", "enemy_fish", "enemy_bullets", "divers" })
            game.Set(name);
    }

    /// <summary>A row is empty where its direction, the third number, is 0.</summary>
    private static int Count(GameProbe game, string name)
    {
        int width = name switch { "enemy_subs" => 5, "enemy_fish" or "divers" => 4, _ => 3 };
        return game.Get(name).Chunk(width).Count(row => row[2] != 0);
    }

    private static GameProbe Below(double divers, double oxygen)
    {
        var game = new GameProbe("seaquest");
        (game["sub_y"], game["at_surface"], game["divers_aboard"], game["oxygen"]) = (1, 0, divers, Math.Min(oxygen, 200));
        return game;
    }
}
