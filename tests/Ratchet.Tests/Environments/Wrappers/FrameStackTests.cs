using Ratchet.Environments.Wrappers;
using Ratchet.Numerics;
using Xunit;

namespace Ratchet.Tests.Environments.Wrappers;

public sealed class FrameStackTests
{
    [Fact]
    public void The_oldest_observation_comes_first_and_a_reset_repeats_its_own()
    {
        var random = new RandomStream(1, StreamPurpose.User);
        var stack = new FrameStack(new LoggedEnvironment(), 3);
        Assert.Equal([0, 0, 0, 0, 0, 0], stack.Reset(ref random));
        Assert.Equal([0, 0, 0, 0, 1, 0], stack.Step([1], ref random).Observation);
        Assert.Equal([0, 0, 1, 0, 2, 0], stack.Step([1], ref random).Observation);
        Assert.Equal([1, 0, 2, 0, 3, 0], stack.Step([1], ref random).Observation);
        Assert.Equal([0, 1, 0, 1, 0, 1], stack.Reset(ref random));
    }

    [Fact]
    public void The_first_observation_of_a_state_that_was_set_stands_alone()
    {
        var random = new RandomStream(1, StreamPurpose.User);
        var stack = new FrameStack(new LoggedEnvironment(), 3);
        stack.Reset(ref random);
        stack.Step([1], ref random);
        stack.SetState([7, 0]);
        Assert.Equal([8, 0, 8, 0, 8, 0], stack.Step([1], ref random).Observation);
        Assert.Equal([8, 0, 8, 0, 9, 0], stack.Step([1], ref random).Observation);
    }

    [Fact]
    public void The_box_is_the_inner_one_repeated()
    {
        var box = (BoxSpace)new FrameStack(new LoggedEnvironment(), 2).ObservationSpace;
        Assert.Equal([0, -1, 0, -1], box.Low);
        Assert.Equal([1000, double.PositiveInfinity, 1000, double.PositiveInfinity], box.High);
    }

    [Fact]
    public void The_observation_at_an_end_is_stacked_too()
    {
        var random = new RandomStream(1, StreamPurpose.User);
        var stack = new FrameStack(new LoggedEnvironment { TerminatedAt = 1 }, 2);
        stack.Reset(ref random);
        Ratchet.Environments.Transition transition = stack.Step([0], ref random);
        Assert.True(transition.Terminated && !transition.Truncated);
        Assert.Equal([0, 0, 1, 0], transition.Observation);
    }

    // Stacks of 2 of stacks of 2: (o0, o1), (o1, o2).
    [Fact]
    public void Stacks_can_be_stacked()
    {
        var random = new RandomStream(1, StreamPurpose.User);
        var stack = new FrameStack(new FrameStack(new LoggedEnvironment(), 2), 2);
        stack.Reset(ref random);
        stack.Step([0], ref random);
        Assert.Equal([0, 0, 1, 0, 1, 0, 2, 0], stack.Step([0], ref random).Observation);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public void Too_few_or_too_many_frames_are_refused(int frames) =>
        Assert.Equal($"A frame stack has 1 to 100 frames; found {frames}.", Assert.Throws<ArgumentException>(() => new FrameStack(new LoggedEnvironment(), frames)).Message);

    [Fact]
    public void Discrete_observations_are_refused() =>
        Assert.Contains("needs observations from a box", Assert.Throws<ArgumentException>(() => new FrameStack(new LoggedEnvironment { ObservationSpace = new DiscreteSpace(3) }, 2)).Message);

    [Fact]
    public void An_observation_of_a_wrong_size_never_runs_into_its_neighbour()
    {
        var random = new RandomStream(1, StreamPurpose.User);
        var stack = new FrameStack(new LoggedEnvironment { ObservationSpace = new BoxSpace(1) }, 2);
        Assert.Contains("returned 2 numbers", Assert.Throws<Ratchet.Environments.EnvironmentException>(() => stack.Reset(ref random).Length).Message);
    }
}
