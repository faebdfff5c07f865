using Ratchet.Environments;
using Ratchet.Environments.Wrappers;
using Ratchet.Numerics;
using Xunit;

namespace Ratchet.Tests.Environments.Wrappers;

/// <summary>Action repeat, sticky actions and the rescaling of actions.</summary>
public sealed class ActionWrapperTests
{
    private RandomStream _random = new(1, StreamPurpose.User);

    // Rewards are the step's number: 1 + 2 + 3, then 4 + 5 + 6.
    [Fact]
    public void Repeated_actions_earn_the_sum_of_the_rewards()
    {
        var inner = new LoggedEnvironment();
        var repeat = new ActionRepeat(inner, 3);
        repeat.Reset(ref _random);
        Assert.Equal(6, repeat.Step([2], ref _random).Reward);
        Transition second = repeat.Step([1], ref _random);
        Assert.Equal(15, second.Reward);
        Assert.Equal([6, 0], second.Observation);
        Assert.Equal([2, 2, 2, 1, 1, 1], inner.Actions.Select(action => action[0]));
    }

    [Theory]
    [InlineData(2, 0)]
    [InlineData(0, 2)]
    public void An_end_ends_the_repetition(int terminatedAt, int truncatedAt)
    {
        var inner = new LoggedEnvironment { TerminatedAt = terminatedAt, TruncatedAt = truncatedAt };
        var repeat = new ActionRepeat(inner, 5);
        repeat.Reset(ref _random);
        Transition transition = repeat.Step([0], ref _random);
        Assert.Equal((3, terminatedAt > 0, truncatedAt > 0), (transition.Reward, transition.Terminated, transition.Truncated));
        Assert.Equal(2, inner.Actions.Count);
    }

    // Action 2 is valid at the reset and after one step, no longer after two.
    [Fact]
    public void An_action_that_the_mask_forbids_is_not_repeated()
    {
        var inner = new LoggedEnvironment { Mask = step => [true, true, step < 2] };
        var repeat = new ActionRepeat(inner, 5);
        repeat.Reset(ref _random);
        Assert.Equal(3, repeat.Step([2], ref _random).Reward);
        Assert.Equal([true, true, false], repeat.ActionMask);
        Assert.True(repeat.HasActionMask);
    }

    // The reading edition: draw a number at each step, and repeat what was executed where it is below p.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_sticky_action_repeats_the_last_executed_one(bool keep)
    {
        var inner = new LoggedEnvironment();
        var sticky = new StickyActions(inner, 0.4, keep);
        var expected = new List<double>();
        RandomStream reading = _random;
        double? last = null;
        for (int step = 0; step < 300; step++)
        {
            if (step % 10 == 0)
            {
                sticky.Reset(ref _random);
                if (!keep)
                    last = null;
            }

            double chosen = (step * 7 + step / 5) % 3;
            last = reading.NextDouble() < 0.4 && last is { } repeated ? repeated : chosen;
            expected.Add(last.Value);
            sticky.Step([chosen], ref _random);
        }

        Assert.Equal(expected, inner.Actions.Select(action => action[0]));
    }

    // Chosen actions alternate, so that an executed one differs from its choice exactly where it stuck to another: of n = 20,000 steps
    // a share s with s = p·(1 − s), since sticking to an action that was the other one gives the chosen one. p = 0.25: s = 0.2,
    // within 4 standard errors of at most √(0.25 / n) = 0.0035.
    [Fact]
    public void Actions_stick_with_the_given_probability()
    {
        const int steps = 20_000;
        var inner = new LoggedEnvironment();
        var sticky = new StickyActions(inner, 0.25);
        sticky.Reset(ref _random);
        for (int step = 0; step < steps; step++)
            sticky.Step([step % 2], ref _random);
        Assert.InRange(inner.Actions.Where((action, step) => action[0] != step % 2).Count() / (double)steps, 0.186, 0.214);
    }

    [Fact]
    public void A_last_action_that_the_mask_forbids_now_does_not_stick()
    {
        // The action of an even step is invalid at the next one.
        var inner = new LoggedEnvironment { Mask = step => step % 2 == 0 ? [true, false, false] : [false, true, false] };
        var sticky = new StickyActions(inner, 0.9);
        sticky.Reset(ref _random);
        for (int step = 0; step < 50; step++)
            sticky.Step([step % 2], ref _random);
        Assert.Equal(Enumerable.Range(0, 50).Select(step => step % 2.0), inner.Actions.Select(action => action[0]));
    }

    [Fact]
    public void No_action_sticks_to_a_state_that_was_set()
    {
        var inner = new LoggedEnvironment();
        var sticky = new StickyActions(inner, 0.999_999, keepAtReset: true);
        sticky.Reset(ref _random);
        sticky.Step([2], ref _random);
        sticky.SetState([0, 0]);
        sticky.Step([1], ref _random);
        Assert.Equal([2, 1], inner.Actions.Select(action => action[0]));
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void A_probability_outside_its_range_is_refused(double probability) =>
        Assert.Contains("from 0 to below 1; found", Assert.Throws<ArgumentException>(() => new StickyActions(new LoggedEnvironment(), probability)).Message);

    // [−2, 6] has its middle at 2; bounds are reached exactly, even where (high − low) overflows or rounds.
    [Theory]
    [InlineData(-2, 6, -1, -2)]
    [InlineData(-2, 6, 1, 6)]
    [InlineData(-2, 6, 0, 2)]
    [InlineData(-2, 6, 0.5, 4)]
    [InlineData(-2, 6, -7, -2)]
    [InlineData(-2, 6, 7, 6)]
    [InlineData(0.1, 0.7, 1, 0.7)]
    [InlineData(0.1, 0.7, -1, 0.1)]
    [InlineData(-1.7e308, 1.7e308, 1, 1.7e308)]
    [InlineData(-1.7e308, 1.7e308, 0, 0)]
    public void Actions_from_minus_one_to_one_fill_the_box(double low, double high, double action, double expected)
    {
        var inner = new LoggedEnvironment { ActionSpace = new BoxSpace([0, low], [1, high]) };
        var rescaled = new ActionRescaling(inner);
        var box = (BoxSpace)rescaled.ActionSpace;
        Assert.Equal([-1, -1], box.Low);
        Assert.Equal([1, 1], box.High);
        rescaled.Reset(ref _random);
        rescaled.Step([1, action], ref _random);
        Assert.Equal([1, expected], inner.Actions[0]);
    }

    [Fact]
    public void A_box_with_an_infinite_bound_cannot_be_rescaled()
    {
        var inner = new LoggedEnvironment { ActionSpace = new BoxSpace([-1, double.NegativeInfinity], [1, 2]) };
        Assert.Equal(
            "Only actions with finite bounds can be rescaled; entry 1 of the inner environment's action lies between -Infinity and 2.",
            Assert.Throws<ArgumentException>(() => new ActionRescaling(inner)).Message);
    }

    [Fact]
    public void Discrete_actions_cannot_be_rescaled() =>
        Assert.Contains("are discrete", Assert.Throws<ArgumentException>(() => new ActionRescaling(new LoggedEnvironment())).Message);

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public void Too_few_or_too_many_repetitions_are_refused(int times) =>
        Assert.Equal($"An action is repeated 1 to 1000 times; found {times}.", Assert.Throws<ArgumentException>(() => new ActionRepeat(new LoggedEnvironment(), times)).Message);

    // Sticky inside: it may stick at each of the repetitions. Sticky outside: once a decision, so that three in a row are equal.
    [Fact]
    public void The_order_of_wrappers_counts()
    {
        Assert.True(Changes(inner => new StickyActions(new ActionRepeat(inner, 3), 0.5)).All(step => step % 3 == 0));
        Assert.Contains(Changes(inner => new ActionRepeat(new StickyActions(inner, 0.5), 3)), step => step % 3 != 0);

        // Steps at which the executed action differs from the one before it.
        List<int> Changes(Func<IEnvironment, IEnvironment> wrap)
        {
            var inner = new LoggedEnvironment();
            IEnvironment environment = wrap(inner);
            environment.Reset(ref _random);
            for (int step = 0; step < 100; step++)
                environment.Step([step % 3], ref _random);
            return [.. Enumerable.Range(1, 299).Where(step => inner.Actions[step][0] != inner.Actions[step - 1][0])];
        }
    }
}
