using Ratchet.Environments;
using Ratchet.Environments.MinAtar;
using Ratchet.Numerics;
using Xunit;

namespace Ratchet.Tests.Environments.MinAtar;

/// <summary>What stands around the games: spaces, sticky actions, the batch, the state.</summary>
public class MinAtarTests
{
    public static TheoryData<string> Games => ["breakout", "asterix", "freeway", "space-invaders", "seaquest"];

    [Theory]
    [InlineData("breakout", 4, new[] { 0, 1, 3 })]
    [InlineData("asterix", 4, new[] { 0, 1, 2, 3, 4 })]
    [InlineData("freeway", 7, new[] { 0, 2, 4 })]
    [InlineData("space-invaders", 6, new[] { 0, 1, 3, 5 })]
    [InlineData("seaquest", 10, new[] { 0, 1, 2, 3, 4, 5 })]
    public void HasTheChannelsAndTheActionSetsOfTheGame(string name, int channels, int[] minimal)
    {
        IEnvironment full = GameProbe.Define(name, NoSticking).Create();
        IEnvironment small = GameProbe.Define(name, NoSticking with { MinimalActions = true }).Create();
        Assert.Equal(100 * channels, full.ObservationSpace.Size);
        var box = Assert.IsType<BoxSpace>(full.ObservationSpace);
        Assert.All(box.Low, low => Assert.Equal(0, low));
        Assert.All(box.High, high => Assert.Equal(1, high));
        Assert.Equal((new DiscreteSpace(6), new DiscreteSpace(minimal.Length)), (full.ActionSpace, small.ActionSpace));

        // Action i of the minimal set is the i-th of those that matter.
        RandomStream random = new(1, StreamPurpose.User), same = random;
        full.Reset(ref random);
        small.Reset(ref same);
        for (int step = 0; step < 300; step++)
        {
            int action = step * 7 % 11 % minimal.Length;
            Assert.Equal(full.Step([minimal[action]], ref random).Observation.ToArray(), small.Step([action], ref same).Observation.ToArray());
        }
    }

    [Fact]
    public void IsRegisteredByNameWithAndWithoutTheActionsThatDoNothing() => Assert.Equal(
        [
            "minatar-breakout", "minatar-asterix", "minatar-freeway", "minatar-space-invaders", "minatar-seaquest",
            "minatar-breakout-minimal", "minatar-asterix-minimal", "minatar-freeway-minimal", "minatar-space-invaders-minimal",
        ],
        EnvironmentRegistry.BuiltIn.Definitions.Select(definition => definition.Name).Where(name => name.StartsWith("minatar-", StringComparison.Ordinal)));

    // Whoever cannot lose plays for ever; only Freeway ends by itself.
    [Fact]
    public void OnlyFreewayHasNoLimitOfOurOwn() =>
        Assert.Equal([10_000, 10_000, null, 10_000, 10_000], MinAtarGames.All.Take(5).Select(definition => definition.TimeLimit));

    // The first draw of a step decides. With probability 1 the memory, none, is never left: the paddle stands still, over resets too.
    [Fact]
    public void AnActionThatAlwaysSticksIsNone()
    {
        IEnvironment game = MinAtarGames.Breakout(new MinAtarOptions { StickyProbability = 1 }).Create();
        var random = new RandomStream(1, StreamPurpose.User);
        for (int episode = 0; episode < 3; episode++)
        {
            game.Reset(ref random);
            for (int step = 0; step < 4; step++)
                Assert.Equal(1, game.Step([1], ref random).Observation[(90 + 4) * 4]);
        }
    }

    // Left and then right. Where the first step went left (paddle at 3), the second one goes left again (to 2) with probability p. The share over
    // 2000 games has a deviation of √(p(1 − p)/2000).
    [Fact]
    public void TheLastExecutedActionIsRepeatedAtTheRateAskedFor()
    {
        const double p = 0.25;
        IEnvironment game = MinAtarGames.Breakout(new MinAtarOptions { StickyProbability = p }).Create();
        var random = new RandomStream(1, StreamPurpose.User);
        int repeated = 0, games = 0;
        while (games < 2000)
        {
            game.Reset(ref random);
            if (game.Step([1], ref random).Observation[(90 + 3) * 4] == 0)
                continue;
            games++;
            repeated += game.Step([3], ref random).Observation[(90 + 2) * 4] == 1 ? 1 : 0;
        }

        Assert.InRange(repeated / 2000.0, p - 4 * Math.Sqrt(p * (1 - p) / 2000), p + 4 * Math.Sqrt(p * (1 - p) / 2000));
    }

    // The memory outlives the game: a step to the right, a reset, and then an action that sticks.
    [Fact]
    public void TheMemoryIsKeptOverAReset()
    {
        IEnvironment free = MinAtarGames.Breakout(NoSticking).Create();
        IEnvironment stuck = MinAtarGames.Breakout(new MinAtarOptions { StickyProbability = 1 }).Create();
        var random = new RandomStream(1, StreamPurpose.User);
        free.Reset(ref random);
        free.Step([3], ref random);
        double[] state = new double[free.SnapshotSize];
        free.SaveSnapshot(state);
        stuck.LoadSnapshot(state);
        stuck.Reset(ref random);
        Assert.Equal(1, stuck.Step([0], ref random).Observation[(90 + 5) * 4]);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void AProbabilityThatIsNoneIsRefused(double probability) => Assert.StartsWith(
        "sticky-probability is ",
        Assert.Throws<OptionException>(() => MinAtarGames.Breakout(new MinAtarOptions { StickyProbability = probability })).Message);

    [Theory]
    [MemberData(nameof(Games))]
    public void ASnapshotInMidEpisodeContinuesToTheBit(string name)
    {
        EnvironmentDefinition definition = GameProbe.Define(name);
        IEnvironment game = definition.Create(), other = definition.Create();
        var random = new RandomStream(9, StreamPurpose.User);
        game.Reset(ref random);
        double[] state = new double[game.SnapshotSize], again = new double[game.SnapshotSize];
        for (int step = 0; step < 500; step++)
        {
            game.SaveSnapshot(state);
            other.LoadSnapshot(state);
            other.SaveSnapshot(again);
            Assert.Equal(state, again);
            RandomStream copy = random;
            Transition expected = game.Step([step * 5 % 6], ref random), found = other.Step([step * 5 % 6], ref copy);
            Assert.Equal(expected.Observation.ToArray(), found.Observation.ToArray());
            Assert.Equal((expected.Reward, expected.Terminated), (found.Reward, found.Terminated));
            if (expected.Terminated)
                game.Reset(ref random);
        }
    }

    [Theory]
    [InlineData("breakout", "ball_dx", 0)]
    [InlineData("breakout", "paddle", 10)]
    [InlineData("asterix", "entity_x", 0.5)]
    [InlineData("freeway", "car_speed", 0)]
    [InlineData("space-invaders", "aliens", double.NaN)]
    [InlineData("seaquest", "enemy_fish", -1)]
    public void ADamagedStateIsRefusedByTheNameOfItsField(string game, string field, double value) =>
        Assert.Contains($"'{field}'", Assert.Throws<InvalidDataException>(() => new GameProbe(game)[field] = value).Message);

    [Theory]
    [MemberData(nameof(Games))]
    public void NothingIsAllocatedWhileStepping(string name)
    {
        foreach (EnvironmentDefinition definition in new[] { GameProbe.Define(name), GameProbe.Define(name) with { CreateBatch = null } })
        {
            using var run = new VectorRun(new VectorEnvironment(definition, 8));
            Run(200);
            Assert.Equal(0, Allocation.Least(() => Run(500)));

            void Run(int steps)
            {
                for (int step = 0; step < steps; step++)
                {
                    for (int i = 0; i < run.Actions.Length; i++)
                        run.Actions[i] = (step * 7 + i * 3 + step / 5) % 6;
                    run.Step();
                }
            }
        }
    }

    private static MinAtarOptions NoSticking { get; } = new() { StickyProbability = 0 };
}
