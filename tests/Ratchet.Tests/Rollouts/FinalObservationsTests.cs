using Ratchet.Rollouts;
using Xunit;

namespace Ratchet.Tests.Rollouts;

/// <summary>What counts as a missing true successor, and what stands in for it.</summary>
public sealed class FinalObservationsTests
{
    private static readonly float[] Before = [1, 2], Next = [0, 0], Final = [3, 4];

    [Fact]
    public void One_that_was_written_is_taken_as_it_is()
    {
        FinalObservations finals = Begin();
        Final.CopyTo(finals.Span[2..]);
        Assert.Equal(Final, finals.Take(1, Before, Next).ToArray());
        Assert.Equal((1, 0), (finals.Truncations, finals.Missing));
    }

    /// <summary>The state before the step is near the true successor; what an earlier episode left in the row is not.</summary>
    [Fact]
    public void Where_none_was_written_the_state_before_the_step_stands_in()
    {
        FinalObservations finals = Begin();
        Final.CopyTo(finals.Span[2..]);
        _ = finals.Take(1, Before, Next);
        finals.SetMarks();
        Assert.Equal(Before, finals.Take(1, Before, Next).ToArray());
        Assert.Equal((2, 1), (finals.Truncations, finals.Missing));
    }

    [Fact]
    public void The_first_observation_of_the_next_episode_is_none()
    {
        FinalObservations finals = Begin();
        Next.CopyTo(finals.Span);
        _ = finals.Take(0, Before, Next);
        Assert.Equal((1, 1), (finals.Truncations, finals.Missing));
    }

    [Fact]
    public void Where_nothing_moves_the_last_observation_may_be_the_first()
    {
        FinalObservations finals = Begin();
        Next.CopyTo(finals.Span);
        _ = finals.Take(0, Next, Next);
        Assert.Equal((1, 0), (finals.Truncations, finals.Missing));
    }

    [Fact]
    public void A_batch_begins_with_none()
    {
        FinalObservations finals = Begin();
        _ = finals.Take(0, Before, Next);
        finals.Clear();
        Assert.Equal((0, 0), (finals.Truncations, finals.Missing));
    }

    private static FinalObservations Begin()
    {
        var finals = new FinalObservations(environments: 2, size: 2);
        finals.SetMarks();
        return finals;
    }
}
