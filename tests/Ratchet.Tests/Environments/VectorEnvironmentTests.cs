using Ratchet.Environments;
using Ratchet.Environments.ClassicControl;
using Ratchet.Numerics;
using Xunit;

namespace Ratchet.Tests.Environments;

public class VectorEnvironmentTests
{
    private static VectorRun Scripted(ScriptedEnvironment.Script? script = null, int count = 1, int? timeLimit = null) => new(new VectorEnvironment(
        ScriptedEnvironment.Define(() => script is null ? new ScriptedEnvironment() : new ScriptedEnvironment { OnStep = script }, timeLimit), count));

    public static TheoryData<string> BuiltIn => [.. EnvironmentRegistry.BuiltIn.Definitions.Select(definition => definition.Name)];

    [Fact]
    public void AnEndResetsInTheSameStepAndKeepsTheTrueSuccessor()
    {
        using VectorRun run = Scripted((step, observation) => new Transition(observation, step, terminated: step == 3));
        Assert.Equal([0f, 0], run.Observations);
        run.FinalObservations[0] = run.FinalObservations[1] = -7;
        run.Step();
        run.Step();
        Assert.Equal([0f, 2], run.Observations);
        Assert.Equal([-7f, -7], run.FinalObservations);
        run.Step();
        Assert.Equal((3f, true, false), (run.Rewards[0], run.Terminated[0], run.Truncated[0]));
        Assert.Equal([0f, 3], run.FinalObservations);
        Assert.Equal([1f, 0], run.Observations);
        run.Step();
        Assert.Equal([1f, 1], run.Observations);
        Assert.False(run.Terminated[0]);
    }

    [Fact]
    public void TheTimeLimitTruncatesAndCountsAnew()
    {
        using VectorRun run = Scripted(timeLimit: 4);
        bool[] truncated = new bool[12];
        for (int i = 0; i < truncated.Length; i++)
        {
            run.Step();
            truncated[i] = run.Truncated[0];
            Assert.False(run.Terminated[0]);
        }

        Assert.Equal([3, 7, 11], Enumerable.Range(0, 12).Where(i => truncated[i]));
        Assert.Equal([2f, 4], run.FinalObservations);
    }

    [Fact]
    public void TheTimeLimitStartsAnewAfterATermination()
    {
        using VectorRun run = Scripted((step, observation) => new Transition(observation, 0, terminated: observation[0] == 0 && step == 2), timeLimit: 3);
        for (int i = 0; i < 4; i++)
        {
            run.Step();
            Assert.False(run.Truncated[0]);
        }

        run.Step();
        Assert.True(run.Truncated[0]);
    }

    [Fact]
    public void BothFlagsMayBeSet()
    {
        using VectorRun run = Scripted((step, observation) => new Transition(observation, 0, terminated: step == 2), timeLimit: 2);
        run.Step();
        run.Step();
        Assert.True(run.Terminated[0] && run.Truncated[0]);
    }

    [Fact]
    public void AnEnvironmentMayTruncateByItself()
    {
        using VectorRun run = Scripted((step, observation) => new Transition(observation, 0, false, truncated: step == 2));
        run.Step();
        run.Step();
        Assert.True(run.Truncated[0] && !run.Terminated[0]);
        Assert.Equal([1f, 0], run.Observations);
    }

    [Fact]
    public void RowsEndEachForItself()
    {
        int instance = 0;
        using var run = new VectorRun(new VectorEnvironment(ScriptedEnvironment.Define(() =>
        {
            int last = ++instance;
            return new ScriptedEnvironment { OnStep = (step, observation) => new Transition(observation, 0, terminated: step == last) };
        }), 3));
        run.Step();
        Assert.Equal([true, false, false], run.Terminated);
        Assert.Equal([1f, 0, 0, 1, 0, 1], run.Observations);
        run.Step();
        Assert.Equal([true, true, false], run.Terminated);
        Assert.Equal([2f, 0, 1, 0, 0, 2], run.Observations);
    }

    [Fact]
    public void CartPoleIsCutOffAfter500StepsAndPaysOneForEach()
    {
        // Pushing against the lean and its speed holds the pole up for the whole episode.
        using var run = new VectorRun(new VectorEnvironment(CartPole.Definition, 1));
        float total = 0;
        int steps = 0;
        do
        {
            run.Actions[0] = run.Observations[2] + 0.5f * run.Observations[3] + 0.02f * run.Observations[0] + 0.05f * run.Observations[1] > 0 ? 1 : 0;
            run.Step();
            steps++;
            total += run.Rewards[0];
        }
        while (!run.Terminated[0] && !run.Truncated[0]);
        Assert.Equal((500, 500f, true, false), (steps, total, run.Truncated[0], run.Terminated[0]));
    }

    [Fact]
    public void EachInstanceHasRandomnessOfItsOwnThatTheSeedDecides()
    {
        using var a = new VectorRun(new VectorEnvironment(CartPole.Definition, 3), seed: 5);
        using var b = new VectorRun(new VectorEnvironment(CartPole.Definition, 2), seed: 5);
        using var c = new VectorRun(new VectorEnvironment(CartPole.Definition, 2), seed: 6);
        Assert.Equal(b.Observations, a.Observations[..8]);
        Assert.NotEqual(a.Observations[..4], a.Observations[4..8]);
        Assert.NotEqual(b.Observations, c.Observations);
        var stream = new RandomStream(5, StreamPurpose.Environment, 2);
        Assert.Equal((float)stream.NextUniform(-0.05, 0.05), a.Observations[8]);
    }

    [Fact]
    public void EvaluationHasStreamsOfItsOwn()
    {
        using var run = new VectorRun(new VectorEnvironment(CartPole.Definition, 2, purpose: StreamPurpose.EvaluationEnvironment), seed: 5);
        var stream = new RandomStream(5, StreamPurpose.EvaluationEnvironment, 1);
        Assert.Equal((float)stream.NextUniform(-0.05, 0.05), run.Observations[4]);
    }

    [Theory]
    [MemberData(nameof(BuiltIn))]
    public void StepsHaveTheSameBitsForAnyNumberOfThreads(string name)
    {
        // Declared as costly, so that the steps are really spread over the threads.
        EnvironmentDefinition definition = EnvironmentRegistry.BuiltIn.Find(name) with { TimeLimit = 30, StepMicroseconds = 1000 };
        List<int>? expected = null;
        foreach (int threads in new[] { 1, 2, 4 })
        {
            using var pool = new WorkerPool(threads);
            using var run = new VectorRun(new VectorEnvironment(definition, 13, pool), seed: 11);
            List<int> trace = run.Trace(0, 100);
            Assert.Equal(expected ??= trace, trace);
        }
    }

    [Theory]
    [MemberData(nameof(BuiltIn))]
    public void ALoadedStateInMidEpisodeContinuesToTheBit(string name)
    {
        EnvironmentDefinition definition = EnvironmentRegistry.BuiltIn.Find(name) with { TimeLimit = 30 };
        using var uninterrupted = new VectorRun(new VectorEnvironment(definition, 5), seed: ulong.MaxValue - 3);
        uninterrupted.Trace(0, 47);
        double[] state = new double[uninterrupted.Environments.StateSize];
        uninterrupted.Environments.SaveState(state);
        Assert.All(state, value => Assert.True(double.IsFinite(value)));
        List<int> expected = uninterrupted.Trace(47, 150);

        using var resumed = new VectorRun(new VectorEnvironment(definition, 5), seed: 99);
        resumed.Environments.LoadState(state);
        Assert.Equal(expected, resumed.Trace(47, 150));
    }

    [Fact]
    public void AStateCanBeLoadedBeforeAnyReset()
    {
        using var run = new VectorRun(new VectorEnvironment(CartPole.Definition, 1));
        double[] state = new double[run.Environments.StateSize];
        run.Environments.SaveState(state);
        using var fresh = new VectorEnvironment(CartPole.Definition, 1);
        fresh.LoadState(state);
        run.Step();
        float[] observations = new float[4];
        fresh.Step([0], observations, new float[1], new bool[1], new bool[1], new float[4]);
        Assert.Equal(run.Observations, observations);
    }

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1, -1)]
    [InlineData(1, 4294967296.0)]
    [InlineData(2, double.NaN)]
    [InlineData(2, 2147483648.0)]
    public void ADamagedCounterInASavedStateIsRefused(int entry, double value)
    {
        using var run = new VectorRun(new VectorEnvironment(CartPole.Definition, 1));
        double[] state = new double[run.Environments.StateSize];
        run.Environments.SaveState(state);
        state[entry] = value;
        Assert.Throws<InvalidDataException>(() => run.Environments.LoadState(state));
    }

    [Fact]
    public void AnEnvironmentWithoutSnapshotsSaysSo()
    {
        using VectorRun run = Scripted();
        Assert.False(run.Environments.CanSaveState);
        Assert.Throws<NotSupportedException>(() => run.Environments.SaveState(new double[run.Environments.StateSize]));
        Assert.Throws<NotSupportedException>(() => run.Environments.LoadState(new double[run.Environments.StateSize]));
    }

    [Theory]
    [InlineData("cartpole", 1)]
    [InlineData("acrobot", 1)]
    [InlineData("mountain-car", 1)]
    [InlineData("mountain-car-continuous", 1)]
    [InlineData("pendulum", 1)]
    [InlineData("cartpole", 2)]
    public void AStepAllocatesNothing(string name, int threads)
    {
        using var pool = new WorkerPool(threads);
        EnvironmentDefinition definition = EnvironmentRegistry.BuiltIn.Find(name) with { TimeLimit = 10, StepMicroseconds = 1000 };
        using var run = new VectorRun(new VectorEnvironment(definition, 8, pool));
        for (int i = 0; i < 100; i++)
            run.Step();
        Assert.Equal(0, Allocation.Least(() =>
        {
            for (int i = 0; i < 100; i++)
                run.Step();
        }));
    }

    [Fact]
    public void DisposesTheSimulatorsButNotThePool()
    {
        var made = new List<ScriptedEnvironment>();
        using var pool = new WorkerPool(2);
        new VectorEnvironment(ScriptedEnvironment.Define(() =>
        {
            made.Add(new ScriptedEnvironment());
            return made[^1];
        }), 3, pool).Dispose();
        Assert.All(made, environment => Assert.True(environment.IsDisposed));
        using var run = new VectorRun(new VectorEnvironment(CartPole.Definition with { StepMicroseconds = 1000 }, 4, pool));
        run.Step();
    }
}
