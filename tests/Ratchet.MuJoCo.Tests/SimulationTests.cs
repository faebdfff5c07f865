using System.Text.Json;
using Ratchet.Environments;
using Ratchet.Environments.Wrappers;
using Ratchet.Numerics;
using Ratchet.Tests;
using Ratchet.Tests.Environments;
using Xunit;

namespace Ratchet.MuJoCo.Tests;

/// <summary>What holds for every task: repeatable, restorable, without allocation, and loud when numbers go bad.</summary>
public sealed class SimulationTests : NeedsMuJoCo
{
    [Theory]
    [MemberData(nameof(Tasks))]
    public void A_snapshot_continues_to_the_bit_in_another_environment(string task)
    {
        using MuJoCoEnvironment original = Make(task), restored = Make(task);
        RandomStream random = Stream();
        original.Reset(ref random);
        for (int i = 0; i < 57; i++)
            original.Step(RandomAction(original, ref random), ref random);
        var snapshot = new double[original.SnapshotSize];
        original.SaveSnapshot(snapshot);
        restored.LoadSnapshot(snapshot);
        for (int i = 0; i < 200; i++)
        {
            double[] action = RandomAction(original, ref random);
            Transition expected = original.Step(action, ref random), found = restored.Step(action, ref random);
            Assert.Equal(expected.Observation.ToArray(), found.Observation.ToArray());
            Assert.Equal((expected.Reward, expected.Terminated), (found.Reward, found.Terminated));
        }
    }

    // The library normalises quaternions whenever it evaluates the dynamics, and of a third of all quaternions that are normalised already
    // that changes the last bit: loading a snapshot must not count as one more evaluation.
    [Fact]
    public void Any_orientation_is_restored_to_the_bit()
    {
        using MuJoCoEnvironment original = Make("ant"), restored = Make("ant");
        RandomStream random = Stream();
        var snapshot = new double[original.SnapshotSize];
        for (int trial = 0; trial < 200; trial++)
        {
            double[] state = State(original), action = new double[8];
            for (int i = 3; i < 7; i++)
                state[i] = random.NextGaussian();
            state[2] = 5;
            original.SetState(state);
            original.Step(action, ref random);
            original.SaveSnapshot(snapshot);
            restored.LoadSnapshot(snapshot);
            Assert.Equal(State(original), State(restored));
            original.Step(action, ref random);
            restored.Step(action, ref random);
            Assert.Equal(State(original), State(restored));
        }
    }

    // Several simulators, resets at ends included: a run that is interrupted and resumed sees what the uninterrupted one sees.
    [Theory]
    [MemberData(nameof(Tasks))]
    public void A_resumed_vector_of_environments_continues_to_the_bit(string task) =>
        MidEpisode.RequireResume(MuJoCoTasks.All.Single(candidate => candidate.Name == task) with { TimeLimit = 110 }, steps: 150);

    [Theory]
    [InlineData("hopper")]
    [InlineData("ant")]
    public void A_wrapped_task_continues_to_the_bit(string task) => MidEpisode.RequireResume(
        EnvironmentWrappers.Apply(
            MuJoCoTasks.All.Single(candidate => candidate.Name == task),
            "rescale-actions,sticky-actions=0.3,frame-stack=3,action-repeat=2,reward-scale=0.5,reward-clip=-1:1,normalize-returns=0.99,time-limit=40"),
        steps: 150);

    [Theory]
    [MemberData(nameof(Tasks))]
    public void A_loaded_snapshot_saves_as_itself(string task)
    {
        using MuJoCoEnvironment environment = Make(task);
        RandomStream random = Stream();
        environment.Reset(ref random);
        environment.Step(RandomAction(environment, ref random), ref random);
        double[] first = new double[environment.SnapshotSize], second = new double[environment.SnapshotSize];
        environment.SaveSnapshot(first);
        environment.Step(RandomAction(environment, ref random), ref random);
        environment.LoadSnapshot(first);
        environment.SaveSnapshot(second);
        Assert.Equal(first, second);
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public void The_same_seed_gives_the_same_bits_on_every_thread(string task)
    {
        double[] alone = Episode(task);
        var together = new double[4][];
        var threads = Enumerable.Range(0, 4).Select(i => new Thread(() => together[i] = Episode(task))).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.All(together, observations => Assert.Equal(alone, observations));
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public void Steps_and_resets_allocate_nothing(string task)
    {
        using MuJoCoEnvironment environment = Make(task);
        RandomStream random = Stream();
        double[] action = RandomAction(environment, ref random);
        Run();
        Assert.Equal(0, Allocation.Least(Run));

        void Run()
        {
            for (int episode = 0; episode < 3; episode++)
            {
                environment.Reset(ref random);
                for (int i = 0; i < 50; i++)
                    environment.Step(action, ref random);
            }
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void An_action_that_is_not_finite_is_an_error_without_a_log_file(double bad)
    {
        using MuJoCoEnvironment hopper = Make("hopper");
        RandomStream random = default;
        hopper.Step([0, 0, 0], ref random);
        var exception = Assert.Throws<EnvironmentException>(() => { RandomStream none = default; hopper.Step([0, bad, 0], ref none); });
        Assert.EndsWith("in entry 1 of the action; expected 3 finite numbers", exception.Message, StringComparison.Ordinal);
        Assert.False(File.Exists("MUJOCO_LOG.TXT"));
    }

    // The library counts a velocity beyond 1e10 as bad (BADQVEL), writes its log and starts the simulation afresh; here it is an error.
    [Theory]
    [MemberData(nameof(Tasks))]
    public void A_diverged_simulation_is_an_error_without_a_log_file_and_ends_with_the_next_state(string task)
    {
        using MuJoCoEnvironment environment = Make(task);
        double[] action = new double[environment.Model.ControlCount], start = State(environment), bad = State(environment);
        bad[^1] = 1e12;
        environment.SetState(bad);
        var exception = Assert.Throws<EnvironmentException>(() => { RandomStream none = default; environment.Step(action, ref none); });
        Assert.Contains("returned NaN", exception.Message, StringComparison.Ordinal);
        Assert.False(File.Exists("MUJOCO_LOG.TXT"));
        environment.SetState(start);
        RandomStream random = default;
        Assert.True(double.IsFinite(environment.Step(action, ref random).Reward));
    }

    [Fact]
    public void Wrong_sizes_are_refused()
    {
        using MuJoCoEnvironment hopper = Make("hopper");
        Assert.Throws<ArgumentException>(() => { RandomStream none = default; hopper.Step([0, 0], ref none); });
        Assert.Throws<ArgumentException>(() => hopper.SetState([0, 0]));
        Assert.Throws<ArgumentException>(() => hopper.LoadSnapshot([0, 0]));
        Assert.Throws<EnvironmentException>(() => hopper.SetState([0, double.NaN, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
    }

    [Fact]
    public void A_disposed_environment_says_so()
    {
        MuJoCoEnvironment hopper = Make("hopper");
        hopper.Dispose();
        hopper.Dispose();
        Assert.Throws<ObjectDisposedException>(() => { RandomStream none = default; hopper.Step([0, 0, 0], ref none); });
    }

    [Fact]
    public void The_state_is_qpos_and_qvel()
    {
        using MuJoCoEnvironment cheetah = Make("halfcheetah");
        Assert.Equal([new StateField("qpos", 9), new StateField("qvel", 9)], cheetah.StateFields);
        double[] state = Enumerable.Range(1, 18).Select(i => i * 0.01).ToArray();
        cheetah.SetState(state);
        Assert.Equal(state, State(cheetah));
    }

    [Fact]
    public void What_a_task_reads_of_the_last_evaluation_is_restored()
    {
        using var original = new LaggedTask(Make("halfcheetah").Model);
        using var restored = new LaggedTask(original.Model);
        RandomStream random = Stream();
        original.Reset(ref random);
        for (int i = 0; i < 10; i++)
            original.Step(RandomAction(original, ref random), ref random);
        var snapshot = new double[original.SnapshotSize];
        original.SaveSnapshot(snapshot);
        restored.LoadSnapshot(snapshot);
        double[] action = RandomAction(original, ref random);
        Assert.Equal(original.Step(action, ref random).Reward, restored.Step(action, ref random).Reward);
    }

    [Fact]
    public void The_step_protocol_reads_and_writes_qpos_and_qvel()
    {
        using MuJoCoEnvironment pendulum = Make("inverted-pendulum");
        var output = new StringWriter();
        const string Input = """{"state": {"qpos": [0, 0.1], "qvel": [0, 0]}, "actions": [[0], [0.5]]}""";
        StepProtocol.Run(pendulum, "inverted-pendulum", new StringReader(Input), output);
        string[] lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        using JsonDocument line = JsonDocument.Parse(lines[1]);
        double[] state = State(pendulum);
        JsonElement written = line.RootElement.GetProperty("state");
        Assert.Equal(state[..2], written.GetProperty("qpos").EnumerateArray().Select(number => number.GetDouble()));
        Assert.Equal(state[2..], written.GetProperty("qvel").EnumerateArray().Select(number => number.GetDouble()));
    }

    private static double[] Episode(string task)
    {
        using MuJoCoEnvironment environment = Make(task);
        RandomStream random = Stream(index: 3);
        var observations = new List<double>(environment.Reset(ref random).ToArray());
        for (int i = 0; i < 100; i++)
            observations.AddRange(environment.Step(RandomAction(environment, ref random), ref random).Observation);
        return observations.ToArray();
    }

    /// <summary>A task whose reward is the lagged position of the torso before the step, as Reacher and Ant read theirs.</summary>
    private sealed class LaggedTask(MuJoCoModel model) : MuJoCoEnvironment(model, frameSkip: 5, observationSize: 1)
    {
        public override Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
        {
            double before = BodyCentres[3];
            Simulate(action);
            return new Transition(Observe(), before, terminated: false);
        }

        protected override void DisturbStart(Span<double> positions, Span<double> velocities, ref RandomStream random) =>
            AddGaussian(velocities, 1, ref random);

        protected override void Observe(Span<double> observation) => observation[0] = Positions[0];
    }
}
