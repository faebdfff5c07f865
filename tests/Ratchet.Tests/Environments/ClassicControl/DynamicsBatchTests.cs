using Ratchet.Environments;
using Ratchet.Environments.ClassicControl;
using Ratchet.Numerics;
using Xunit;

namespace Ratchet.Tests.Environments.ClassicControl;

/// <summary>A batch is held against as many simulators stepped one by one: the same bits, however the rows are cut and wherever an episode ends.</summary>
public class DynamicsBatchTests
{
    private static readonly EnvironmentDefinition[] Definitions =
        [CartPole.Definition, Acrobot.Definition, MountainCar.Definition, MountainCarContinuous.Definition, Pendulum.Definition];

    public static TheoryData<string> Names => [.. Definitions.Select(definition => definition.Name)];

    public static TheoryData<string, string> NamesAndWidths
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (EnvironmentDefinition definition in Definitions)
                foreach (Kernels kernels in Kernels.Supported)
                    data.Add(definition.Name, kernels.Name);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(NamesAndWidths))]
    public void EveryRowHasTheBitsOfASimulatorAlone(string name, string width)
    {
        foreach (int count in new[] { 0, 1, 7, 8, 9, 67 })
        {
            using var pair = new Pair(name, width, count);
            for (int step = 0; step < (count == 67 ? 1000 : 200); step++)
            {
                pair.Draw(step);
                pair.StepBoth(0, count);
                pair.BeginNextEpisodes(timeLimit: 150);
            }
        }
    }

    // States from all over their ranges and a little beyond: walls, clips, wrapped angles and, but for the pendulum, ends.
    [Theory]
    [InlineData("cartpole", new[] { 2.5, 3, 0.25, 3 })]
    [InlineData("acrobot", new[] { 3.2, 3.2, 13, 29 })]
    [InlineData("mountain-car", new[] { 1.2, 0.07 })]
    [InlineData("mountain-car-continuous", new[] { 1.2, 0.07 })]
    [InlineData("pendulum", new[] { 30.0, 8 })]
    public void RowsEndWhereASimulatorAloneDoes(string name, double[] range)
    {
        const int count = 67;
        using var pair = new Pair(name, Kernels.Best.Name, count);
        var random = new RandomStream(9, StreamPurpose.User);
        for (int step = 0; step < 200; step++)
        {
            for (int row = 0; row < count; row++)
                pair.LoadBoth(row, [.. range.Select(limit => random.NextUniform(-limit, limit))]);
            pair.Draw(step);
            pair.StepBoth(0, count);
        }

        Assert.InRange(pair.Ends, name == "pendulum" ? 0 : 100, name == "pendulum" ? 0 : (200 * count) - 100);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ARangeOfRowsMovesNoOtherRow(string name)
    {
        const int count = 40;
        using var pair = new Pair(name, Kernels.Best.Name, count);
        var random = new RandomStream(8, StreamPurpose.User);
        for (int step = 0; step < 500; step++)
        {
            pair.Draw(step);
            int a = random.NextBelow(count + 1), b = random.NextBelow(count + 1);
            (a, b) = (Math.Min(a, b), Math.Max(a, b));
            pair.StepBoth(b, count);
            pair.StepBoth(0, a);
            if (step % 2 == 0)
                pair.StepBoth(a, b);
            pair.BeginNextEpisodes(timeLimit: 60);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ASnapshotInMidEpisodeIsThatOfASimulatorAlone(string name)
    {
        const int count = 13;
        using Pair pair = new(name, Kernels.Best.Name, count), other = new(name, Kernels.Best.Name, count, seed: 2);
        for (int step = 0; step < 40; step++)
        {
            pair.Draw(step);
            pair.StepBoth(0, count);
            pair.BeginNextEpisodes(timeLimit: 25);
        }

        for (int row = 0; row < count; row++)
        {
            double[] snapshot = new double[pair.Batch.SnapshotSize], alone = new double[pair.Alone[row].SnapshotSize];
            pair.Batch.SaveSnapshot(row, snapshot);
            pair.Alone[row].SaveSnapshot(alone);
            Assert.Equal(alone, snapshot);
            other.LoadBoth(row, snapshot);
        }

        for (int step = 40; step < 80; step++)
        {
            pair.Draw(step);
            other.Draw(step);
            pair.StepBoth(0, count);
            other.StepBoth(0, count);
            Assert.Equal(pair.Observations, other.Observations);
        }
    }

    // Angles beyond the reach of the fast reduction, and turns too many to be undone one by one, in one lane among ordinary ones.
    [Theory]
    [MemberData(nameof(NamesAndWidths))]
    public void AStateFarOutsideStepsAsAloneAndLeavesItsNeighboursAlone(string name, string width)
    {
        const int count = 19;
        using var pair = new Pair(name, width, count);
        foreach (double value in new[] { 1e3, -3e6, 5e9, -1e17, -0.0 })
            for (int row = 0; row < count; row += 3)
            {
                double[] state = new double[pair.Batch.SnapshotSize];
                pair.Batch.SaveSnapshot(row, state);
                state[row % Math.Min(2, state.Length)] = value;
                pair.LoadBoth(row, state);
                pair.Draw(row);
                pair.StepBoth(0, count);
            }
    }

    // −0.1·a² leaves single precision at a = 5.83e19.
    [Theory]
    [InlineData(3e38f)]
    [InlineData(-1e20f)]
    public void ARewardBeyondSinglePrecisionIsTheSameErrorAsAlone(float action)
    {
        string Message(EnvironmentDefinition definition)
        {
            using var run = new VectorRun(new VectorEnvironment(definition, 21));
            run.Step();
            run.Actions[11] = run.Actions[13] = run.Actions[20] = action;
            return Assert.Throws<EnvironmentException>(run.Step).Message;
        }

        string expected = Message(MountainCarContinuous.Definition with { CreateBatch = null });
        Assert.StartsWith("environment 'mountain-car-continuous' (instance 11, step 2) returned -", expected, StringComparison.Ordinal);
        Assert.EndsWith("in the reward; expected numbers within single precision", expected, StringComparison.Ordinal);
        Assert.Equal(expected, Message(MountainCarContinuous.Definition));
    }

    // 2¹²⁸ − 2¹⁰³, from which on a double is rounded to infinity, is 0.1·a² at a = 5.833373e19; about half of these 113 floats are beyond it.
    [Fact]
    public void TheLargestRewardThatASingleHoldsIsTheSameAsAlone()
    {
        int failures = 0;
        using VectorRun batch = new(new VectorEnvironment(MountainCarContinuous.Definition, 8)), alone = new(new VectorEnvironment(MountainCarContinuous.Definition with { CreateBatch = null }, 8));
        for (float action = 5.83335e19f; action < 5.83340e19f; action = MathF.BitIncrement(action))
        {
            batch.Actions[5] = alone.Actions[5] = action;
            Exception? expected = Record.Exception(alone.Step), found = Record.Exception(batch.Step);
            Assert.Equal((expected?.Message, alone.Rewards[5]), (found?.Message, batch.Rewards[5]));
            if (expected is null)
                continue;
            failures++;
            batch.Environments.Reset(1, batch.Observations);
            alone.Environments.Reset(1, alone.Observations);
        }

        Assert.InRange(failures, 30, 80);
    }

    [Theory]
    [InlineData(1e300)]
    [InlineData(double.NaN)]
    public void AnObservationBeyondSinglePrecisionIsTheSameErrorAsAlone(double position)
    {
        string Message(EnvironmentDefinition definition)
        {
            using var run = new VectorRun(new VectorEnvironment(definition, 9));
            double[] state = new double[run.Environments.StateSize];
            run.Environments.SaveState(state);
            int rowSize = (state.Length - 2) / 9;
            state[2 + (6 * rowSize) - 4] = position;
            run.Environments.LoadState(state);
            return Assert.Throws<EnvironmentException>(run.Step).Message;
        }

        string expected = Message(CartPole.Definition with { CreateBatch = null });
        Assert.StartsWith("environment 'cartpole' (instance 5, step 1) returned ", expected, StringComparison.Ordinal);
        Assert.Contains("in observation entry 0", expected);
        Assert.Equal(expected, Message(CartPole.Definition));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void SteppingAndResettingAllocateNothing(string name)
    {
        using var run = new VectorRun(new VectorEnvironment(Find(name) with { TimeLimit = 10 }, 29));
        Assert.Equal(0, Allocation.Least(() =>
        {
            for (int i = 0; i < 100; i++)
                run.Step();
        }));
    }

    private static EnvironmentDefinition Find(string name) => Definitions.Single(definition => definition.Name == name);

    /// <summary>A batch, and beside it a simulator for each of its rows, with equal random numbers.</summary>
    private sealed class Pair : IDisposable
    {
        private readonly RandomStream[] _streams;
        private readonly RandomStream[] _aloneStreams;
        private readonly int[] _elapsed;
        private readonly float[] _actions;
        private readonly float[] _rewards;
        private readonly bool[] _terminated;
        private readonly bool[] _truncated;

        public Pair(string name, string width, int count, ulong seed = 1)
        {
            Batch = Create(name, width, count);
            Alone = [.. Enumerable.Range(0, count).Select(_ => Find(name).Create())];
            _streams = [.. Enumerable.Range(0, count).Select(row => new RandomStream(seed, StreamPurpose.Environment, (uint)row))];
            _aloneStreams = [.. _streams];
            (_elapsed, _actions, _rewards, _terminated, _truncated) = (new int[count], new float[count], new float[count], new bool[count], new bool[count]);
            Observations = new float[count * Batch.ObservationSpace.Size];
            for (int row = 0; row < count; row++)
                Reset(row);
        }

        public SimulatorBatch Batch { get; }

        public IEnvironment[] Alone { get; }

        public float[] Observations { get; }

        /// <summary>How many steps ended an episode.</summary>
        public int Ends { get; private set; }

        public void Dispose() => Batch.Dispose();

        /// <summary>The actions of a step: random, and held for four so that speeds build up.</summary>
        public void Draw(int step)
        {
            var random = new RandomStream(4, StreamPurpose.User, (uint)step / 4);
            foreach (ref float action in _actions.AsSpan())
                action = Batch.ActionSpace is DiscreteSpace discrete ? random.NextBelow(discrete.Count) : (float)random.NextUniform(-3, 3);
        }

        public void StepBoth(int first, int end)
        {
            int size = Batch.ObservationSpace.Size, rows = end - first;
            Batch.Step(
                first, _actions.AsSpan(first, rows), _streams.AsSpan(first, rows), Observations.AsSpan(first * size, rows * size),
                _rewards.AsSpan(first, rows), _terminated.AsSpan(first, rows), _truncated.AsSpan(first, rows));
            for (int row = first; row < end; row++)
            {
                Transition transition = Alone[row].Step([_actions[row]], ref _aloneStreams[row]);
                Assert.Equal((Bits((float)transition.Reward), transition.Terminated, false), (Bits(_rewards[row]), _terminated[row], _truncated[row]));
                RequireEqual(transition.Observation, row);
                Ends += _terminated[row] ? 1 : 0;
            }
        }

        public void BeginNextEpisodes(int timeLimit)
        {
            for (int row = 0; row < _elapsed.Length; row++)
                if (++_elapsed[row] >= timeLimit || _terminated[row])
                    Reset(row);
        }

        public void LoadBoth(int row, double[] snapshot)
        {
            Batch.LoadSnapshot(row, snapshot);
            Alone[row].LoadSnapshot(snapshot);
        }

        private static SimulatorBatch Create(string name, string width, int count) => name switch
        {
            "cartpole" => Create<CartPole.Dynamics>(width, count),
            "acrobot" => Create<Acrobot.Dynamics>(width, count),
            "mountain-car" => Create<MountainCar.Dynamics>(width, count),
            "mountain-car-continuous" => Create<MountainCarContinuous.Dynamics>(width, count),
            _ => Create<Pendulum.Dynamics>(width, count),
        };

        private static SimulatorBatch Create<T>(string width, int count)
            where T : struct, IDynamics => width switch
        {
            "512" => new DynamicsBatch<T, DoubleLanes512>(count),
            "256" => new DynamicsBatch<T, DoubleLanes256>(count),
            "128" => new DynamicsBatch<T, DoubleLanes128>(count),
            _ => new DynamicsBatch<T, DoubleLanes1>(count),
        };

        private void Reset(int row)
        {
            int size = Batch.ObservationSpace.Size;
            Batch.Reset(row, ref _streams[row], Observations.AsSpan(row * size, size));
            RequireEqual(Alone[row].Reset(ref _aloneStreams[row]), row);
            _elapsed[row] = 0;
        }

        private void RequireEqual(ReadOnlySpan<double> expected, int row)
        {
            Assert.Equal(Batch.ObservationSpace.Size, expected.Length);
            for (int k = 0; k < expected.Length; k++)
                Assert.True(Bits((float)expected[k]) == Bits(Observations[(row * expected.Length) + k]), $"row {row}, entry {k}: expected {expected[k]:R}, found {Observations[(row * expected.Length) + k]:R}");
        }

        private static int Bits(float value) => BitConverter.SingleToInt32Bits(value);
    }
}
