using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Tests;
using Xunit;

namespace Ratchet.Gymnasium.Tests;

public sealed class VectorTests : NeedsPython
{
    // The toy's observation is (100 · episode + step, seed); an episode has five steps, and odd ones are cut off.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_environment_that_ends_shows_its_final_and_its_next_first_observation_in_the_same_step(bool arrays)
    {
        using var run = new VectorRun(Toy("Seeded", arrays), 3, Options with { Count = 2 });
        run.Reset();
        for (int episode = 1; episode <= 3; episode++)
        {
            for (int step = 1; step <= 5; step++)
            {
                run.Step();
                Assert.All(run.Rewards, reward => Assert.Equal(step, reward));
                Assert.All(run.Terminated, ended => Assert.Equal(step == 5 && episode % 2 == 0, ended));
                Assert.All(run.Truncated, cut => Assert.Equal(step == 5 && episode % 2 == 1, cut));
                for (int i = 0; i < 3; i++)
                {
                    Assert.Equal(step == 5 ? 100 * (episode + 1) : 100 * episode + step, run.Observations[2 * i]);
                    if (step == 5)
                        Assert.Equal(100 * episode + 5, run.FinalObservations[2 * i]);
                }
            }
        }
    }

    // The seed of environment i is the first 31 bits of its stream; later episodes have none, so that the toy keeps it.
    [Fact]
    public void Environment_i_is_seeded_once_from_the_seed_of_the_run_and_i()
    {
        using var run = new VectorRun(Toy("Seeded"), 4, Options with { Count = 3 });
        run.Reset(seed: 5);
        run.Step(7);
        for (uint i = 0; i < 4; i++)
            Assert.Equal((float)(new RandomStream(5, StreamPurpose.Environment, i).NextUInt32() >> 1), run.Observations[2 * i + 1]);
    }

    [Fact]
    public void The_number_of_workers_changes_no_bit()
    {
        float[][] trajectories = [.. new[] { 1, 2, 3 }.Select(workers =>
        {
            using var run = new VectorRun("gym:CartPole-v1?arrays=false", 5, Options with { Count = workers });
            Assert.Equal(workers, run.Workers.Length);
            var random = Stream();
            var seen = new List<float>();
            run.Reset(3);
            for (int step = 0; step < 60; step++)
            {
                for (int i = 0; i < 5; i++)
                    run.Actions[i] = random.NextBelow(2);
                run.Step();
                seen.AddRange(run.Observations);
                seen.AddRange(run.Rewards);
                seen.AddRange(run.Terminated.Select(ended => ended ? 1f : 0));
            }

            return seen.ToArray();
        })];
        Assert.Contains(1f, trajectories[0]);
        Assert.Equal(trajectories[0], trajectories[1]);
        Assert.Equal(trajectories[0], trajectories[2]);
    }

    // The same dynamics are in the library, with its own random numbers: put it into Python's state, and both must go the same way.
    [Fact]
    public void CartPole_in_Python_goes_where_the_librarys_goes()
    {
        using var run = new VectorRun("gym:CartPole-v1?arrays=false", 1, Options);
        run.Reset();
        IEnvironment own = EnvironmentRegistry.BuiltIn.Find("cartpole").Create();
        double[] state = [.. run.Observations.Select(value => (double)value)];
        own.SetState(state);
        RandomStream random = Stream();
        for (int step = 0; step < 8; step++) // before the pole can fall
        {
            run.Actions[0] = step / 2 % 2;
            run.Step();
            double[] expected = own.Step([step / 2 % 2], ref random).Observation.ToArray();
            for (int i = 0; i < 4; i++)
                Assert.Equal(expected[i], run.Observations[i], 1e-5);
        }
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        using var run = new VectorRun("gym:CartPole-v1?arrays=false", 4, Options with { Count = 2 });
        run.Reset();
        run.Step(20);
        Assert.Equal(0, Allocation.Least(() => run.Step(100)));
    }

    [Fact]
    public void An_action_of_wrong_size_or_none_of_the_space_is_refused_and_nothing_moves()
    {
        using var run = new VectorRun(Toy("Toy"), 2, Options);
        run.Reset();
        run.Actions[1] = 3;
        Assert.Contains("0 to 2; found 3", Assert.Throws<ArgumentException>(run.Step).Message, StringComparison.Ordinal);
        run.Actions[1] = float.NaN;
        Assert.Throws<ArgumentException>(run.Step);
        Assert.Throws<ArgumentException>(() => run.Environment.Step([0], run.Observations, run.Rewards, run.Terminated, run.Truncated, run.FinalObservations));
        run.Actions[1] = 2;
        run.Step();
        Assert.Equal(101, run.Observations[0]);
    }

    [Fact]
    public void An_entry_of_an_action_that_is_not_finite_is_named()
    {
        using var run = new VectorRun(Toy("Echo"), 2, Options);
        run.Reset();
        run.Actions[5] = float.NaN;
        Assert.Contains("Entry 1 of the action for environment 1 is NaN", Assert.Throws<ArgumentException>(run.Step).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_an_environment_prints_does_not_reach_the_protocol()
    {
        using var run = new VectorRun(Toy("Prints"), 2, Options);
        run.Reset();
        run.Step(12);
        Assert.Equal(302, run.Observations[0]);
    }

    [Fact]
    public void Many_single_environments_share_few_processes_which_end_with_the_last_one()
    {
        EnvironmentDefinition definition = GymnasiumEnvironments.Define(Toy("Child"), Options with { Count = 2 });
        var environments = Enumerable.Range(0, 6).Select(_ => (GymnasiumEnvironment)definition.Create()).ToArray();
        var workers = new double[6];
        Parallel.For(0, 6, i =>
        {
            RandomStream random = Stream((uint)i);
            workers[i] = environments[i].Reset(ref random)[0];
            for (int step = 0; step < 20; step++)
                environments[i].Step([0], ref random);
        });
        int[] processes = [.. workers.Distinct().Select(id => (int)id)];
        Assert.Equal(2, processes.Length);
        Assert.All(processes, id => Assert.True(Runs(id)));
        foreach (GymnasiumEnvironment environment in environments)
            environment.Dispose();
        Assert.DoesNotContain(processes, Runs);
        using var again = (GymnasiumEnvironment)definition.Create();
        RandomStream stream = Stream();
        Assert.DoesNotContain((int)again.Reset(ref stream)[0], processes);
    }

    [Fact]
    public void A_single_environment_takes_its_seed_from_the_stream()
    {
        using var environment = (GymnasiumEnvironment)GymnasiumEnvironments.Define(Toy("Toy"), Options).Create();
        RandomStream random = Stream(), same = Stream();
        Assert.Equal([100, same.NextUInt32() >> 1], environment.Reset(ref random).ToArray());
        Assert.Equal([200, same.NextUInt32() >> 1], environment.Reset(ref random).ToArray());
        for (int step = 1; step <= 5; step++)
        {
            Transition transition = environment.Step([2], ref random);
            Assert.Equal(200 + step, transition.Observation[0]);
            Assert.Equal(step, transition.Reward);
            Assert.Equal(step == 5, transition.Terminated);
            Assert.False(transition.Truncated);
        }
    }
}
