using Ratchet.Environments;
using Ratchet.Environments.Wrappers;
using Ratchet.Numerics;
using Ratchet.Storage;
using Ratchet.Training;
using Ratchet.Training.Failures;
using Ratchet.Training.Runs;
using Ratchet.Updates;
using Xunit;

namespace Ratchet.Tests.Training;

/// <summary>Simulators that fail in the middle of a run, of eight iterations of 4 × 16 steps: what the run says, and that nothing is lost.</summary>
public sealed class EnvironmentFaultTests
{
    /// <summary>Within iteration 5; with one thread the instances step in turns, so that it is instance 1's.</summary>
    private const int BadStep = (4 * 64) + (7 * 4) + 2;

    private static readonly RunOptions Options = Settings.Apply(SmallRun.Options, "return-scaling=none");

    // The step within the episode depends on how long the pole stood.
    [Theory]
    [InlineData(Fault.Throws, "threw InvalidOperationException: the simulator is broken")]
    [InlineData(Fault.ReturnsNaN, "returned NaN in observation entry 2; expected finite numbers")]
    [InlineData(Fault.ReturnsInfinity, "returned Infinity in the reward; expected finite numbers")]
    [InlineData(Fault.ReturnsAnotherShape, "returned 3 numbers; its observation space has 4")]
    internal void A_simulator_that_fails_is_named_and_the_run_goes_on_from_its_last_checkpoint(Fault fault, string what)
    {
        using var folder = new TemporaryFolder();
        var plan = new Plan { Fault = fault };
        string message = Assert.Throws<EnvironmentException>(() => Train(folder.Sub("run"), plan)).Message;
        Assert.Matches($@"^environment 'cartpole' \(instance 1, step \d+\) {what}$", message);
        RequireNothingLost(folder);
    }

    [Fact]
    public void A_loss_that_overflows_leaves_the_last_checkpoint_and_a_dump_that_replays_to_the_same_number()
    {
        using var folder = new TemporaryFolder();
        NonFiniteException failure = Assert.Throws<NonFiniteException>(() => Train(folder.Sub("run"), new Plan { Fault = Fault.PaysTooMuch }));
        string dump = Path.Combine(folder.Sub("run"), "failure.safetensors");
        Assert.StartsWith("iteration 5: ", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith($"; the run stops. Its last checkpoint is as it was; 'ratchet replay {dump}' runs the step again.", failure.Message, StringComparison.Ordinal);
        FailureReport report = FailureReplay.Run(dump);
        Assert.Equal(("value loss", 1, 5), (report.First!.Operation, report.First.Environment, report.Iteration));
        Assert.Equal(failure.First, report.First);
        Assert.True(report.HasSameBits);
        RequireNothingLost(folder);
    }

    // Nothing was saved before it: the folder has its configuration alone, and the same command begins again.
    [Fact]
    public void A_run_that_fails_in_its_first_steps_begins_again()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<EnvironmentException>(() => Train(folder.Sub("run"), new Plan { Fault = Fault.Throws, At = 3 }));
        Assert.False(File.Exists(SmallRun.Checkpoint(folder.Sub("run"))));
        Train(folder.Sub("run"), new Plan());
        Train(folder.Sub("whole"), new Plan());
        Assert.Equal(File.ReadAllBytes(SmallRun.Checkpoint(folder.Sub("whole"))), File.ReadAllBytes(SmallRun.Checkpoint(folder.Sub("run"))));
    }

    // The simulator waits until it is told of, and then goes on, so that the test ends.
    [Theory]
    [InlineData(Fault.HangsInStep, 1, @"^environment 'cartpole' \(instance 1, step \d+\) has not returned within 0\.5 s, which is the limit \(environment-timeout\)$")]
    [InlineData(Fault.HangsInStep, 2, @"^environment 'cartpole' \(instance \d, step \d+\) has not returned within 0\.5 s, which is the limit \(environment-timeout\)$")]
    [InlineData(Fault.HangsInReset, 1, @"^environment 'cartpole' \(instance \d, reset\) has not returned within 0\.5 s, which is the limit \(environment-timeout\)$")]
    internal void A_simulator_that_does_not_come_back_is_told_of(Fault fault, int threads, string message)
    {
        using var folder = new TemporaryFolder();
        using var released = new ManualResetEventSlim();
        var told = new List<string>();
        Train(folder.Sub("run"), new Plan { Fault = fault, At = fault == Fault.HangsInReset ? 3 : BadStep, Hang = released }, threads, hung =>
        {
            told.Add(hung.Message);
            released.Set();
        });
        Assert.Matches(message, Assert.Single(told));
    }

    [Fact]
    public void One_that_hangs_in_an_evaluation_too()
    {
        using var folder = new TemporaryFolder();
        using var released = new ManualResetEventSlim();
        var told = new List<string>();
        var plan = new Plan { Fault = Fault.HangsInStep, At = 10, Hang = released };
        EnvironmentDefinition definition = EnvironmentRegistry.BuiltIn.Find("cartpole") with { };
        definition = definition with { CreateForEvaluation = () => new FaultyEnvironment(EnvironmentRegistry.BuiltIn.Find("cartpole").Create(), plan) };
        RunOptions options = Options with { EvaluationInterval = 64, EvaluationEpisodes = 3, EnvironmentTimeout = 0.5 };
        var outputs = new RunOutputs
        {
            Hung = hung =>
            {
                told.Add(hung.Message);
                released.Set();
            },
        };
        using var run = new TrainingRun(folder.Path, options, definition, threads: 1, outputs: outputs);
        run.Execute(new StoppingObserver(), CancellationToken.None);
        Assert.Matches(@"^environment 'cartpole' \(evaluation episode \d, step \d+\) has not returned within 0\.5 s", Assert.Single(told));
    }

    // A mark changes with every call, so that a simulator of steps of one kind is not taken for one that hangs in a single one.
    [Fact]
    public void Every_call_of_a_simulator_has_a_mark_of_its_own()
    {
        var calls = new SimulatorCalls(2, (row, resets, what) => new EnvironmentException($"{row} {resets} {what.Message}"));
        Assert.Equal(0, calls.Present(1));
        calls.Enter(1);
        long first = calls.Present(1);
        Assert.NotEqual(0, first);
        Assert.Equal(0, calls.Present(0));
        calls.Leave(1);
        Assert.Equal(0, calls.Present(1));
        calls.Enter(1, resets: true);
        Assert.NotEqual(0, calls.Present(1));
        Assert.NotEqual(first, calls.Present(1));
        Assert.Equal("1 True x", calls.Describe(1, new EnvironmentException("x")).Message);
        // It threw, and is called again.
        calls.Enter(1);
        Assert.NotEqual(0, calls.Present(1));
        calls.Leave(1);
        Assert.Equal(0, calls.Present(1));
    }

    [Fact]
    public void What_environments_have_to_say_comes_to_the_observer_of_the_run()
    {
        using var folder = new TemporaryFolder();
        EnvironmentDefinition definition = EnvironmentRegistry.BuiltIn.Find("cartpole");
        var observer = new NoticedObserver();
        definition = definition.Wrap(inner => new Talking(inner, definition.Notices));
        using var run = new TrainingRun(folder.Path, Settings.Apply(Options, "wrap=frame-stack=2"), definition, threads: 1);
        run.Execute(observer, CancellationToken.None);
        Assert.Equal("there was a reset", observer.Notices.First());
        int told = observer.Notices.Count;
        definition.Notices.Raise("the run is over");
        Assert.Equal(told, observer.Notices.Count);
    }

    [Theory]
    [InlineData("adam.first-moment")]
    [InlineData("rule.streams")]
    [InlineData("environment")]
    public void A_checkpoint_that_cannot_be_loaded_leaves_a_trainer_as_it_was(string entry)
    {
        using Trainer trainer = Trainer.Create("cartpole", configure: _ => Options.Training), other = Trainer.Create("cartpole", seed: 9, configure: o => Options.Training with { Seed = 9 });
        Iterate(trainer);
        Iterate(other);
        Iterate(other);
        var before = new Snapshot();
        trainer.Save(before);
        var foreign = new Snapshot();
        other.Save(foreign);
        var damaged = new Snapshot();
        foreach ((string name, Array values) in foreign.Entries)
            damaged.Add(name, name != entry ? values : values is double[] doubles ? Array.ConvertAll(doubles, _ => double.NaN) : (Array)Array.Empty<float>(), [values.Length]);
        Assert.Throws<SnapshotException>(() => trainer.Load(damaged));
        var after = new Snapshot();
        trainer.Save(after);
        Assert.Equal(before.Entries.Keys, after.Entries.Keys);
        Assert.All(before.Entries, pair => Assert.Equal(pair.Value, after.Entries[pair.Key]));
        Iterate(trainer);
    }

    private static void Iterate(Trainer trainer)
    {
        do
            trainer.Advance();
        while (!trainer.IterationCompleted);
    }

    /// <summary>The run failed in iteration 5: its checkpoint is that of iteration 4, and from there it ends as one that never failed.</summary>
    private static void RequireNothingLost(TemporaryFolder folder)
    {
        Train(folder.Sub("four"), new Plan(), stopAfter: 4);
        Assert.Equal(File.ReadAllBytes(SmallRun.Checkpoint(folder.Sub("four"))), File.ReadAllBytes(SmallRun.Checkpoint(folder.Sub("run"))));
        Train(folder.Sub("run"), new Plan());
        Train(folder.Sub("whole"), new Plan());
        Assert.Equal(File.ReadAllBytes(SmallRun.Checkpoint(folder.Sub("whole"))), File.ReadAllBytes(SmallRun.Checkpoint(folder.Sub("run"))));
    }

    private static void Train(string path, Plan plan, int threads = 1, Action<EnvironmentException>? hung = null, long stopAfter = 0)
    {
        EnvironmentDefinition definition = EnvironmentRegistry.BuiltIn.Find("cartpole").Wrap(inner => new FaultyEnvironment(inner, plan)) with { StepMicroseconds = 100 };
        var observer = new StoppingObserver { StopAfter = stopAfter };
        using var run = new TrainingRun(path, Options with { EnvironmentTimeout = 0.5 }, definition, threads, outputs: new RunOutputs { Hung = hung });
        run.Execute(observer, observer.Stop.Token);
    }

    /// <summary>What goes wrong.</summary>
    internal enum Fault
    {
        None,
        Throws,
        ReturnsNaN,
        ReturnsInfinity,
        ReturnsAnotherShape,
        PaysTooMuch,
        HangsInStep,
        HangsInReset,
    }

    /// <summary>What all simulators of a run have in common.</summary>
    private sealed class Plan
    {
        private int _steps;
        private int _resets;

        public Fault Fault { get; init; }

        public int At { get; init; } = BadStep;

        public ManualResetEventSlim? Hang { get; init; }

        public bool IsStep => Interlocked.Increment(ref _steps) == At && Fault != Fault.HangsInReset;

        public bool IsReset => Interlocked.Increment(ref _resets) == At && Fault == Fault.HangsInReset;
    }

    private sealed class FaultyEnvironment(IEnvironment inner, Plan plan) : EnvironmentWrapper(inner)
    {
        public override ReadOnlySpan<double> Reset(ref RandomStream random)
        {
            if (plan.IsReset)
                plan.Hang!.Wait();
            return Inner.Reset(ref random);
        }

        public override Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
        {
            Transition transition = Inner.Step(action, ref random);
            switch (plan.IsStep ? plan.Fault : Fault.None)
            {
                case Fault.Throws:
                    throw new InvalidOperationException("the simulator is broken");
                case Fault.ReturnsNaN:
                    return new Transition([0, 0, double.NaN, 0], 1, false);
                case Fault.ReturnsInfinity:
                    return new Transition(transition.Observation, double.PositiveInfinity, false);
                case Fault.ReturnsAnotherShape:
                    return new Transition([0, 0, 0], 1, false);
                case Fault.PaysTooMuch:
                    return new Transition(transition.Observation, 1e38, transition.Terminated);
                case Fault.HangsInStep:
                    plan.Hang!.Wait();
                    break;
            }

            return transition;
        }
    }

    private sealed class Talking(IEnvironment inner, EnvironmentNotices notices) : EnvironmentWrapper(inner)
    {
        public override ReadOnlySpan<double> Reset(ref RandomStream random)
        {
            notices.Raise("there was a reset");
            return Inner.Reset(ref random);
        }
    }

    private sealed class NoticedObserver : StoppingObserver, IRunObserver
    {
        public List<string> Notices { get; } = [];

        public void OnWarning(string message) => Notices.Add(message);
    }
}
