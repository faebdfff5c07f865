using Ratchet.Environments;
using Ratchet.Environments.Wrappers;
using Ratchet.Numerics;
using Ratchet.Tests.Updates;
using Xunit;

namespace Ratchet.Tests.Environments;

public sealed class TaskMixtureTests
{
    // 3000 episodes of three tasks: 1000 each, with a deviation of √(3000 · 1/3 · 2/3) = 26; five of these are 130.
    [Fact]
    public void Every_task_has_equal_chances_and_episodes_are_the_tasks_own()
    {
        var mixture = new TaskMixture(new GuessEnvironment(0, 1), new GuessEnvironment(1, 1), new GuessEnvironment(2, 1));
        var random = new RandomStream(5, StreamPurpose.User);
        int[] drawn = [0, 0, 0];
        for (int episode = 0; episode < 3000; episode++)
        {
            Assert.Equal(mixture.Reset(ref random)[1], mixture.Task);
            drawn[mixture.Task]++;
            Assert.Equal(mixture.Task, mixture.Step([0], ref random).Observation[1]);
        }

        Assert.Equal(3, mixture.TaskCount);
        Assert.All(drawn, count => Assert.InRange(count, 870, 1130));
    }

    [Fact]
    public void A_snapshot_continues_in_the_same_task()
    {
        VectorEnvironment one = Vector(), other = Vector();
        var (observations, again) = (new float[2 * 6], new float[2 * 6]);
        one.Reset(3, observations);
        Step(one, observations);
        var state = new double[one.StateSize];
        one.SaveState(state);
        other.LoadState(state);
        for (int step = 0; step < 40; step++)
        {
            Assert.Equal(Tasks(one), Tasks(other));
            Step(one, observations);
            Step(other, again);
            Assert.Equal(observations, again);
            Assert.Equal(Tasks(one), Enumerable.Range(0, 6).Select(row => (int)observations[(2 * row) + 1]));
        }

        Assert.Equal(2, Tasks(one).Distinct().Count());

        static VectorEnvironment Vector() => new(GuessEnvironment.Mixture(1, 1), 6);

        static void Step(VectorEnvironment environment, float[] observations) =>
            environment.Step(new float[6], observations, new float[6], new bool[6], new bool[6], new float[2 * 6]);
    }

    [Fact]
    public void Wrappers_pass_the_task_through()
    {
        EnvironmentDefinition definition = EnvironmentWrappers.Apply(GuessEnvironment.Mixture(1, 1, 1), "reward-scale=2,frame-stack=3");
        using var environment = new VectorEnvironment(definition, 20);
        var observations = new float[20 * environment.ObservationSpace.Size];
        environment.Reset(1, observations);
        Assert.Equal(3, environment.TaskCount);
        Assert.Equal([0, 1, 2], Tasks(environment).Distinct().Order());
    }

    [Fact]
    public void Tasks_with_other_actions_or_observations_are_no_mixture()
    {
        Assert.Throws<ArgumentException>(() => new TaskMixture());
        foreach (Space space in (Space[])[new DiscreteSpace(4), new MultiDiscreteSpace(3, 3), new BoxSpace(1)])
            Assert.Throws<ArgumentException>(() => new TaskMixture(new GuessEnvironment(0, 1), new MatchEnvironment(space, masked: false)));
        Assert.Throws<ArgumentException>(() => new TaskMixture(new MatchEnvironment(new BoxSpace(1, -1, 1), false), new MatchEnvironment(new BoxSpace(1, -2, 2), false)));
        Assert.Equal(2, new TaskMixture(new MatchEnvironment(new BoxSpace(1, -1, 1), false), new MatchEnvironment(new BoxSpace(1, -1, 1), false)).TaskCount);
    }

    private static int[] Tasks(VectorEnvironment environment)
    {
        var tasks = new int[environment.Count];
        environment.GetTasks(tasks);
        return tasks;
    }
}
