using Xunit;

namespace Ratchet.Tests.Environments.MinAtar;

public class FreewayTests
{
    private const int Chicken = 0, Car = 1;

    [Fact]
    public void AGameTakes2501Steps()
    {
        GameProbe game = new GameProbe("freeway").Step(times: 2500);
        Assert.False(game.Terminated);
        Assert.True(game.Step().Terminated);
    }

    // The timer counts s, s − 1, …, 0 and the step after moves: step s + 1, 2(s + 1), …
    [Fact]
    public void ACarOfSpeedSMovesEverySPlusOneSteps()
    {
        GameProbe game = Cars(direction: 1, 1, 2, 3, 4, 5, 1, 2, 3);
        for (int step = 1; step <= 30; step++)
        {
            game.Step();
            Assert.Equal(new[] { 1, 2, 3, 4, 5, 1, 2, 3 }.Select((s, lane) => (step / (s + 1) % 10, lane + 1)), game.Cells(Car));
        }
    }

    // All cars stand at column 0 at the start; the cell behind one that drives to the right is column 9, to the left column 1.
    [Theory]
    [InlineData(1, 9)]
    [InlineData(-1, 1)]
    public void TheCellBehindACarTellsItsSpeed(int direction, int behind)
    {
        GameProbe game = Cars(direction, 5, 5, 5, 5, 5, 5, 5, 5);
        for (int lane = 0; lane < 5; lane++)
            game["car_speed", lane] = lane + 1;
        game.Step();
        for (int speed = 1; speed <= 4; speed++)
            Assert.Equal([(behind, speed)], game.Cells(speed + 1));
        Assert.Equal([(behind, 5), (behind, 6), (behind, 7), (behind, 8)], game.Cells(6));
    }

    // The first move is possible in step 4 and then every third: row 0 is reached with the ninth, in step 4 + 8·3 = 28. Cars of speed 5 have then moved
    // four times, to the left: none comes near column 4.
    [Fact]
    public void TheNinthMoveCrossesTheRoad()
    {
        GameProbe game = Cars(direction: -1, 5, 5, 5, 5, 5, 5, 5, 5);
        for (int step = 1; step < 28; step++)
        {
            Assert.Equal(0, game.Step(GameProbe.Up).Reward);
            Assert.Equal([(4, 9 - Math.Max(0, (step - 1) / 3))], game.Cells(Chicken));
        }

        Assert.Equal(1, game.Step(GameProbe.Up).Reward);
        Assert.Equal([(4, 9)], game.Cells(Chicken));
        Assert.All(game.Cells(Car), cell => Assert.Equal(6, cell.X));
    }

    [Theory]
    [InlineData(4, 3)]
    [InlineData(3, 0)]
    public void ACarThrowsTheChickenBackWithoutAnEnd(int x, int timer)
    {
        GameProbe game = Cars(direction: 1, 5, 5, 5, 5, 5, 5, 5, 5);
        (game["chicken_y"], game["car_x", 4], game["car_timer", 4]) = (5, x, timer);
        Assert.Equal([(4, 9)], game.Step().Cells(Chicken));
        Assert.Equal((0.0, false), (game.Reward, game.Terminated));
    }

    [Fact]
    public void SpeedsAndDirectionsAreDrawnUniformly()
    {
        int[] speeds = new int[6];
        int right = 0;
        for (ulong seed = 0; seed < 250; seed++)
        {
            var game = new GameProbe("freeway", seed);
            foreach (double speed in game.Get("car_speed"))
                speeds[(int)speed]++;
            right += game.Get("car_direction").Count(direction => direction > 0);
            Assert.Equal(game.Get("car_speed"), game.Get("car_timer"));
        }

        // 2000 draws: 400 of each speed with a deviation of √(2000·0.2·0.8) = 18, 1000 to the right with one of 22.
        Assert.All(speeds[1..], count => Assert.InRange(count, 400 - 72, 400 + 72));
        Assert.InRange(right, 1000 - 88, 1000 + 88);
    }

    private static GameProbe Cars(int direction, params double[] speeds)
    {
        var game = new GameProbe("freeway");
        game.Set("car_speed", speeds);
        game.Set("car_timer", speeds);
        game.Set("car_direction", [.. speeds.Select(_ => (double)direction)]);
        return game;
    }
}
