using Ratchet.Environments;
using Ratchet.Environments.ClassicControl;
using Ratchet.Environments.Wrappers;
using Ratchet.Numerics;
using Xunit;

namespace Ratchet.Tests.Environments.Wrappers;

/// <summary>What every wrapper keeps of the simulator inside.</summary>
public sealed class WrapperContractTests
{
    private static readonly Dictionary<string, Func<IEnvironment, EnvironmentWrapper>> Wrappers = new()
    {
        ["frame stack"] = inner => new FrameStack(inner, 3),
        ["action repeat"] = inner => new ActionRepeat(inner, 2),
        ["sticky actions"] = inner => new StickyActions(inner, 0.5),
        ["sticky actions over resets"] = inner => new StickyActions(inner, 0.5, keepAtReset: true),
        ["reward scaling"] = inner => new RewardScaling(inner, 0.5),
        ["reward clipping"] = inner => new RewardClipping(inner, -0.5, 0.5),
        ["return normalisation"] = inner => new ReturnNormalization(inner, 0.9),
        ["time limit"] = inner => new TimeLimit(inner, 7),
        ["all"] = inner => new FrameStack(new ReturnNormalization(new RewardClipping(new TimeLimit(new ActionRepeat(new StickyActions(inner, 0.3), 2), 9), -1, 1), 0.9), 4),
        ["action rescaling"] = inner => new FrameStack(new StickyActions(new ActionRescaling(inner), 0.3), 2),
    };

    public static TheoryData<string> Names => [.. Wrappers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_snapshot_in_mid_episode_continues_to_the_bit(string name)
    {
        EnvironmentDefinition definition = Definition(name).Wrap(Wrappers[name]);
        using var uninterrupted = new VectorRun(new VectorEnvironment(definition, 5), seed: 3);
        uninterrupted.Trace(0, 33);
        double[] state = new double[uninterrupted.Environments.StateSize];
        uninterrupted.Environments.SaveState(state);
        Assert.All(state, value => Assert.True(double.IsFinite(value)));
        List<int> expected = uninterrupted.Trace(33, 120);

        using var resumed = new VectorRun(new VectorEnvironment(definition, 5), seed: 99);
        resumed.Trace(0, 5);
        resumed.Environments.LoadState(state);
        Assert.Equal(expected, resumed.Trace(33, 120));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_step_allocates_nothing(string name)
    {
        using var run = new VectorRun(new VectorEnvironment(Definition(name).Wrap(Wrappers[name]), 8));
        for (int i = 0; i < 100; i++)
            run.Step();
        Assert.Equal(0, Allocation.Least(() =>
        {
            for (int i = 0; i < 100; i++)
                run.Step();
        }));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_physical_state_is_that_of_the_simulator_inside(string name)
    {
        var inner = Definition(name).Create();
        using EnvironmentWrapper wrapper = Wrappers[name](inner);
        Assert.Equal(inner.StateFields, wrapper.StateFields);
        double[] state = Enumerable.Range(1, inner.StateFields.Sum(field => field.Size)).Select(value => value / 100.0).ToArray(), seen = new double[state.Length];
        wrapper.SetState(state);
        inner.GetState(seen);
        Assert.Equal(state, seen);
        wrapper.GetState(seen);
        Assert.Equal(state, seen);
    }

    // The rewards of a normalisation depend on all returns so far, which are no part of the episode.
    [Theory]
    [MemberData(nameof(Names))]
    public void A_state_that_is_set_has_no_past(string name)
    {
        EnvironmentDefinition definition = Definition(name).Wrap(Wrappers[name]);
        double[] state = new double[definition.Create().StateFields.Sum(field => field.Size)];
        Assert.Equal(Continue(stepsBefore: 0), Continue(stepsBefore: 4));

        List<string> Continue(int stepsBefore)
        {
            IEnvironment environment = definition.Create();
            var random = new RandomStream(1, StreamPurpose.User);
            environment.Reset(ref random);
            for (int step = 0; step < stepsBefore; step++)
                environment.Step([1], ref random);
            environment.SetState(state);
            random = new RandomStream(2, StreamPurpose.User);
            List<string> trace = [];
            for (int step = 0; step < 12; step++)
            {
                Transition transition = environment.Step([0], ref random);
                string reward = name is "return normalisation" or "all" ? "" : $"{transition.Reward:R}";
                trace.Add($"{string.Join(' ', transition.Observation.ToArray())} {reward} {transition.Terminated} {transition.Truncated}");
            }

            return trace;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_simulator_inside_is_disposed_with_it(string name)
    {
        var inner = new LoggedEnvironment { ActionSpace = name == "action rescaling" ? new BoxSpace(1, -2, 2) : new DiscreteSpace(3) };
        Wrappers[name](inner).Dispose();
        Assert.True(inner.IsDisposed);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_simulator_without_snapshots_has_none_in_a_wrapper(string name)
    {
        var inner = new ScriptedEnvironment { ActionSpace = name == "action rescaling" ? new BoxSpace(1, -2, 2) : new DiscreteSpace(3) };
        Assert.Equal(0, Wrappers[name](inner).SnapshotSize);
    }

    [Fact]
    public void Threads_change_no_bit()
    {
        EnvironmentDefinition definition = CartPole.Definition.Wrap(Wrappers["all"]) with { StepMicroseconds = 1000 };
        List<int>? expected = null;
        foreach (int threads in new[] { 1, 2, 4 })
        {
            using var pool = new WorkerPool(threads);
            using var run = new VectorRun(new VectorEnvironment(definition, 13, pool), seed: 11);
            List<int> trace = run.Trace(0, 100);
            Assert.Equal(expected ??= trace, trace);
        }
    }

    [Fact]
    public void One_simulator_in_many_wrappers_is_still_seen()
    {
        var only = new CartPole();
        EnvironmentDefinition definition = new EnvironmentDefinition("shared", () => only).Wrap(inner => new FrameStack(inner, 2));
        Assert.Contains("returned twice", Assert.Throws<EnvironmentException>(() => new VectorEnvironment(definition, 2)).Message);
    }

    private static EnvironmentDefinition Definition(string name) => name == "action rescaling" ? Pendulum.Definition : CartPole.Definition;
}
