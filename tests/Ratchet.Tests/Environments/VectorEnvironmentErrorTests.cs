using Ratchet.Environments;
using Ratchet.Environments.ClassicControl;
using Ratchet.Numerics;
using Xunit;

namespace Ratchet.Tests.Environments;

public class VectorEnvironmentErrorTests
{
    /// <summary>Five instances, of which number 3 does what the script says; every step is spread over two threads.</summary>
    private static string FailureOf(ScriptedEnvironment.Script script, int steps = 17)
    {
        using var pool = new WorkerPool(2);
        using var run = new VectorRun(Five(script, pool));
        for (int i = 1; i < steps; i++)
            run.Step();
        return Assert.Throws<EnvironmentException>(run.Step).Message;
    }

    private static VectorEnvironment Five(ScriptedEnvironment.Script script, WorkerPool pool)
    {
        int instance = 0;
        return new VectorEnvironment(
            ScriptedEnvironment.Define(
                () => instance++ == 3 ? new ScriptedEnvironment { OnStep = script } : new ScriptedEnvironment(), microseconds: 100), 5, pool);
    }

    /// <summary>A million simulators of 1 GB fit into no machine: refused before the first one is made.</summary>
    [Fact]
    public void SimulatorsMadeBeforeOneThatCannotBeMadeAreDisposed()
    {
        var made = new List<ScriptedEnvironment>();
        EnvironmentDefinition definition = ScriptedEnvironment.Define(() =>
        {
            if (made.Count == 2)
                throw new InvalidOperationException("no third one");
            made.Add(new ScriptedEnvironment());
            return made[^1];
        });
        Assert.Throws<InvalidOperationException>(() => new VectorEnvironment(definition, 3));
        Assert.Equal([true, true], made.Select(environment => environment.IsDisposed));
    }

    [Fact]
    public void AFactoryThatReturnsNullIsNamed()
    {
        EnvironmentDefinition definition = ScriptedEnvironment.Define(() => null!);
        string message = Assert.Throws<EnvironmentException>(() => new VectorEnvironment(definition, 2)).Message;
        Assert.Contains($"'{definition.Name}' has a factory that returned null", message, StringComparison.Ordinal);
    }

    [Fact]
    public void MoreSimulatorsThanMemoryAreRefusedBeforeAnyIsMade()
    {
        int made = 0;
        EnvironmentDefinition definition = ScriptedEnvironment.Define(() => { made++; return new ScriptedEnvironment(); }) with { Megabytes = 1000 };
        OptionException error = Assert.Throws<OptionException>(() => new VectorEnvironment(definition, 1_000_000));
        Assert.Equal("environments", error.Option);
        Assert.StartsWith("environments is 1000000; one of 'scripted' takes about 1000 MB, and this machine has ", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, made);
    }

    [Theory]
    [InlineData(double.NaN, "returned NaN in observation entry 1; expected finite numbers")]
    [InlineData(double.NegativeInfinity, "returned -Infinity in observation entry 1; expected finite numbers")]
    [InlineData(1e300, "returned 1E+300 in observation entry 1; expected numbers within single precision")]
    public void AnObservationThatIsNotFiniteIsNamed(double value, string what) => Assert.Equal(
        $"environment 'scripted' (instance 3, step 17) {what}",
        FailureOf((step, observation) => new Transition(step == 17 ? [1, value] : observation, 0, false)));

    [Fact]
    public void ANaNInTheLastObservationOfAnEpisodeIsNamed() => Assert.Equal(
        "environment 'scripted' (instance 3, step 17) returned NaN in observation entry 0; expected finite numbers",
        FailureOf((step, observation) => new Transition(step == 17 ? [double.NaN, 0] : observation, 0, terminated: step == 17)));

    [Fact]
    public void ARewardThatIsNotFiniteIsNamed() => Assert.Equal(
        "environment 'scripted' (instance 3, step 17) returned NaN in the reward; expected finite numbers",
        FailureOf((step, observation) => new Transition(observation, step == 17 ? double.NaN : 0, false)));

    [Fact]
    public void AnObservationOfWrongLengthIsNamed() => Assert.Equal(
        "environment 'scripted' (instance 3, step 2) returned 3 numbers; its observation space has 2",
        FailureOf((step, observation) => new Transition(step == 2 ? [1, 2, 3] : observation, 0, false), steps: 2));

    [Fact]
    public void AnExceptionOfTheSimulatorIsWrapped()
    {
        using var pool = new WorkerPool(2);
        using var run = new VectorRun(Five((_, _) => throw new InvalidOperationException("the motor is off"), pool));
        EnvironmentException exception = Assert.Throws<EnvironmentException>(run.Step);
        Assert.Equal("environment 'scripted' (instance 3, step 1) threw InvalidOperationException: the motor is off", exception.Message);
        Assert.IsType<InvalidOperationException>(exception.InnerException);
    }

    [Fact]
    public void AnEnvironmentExceptionOfTheSimulatorIsCompleted() => Assert.Equal(
        "environment 'scripted' (instance 3, step 1) returned NaN in qacc entry 3",
        FailureOf((_, _) => throw new EnvironmentException("returned NaN in qacc entry 3"), steps: 1));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void OfSeveralFailuresTheFirstRowIsReported(int threads)
    {
        int instance = 0;
        using var pool = new WorkerPool(threads);
        using var run = new VectorRun(new VectorEnvironment(ScriptedEnvironment.Define(() =>
        {
            int self = instance++;
            return new ScriptedEnvironment { OnStep = (_, observation) => new Transition(observation, self >= 2 ? double.NaN : 0, false) };
        }, microseconds: 100), 16, pool));
        Assert.Contains("(instance 2, step 1)", Assert.Throws<EnvironmentException>(run.Step).Message);
    }

    [Fact]
    public void AfterAFailureOnlyAResetOrALoadGoesOn()
    {
        bool broken = true;
        using var run = new VectorRun(new VectorEnvironment(ScriptedEnvironment.Define(() => new ScriptedEnvironment
        {
            OnStep = (_, observation) => new Transition(observation, broken ? double.NaN : 0, false),
        }), 1));
        Assert.Throws<EnvironmentException>(run.Step);
        Assert.Throws<InvalidOperationException>(run.Step);
        broken = false;
        run.Environments.Reset(1, run.Observations);
        run.Step();
    }

    [Fact]
    public void AFailureAtTheResetIsNamed()
    {
        EnvironmentException exception = Assert.Throws<EnvironmentException>(() => new VectorRun(new VectorEnvironment(
            ScriptedEnvironment.Define(() => new ScriptedEnvironment { OnReset = _ => [1] }), 1)));
        Assert.Equal("environment 'scripted' (instance 0, reset) returned 1 number; its observation space has 2", exception.Message);
    }

    [Fact]
    public void StepsBeforeTheFirstResetAreRefused()
    {
        using var environment = new VectorEnvironment(CartPole.Definition, 1);
        Assert.Throws<InvalidOperationException>(
            () => environment.Step([0], new float[4], new float[1], new bool[1], new bool[1], new float[4]));
    }

    [Theory]
    [InlineData("cartpole", 0.5f)]
    [InlineData("cartpole", 2f)]
    [InlineData("pendulum", float.NaN)]
    public void AnActionThatIsNoneIsRefusedBeforeAnythingMoves(string name, float action)
    {
        using var run = new VectorRun(new VectorEnvironment(EnvironmentRegistry.BuiltIn.Find(name), 2));
        double[] before = new double[run.Environments.StateSize];
        run.Environments.SaveState(before);
        run.Actions[1] = action;
        Assert.Throws<ArgumentException>(run.Step);
        double[] after = new double[run.Environments.StateSize];
        run.Environments.SaveState(after);
        Assert.Equal(before, after);
        run.Actions[1] = 0;
        run.Step();
    }

    [Fact]
    public void BuffersOfWrongSizeAreRefused()
    {
        using var run = new VectorRun(new VectorEnvironment(CartPole.Definition, 2));
        Assert.Throws<ArgumentException>(() => run.Environments.Reset(1, new float[7]));
        Assert.Throws<ArgumentException>(
            () => run.Environments.Step(run.Actions, run.Observations, run.Rewards, run.Terminated, run.Truncated, new float[4]));
        Assert.Throws<ArgumentException>(() => run.Environments.SaveState(new double[1]));
        Assert.Throws<ArgumentException>(() => run.Environments.LoadState(new double[1]));
    }

    [Fact]
    public void AFactoryThatReturnsTheSameSimulatorTwiceIsRefused()
    {
        var one = new ScriptedEnvironment();
        Assert.Throws<EnvironmentException>(() => new VectorEnvironment(ScriptedEnvironment.Define(() => one), 2));
    }

    [Fact]
    public void MasksAreThoseOfTheStateInWhichTheNextActionIsChosen()
    {
        using var run = new VectorRun(new VectorEnvironment(ScriptedEnvironment.Define(() => new ScriptedEnvironment
        {
            OnStep = (step, observation) => new Transition(observation, 0, terminated: step == 2),
            Mask = state => [true, state[1] == 0, state[0] == 0],
        }), 2));
        bool[] masks = new bool[6];
        Assert.True(run.Environments.HasActionMasks);
        run.Environments.GetActionMasks(masks);
        Assert.Equal([true, true, true, true, true, true], masks);
        run.Step();
        run.Environments.GetActionMasks(masks);
        Assert.Equal([true, false, true, true, false, true], masks);
        run.Step();
        run.Environments.GetActionMasks(masks);
        Assert.Equal([true, true, false, true, true, false], masks);
    }

    [Fact]
    public void WithoutMasksEveryActionIsValid()
    {
        using var run = new VectorRun(new VectorEnvironment(CartPole.Definition, 2));
        bool[] masks = new bool[4];
        run.Environments.GetActionMasks(masks);
        Assert.False(run.Environments.HasActionMasks);
        Assert.All(masks, Assert.True);
    }

    [Fact]
    public void AWrongMaskIsNamed()
    {
        bool[] mask = [true, true];
        using var run = new VectorRun(new VectorEnvironment(ScriptedEnvironment.Define(() => new ScriptedEnvironment { Mask = _ => mask }), 1));
        Assert.EndsWith(
            "returned an action mask of 2 entries; it has 3 actions",
            Assert.Throws<EnvironmentException>(() => run.Environments.GetActionMasks(new bool[3])).Message);
        mask = new bool[3];
        Assert.Contains("forbids every action", Assert.Throws<EnvironmentException>(() => run.Environments.GetActionMasks(new bool[3])).Message);
    }

    [Fact]
    public void AMaskThatIsNotDeclaredIsNotSilentlyIgnored() => Assert.Contains("HasActionMask is false", Assert.Throws<EnvironmentException>(
        () => new VectorRun(new VectorEnvironment(ScriptedEnvironment.Define(
            () => new ScriptedEnvironment { Mask = _ => [true, true, false], DeclaresMask = false }), 1))).Message);
}
