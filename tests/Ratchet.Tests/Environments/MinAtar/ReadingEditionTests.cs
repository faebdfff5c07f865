using Ratchet.Environments;
using Ratchet.Environments.MinAtar;
using Ratchet.Numerics;
using Ratchet.Tests.Environments.MinAtar.ReadingEditions;
using Xunit;

namespace Ratchet.Tests.Environments.MinAtar;

/// <summary>The games against their reading editions: the same draws, and after every step the same picture, reward and end.</summary>
public class ReadingEditionTests
{
    public static TheoryData<string> Games => ["breakout", "asterix", "freeway", "space-invaders", "seaquest"];

    [Theory]
    [MemberData(nameof(Games))]
    public void RandomPlayIsThatOfTheReadingEdition(string name)
    {
        foreach (bool ramping in new[] { true, false })
        {
            var pair = new Pair(name, ramping);
            var choices = new RandomStream(1, StreamPurpose.User);
            int episodes = name == "freeway" ? 2 : 200;
            for (int episode = 0; episode < episodes; episode++)
            {
                pair.Reset();
                while (!pair.Step(choices.NextBelow(6)))
                {
                }

                // A game that is over stands still.
                Assert.True(pair.Step(choices.NextBelow(6)));
            }
        }
    }

    [Theory]
    [InlineData("asterix", 4, 1500)]
    [InlineData("space-invaders", 4, 1500)]
    [InlineData("seaquest", 4, 400)]
    public void CautiousPlayIsThatOfTheReadingEdition(string name, int episodes, int mostSteps)
    {
        var pair = new Pair(name);
        var player = new CautiousPlayer(GameProbe.Define(name).Create(), depth: 4);
        int longest = 0;
        for (int episode = 0; episode < episodes; episode++)
        {
            pair.Reset();
            int steps = 1;
            while (!pair.Step(player.Choose(pair.Game, pair.Random)) && steps < mostSteps)
                steps++;
            longest = Math.Max(longest, steps);
        }

        Assert.True(longest > 150, $"the longest game took {longest} steps: too few to see anything new");
    }

    // The paddle goes where the ball is; sticky actions spoil it now and then.
    [Fact]
    public void FollowingTheBallInBreakoutIsThatOfTheReadingEdition()
    {
        var pair = new Pair("breakout");
        double total = 0;
        for (int episode = 0; episode < 40; episode++)
        {
            pair.Reset();
            int ball = 0, paddle = 4;
            for (int step = 0; step < 1000 && !pair.Step(ball < paddle ? GameProbe.Left : ball > paddle ? GameProbe.Right : GameProbe.None); step++)
            {
                (ball, paddle) = (pair.Find(channel: 1) % 10, pair.Find(channel: 0) % 10);
                total += pair.Reward;
            }
        }

        Assert.True(total > 200, $"{total} bricks in 40 games: too few to see anything new");
    }

    [Fact]
    public void CrossingTheFreewayIsThatOfTheReadingEdition()
    {
        var pair = new Pair("freeway");
        var choices = new RandomStream(5, StreamPurpose.User);
        double total = 0;
        for (int episode = 0; episode < 2; episode++)
        {
            pair.Reset();
            while (!pair.Step(choices.NextBelow(10) == 0 ? GameProbe.Down : GameProbe.Up))
                total += pair.Reward;
        }

        Assert.True(total > 5);
    }

    // With −1 divers aboard every surfacing is free: diving and surfacing in turn ramps the game to its fastest.
    [Fact]
    public void SeaquestAtItsFastestIsThatOfTheReadingEdition()
    {
        var pair = new Pair("seaquest");
        var player = new CautiousPlayer(GameProbe.Define("seaquest").Create(), depth: 4);
        pair.Reset();
        pair.Set(crew: -1, spawnSpeed: 20, moveInterval: 5);
        for (int step = 0; step < 1000 && !pair.Step(player.Choose(pair.Game, pair.Random, step % 2 == 0 ? GameProbe.Down : GameProbe.Up)); step++)
        {
        }

        Assert.Equal((1, 2), (pair.Seaquest.SpawnSpeed, pair.Seaquest.MoveInterval));
    }

    // One enemy a step at the slowest speed is more than play can reach; the lists must hold it, and the bullets.
    [Fact]
    public void SeaquestHoldsAllEnemiesThatCanCome()
    {
        var pair = new Pair("seaquest");
        pair.Reset();
        pair.Set(crew: 0, spawnSpeed: 1, moveInterval: 5);
        int enemies = 0, bullets = 0;
        for (int step = 0; step < 1000; step++)
        {
            // At the surface nothing can happen to the player.
            Assert.False(pair.Step(step % 3 == 0 ? GameProbe.Fire : step / 9 % 2 == 0 ? GameProbe.Left : GameProbe.Right));
            enemies = Math.Max(enemies, pair.Seaquest.Enemies);
            bullets = Math.Max(bullets, pair.Seaquest.EnemyBullets);
        }

        Assert.True(enemies > 25 && bullets > 5, $"at most {enemies} enemies and {bullets} bullets");
    }

    /// <summary>A game and its reading edition on streams of their own with the same numbers.</summary>
    private sealed class Pair
    {
        private readonly ReadingGame _reading;
        private RandomStream _readingRandom = new(7, StreamPurpose.Environment);
        private RandomStream _random = new(7, StreamPurpose.Environment);

        public Pair(string name, bool ramping = true)
        {
            Game = GameProbe.Define(name, new MinAtarOptions { Ramping = ramping }).Create();
            _reading = ReadingGame.Create(name, ramping);
        }

        public IEnvironment Game { get; }

        public RandomStream Random => _random;

        public double Reward { get; private set; }

        public SeaquestReading Seaquest => (SeaquestReading)_reading;

        /// <summary>The first cell of a channel in the last picture.</summary>
        public int Find(int channel)
        {
            double[] observation = _reading.Observation();
            return Enumerable.Range(0, 100).First(cell => observation[cell * _reading.Channels + channel] == 1);
        }

        public void Reset()
        {
            ReadOnlySpan<double> observation = Game.Reset(ref _random);
            _reading.Reset(ref _readingRandom);
            Assert.Equal(_reading.Observation(), observation.ToArray());
        }

        public bool Step(int action)
        {
            Transition transition = Game.Step([action], ref _random);
            Reward = _reading.Act(action, ref _readingRandom);
            Assert.Equal((Reward, _reading.Terminal), (transition.Reward, transition.Terminated));
            Assert.False(transition.Truncated);
            Assert.True(transition.Observation.SequenceEqual(_reading.Observation()), "the pictures differ");
            Assert.Equal(Position(_readingRandom), Position(_random));
            return transition.Terminated;
        }

        public void Set(int crew, int spawnSpeed, int moveInterval)
        {
            double[] state = new double[Game.SnapshotSize];
            Game.GetState(state);
            int Offset(string name) => Game.StateFields.TakeWhile(field => field.Name != name).Sum(field => field.Size);
            (state[Offset("divers_aboard")], state[Offset("spawn_speed")], state[Offset("move_interval")]) = (crew, spawnSpeed, moveInterval);
            Game.SetState(state);
            (Seaquest.DiverCount, Seaquest.SpawnSpeed, Seaquest.MoveInterval) = (crew, spawnSpeed, moveInterval);
        }

        private static ulong Position(RandomStream stream)
        {
            ulong[] words = new ulong[RandomStream.StateSize];
            stream.Save(words);
            return words[0];
        }
    }
}
