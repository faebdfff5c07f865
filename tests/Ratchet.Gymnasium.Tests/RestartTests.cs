using System.Diagnostics;
using Ratchet.Environments;
using Ratchet.Numerics;
using Xunit;

namespace Ratchet.Gymnasium.Tests;

/// <summary>With <c>restart-workers</c>, a worker that died is started again.</summary>
public sealed class RestartTests : NeedsPython
{
    [Fact]
    public void The_episodes_of_a_worker_that_died_are_cut_off_where_they_were_and_new_ones_begin()
    {
        using var run = new VectorRun(Toy("Seeded"), 3, Options with { Count = 2, Restart = true });
        int[] workers = run.Workers;
        run.Reset(seed: 4);
        run.Step(2);
        float[] before = [.. run.Observations];
        Process.GetProcessById(workers[1]).Kill();
        run.Step();

        Assert.Equal([false, true, true], run.Truncated);
        Assert.DoesNotContain(true, run.Terminated);
        Assert.Equal([3, 0, 0], run.Rewards);
        Assert.Equal(before[2..], run.FinalObservations[2..]);
        Assert.Equal(103, run.Observations[0]);
        for (uint i = 1; i < 3; i++)
        {
            // The new process's first episode, from the second number of the stream.
            var stream = new RandomStream(4, StreamPurpose.Environment, i);
            stream.NextUInt32();
            Assert.Equal([100, stream.NextUInt32() >> 1], run.Observations[(2 * (int)i)..(2 * (int)i + 2)]);
        }

        Assert.Equal(workers[0], run.Workers[0]);
        Assert.NotEqual(workers[1], run.Workers[1]);
        run.Step();
        Assert.Equal([104, 101, 101], new[] { run.Observations[0], run.Observations[2], run.Observations[4] });
    }

    [Fact]
    public void One_that_hung_too()
    {
        string once = Path.GetTempFileName();
        File.Delete(once);
        using var run = new VectorRun(Toy("Fails", arguments: $"how=hang&once={Uri.EscapeDataString(once)}"), 2, Options with { Restart = true, Timeout = 1.5 });
        run.Reset();
        run.Step(8);
        Assert.Equal([true, true], run.Truncated);
        run.Step(8);
        File.Delete(once);
    }

    [Fact]
    public void One_that_cannot_be_started_again_ends_the_run()
    {
        string name = Toy("Fails", arguments: "how=exit&at=reset");
        using var run = new VectorRun(name, 1, Options with { Restart = true });
        run.Reset();
        run.Step(4);
        // It dies at the end of every first episode, and is started again each time.
        run.Step();
        run.Step(4);
        Process.GetProcessById(run.Workers[0]).Kill();
        run.Step();
        Process.GetProcessById(run.Workers[0]).Kill();
        Assert.Contains("died with its worker process", Assert.Throws<EnvironmentException>(run.Step).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_single_environments_episode_is_cut_off_and_the_next_begins_in_a_new_process()
    {
        EnvironmentDefinition definition = GymnasiumEnvironments.Define(Toy("Child"), Options with { Restart = true });
        var notices = new List<string>();
        definition.Notices.Raised += notices.Add;
        using var environment = (GymnasiumEnvironment)definition.Create();
        RandomStream random = Stream();
        int worker = (int)environment.Reset(ref random)[0];
        Process.GetProcessById(worker).Kill();
        Transition last = environment.Step([0], ref random);
        Assert.True(last.Truncated);
        Assert.Contains("died with its worker process", Assert.Single(notices), StringComparison.Ordinal);
        Assert.EndsWith("; it is started again, with new episodes", notices[0], StringComparison.Ordinal);
        Assert.Equal(worker, last.Observation[0]);
        Assert.NotEqual(worker, environment.Reset(ref random)[0]);
        Assert.False(environment.Step([0], ref random).Truncated);
    }
}
