using Ratchet.Environments;
using Ratchet.Environments.ClassicControl;
using Ratchet.Environments.RandomPlay;
using Ratchet.Numerics;
using Xunit;

namespace Ratchet.Tests.Environments.RandomPlay;

public sealed class RandomPolicyTests
{
    // Known from many measurements of the task: about 22 steps.
    [Fact]
    public void On_CartPole_a_random_policy_stands_for_22_steps()
    {
        RandomPolicyStatistics statistics = RandomPolicyStatistics.Measure(CartPole.Definition, 20_000);
        Assert.InRange(statistics.Length.Mean, 22.2 - 4 * 0.09, 22.2 + 4 * 0.09);
        Assert.Equal(statistics.Length, statistics.Return);
        Assert.Equal((1, 1), (statistics.TerminatedShare, statistics.RewardPerStep));
    }

    // Each of 4 actions with probability 1/4; action 0 ends the episode. The length is geometric with p = 1/4: mean 4, variance (1 − p)/p² = 12.
    // The reward is the action's index: a step gives (0 + 1 + 2 + 3)/4 = 1.5 on average, and by Wald's equation an episode 4 · 1.5 = 6.
    // Short episodes must not be counted more often: the first n to finish would have a mean length well below 4.
    [Fact]
    public void Episodes_are_counted_whatever_their_length()
    {
        RandomPolicyStatistics statistics = RandomPolicyStatistics.Measure(new EnvironmentDefinition("wheel", () => new Wheel()), 40_000);
        double standardError = Math.Sqrt(12.0 / 40_000);
        Assert.InRange(statistics.Length.Mean, 4 - 4 * standardError, 4 + 4 * standardError);
        Assert.InRange(statistics.Length.StandardError, 0.9 * standardError, 1.1 * standardError);
        Assert.InRange(statistics.Return.Mean, 6 - 4 * statistics.Return.StandardError, 6 + 4 * statistics.Return.StandardError);
        Assert.InRange(statistics.RewardPerStep, 1.47, 1.53);
        Assert.Equal(40_000, statistics.Returns.Count);
        Assert.Equal(1, statistics.Length.Min);
    }

    // The observation counts the steps: over episodes of 3 steps decisions are taken at 0, 1 and 2, with mean 1 and deviation √(2/3); the 3 is never acted on.
    [Fact]
    public void Observations_are_those_at_which_actions_are_chosen()
    {
        EnvironmentDefinition counter = ScriptedEnvironment.Define(() => new ScriptedEnvironment(), timeLimit: 3);
        RandomPolicyStatistics statistics = RandomPolicyStatistics.Measure(counter, 7);
        EntryStatistics entry = statistics.Observations[1];
        Assert.Equal((1, 0, 2), (entry.Mean, entry.Min, entry.Max));
        Assert.Equal(Math.Sqrt(2.0 / 3), entry.Deviation, 12);
        Assert.Equal((3, 21, 0), (statistics.Length.Mean, statistics.Steps, statistics.TerminatedShare));
        Assert.Equal(0, statistics.Return.Deviation);
    }

    [Fact]
    public void Numbers_depend_on_the_seed_and_not_on_the_threads()
    {
        using var pool = new WorkerPool(3);
        EnvironmentDefinition slow = CartPole.Definition with { StepMicroseconds = 50 };
        Assert.Equal(RandomPolicyStatistics.Measure(slow, 100, seed: 3).Returns, RandomPolicyStatistics.Measure(slow, 100, seed: 3, pool).Returns);
        Assert.NotEqual(RandomPolicyStatistics.Measure(slow, 100, seed: 3).Returns, RandomPolicyStatistics.Measure(slow, 100, seed: 4).Returns);
    }

    [Fact]
    public void An_endless_episode_is_an_error()
    {
        var exception = Assert.Throws<EnvironmentException>(() => RandomPolicyStatistics.Measure(Pendulum.Definition with { TimeLimit = null }, 1));
        Assert.Contains("time limit", exception.Message, StringComparison.Ordinal);
    }

    // Of 5 actions the mask allows 1, 3 and 4: each with probability 1/3, deviation of a share √(p(1 − p)/n).
    [Fact]
    public void Valid_actions_are_equally_likely()
    {
        const int draws = 30_000;
        bool[] mask = [false, true, false, true, true];
        var counts = new int[5];
        var random = new RandomStream(1, StreamPurpose.User);
        var action = new double[1];
        for (int i = 0; i < draws; i++)
        {
            RandomActions.Draw(new DiscreteSpace(5), mask, ref random, action);
            counts[(int)action[0]]++;
        }

        for (int i = 0; i < counts.Length; i++)
            Assert.InRange(counts[i], mask[i] ? draws / 3.0 - 4 * Math.Sqrt(draws * 2.0 / 9) : 0, mask[i] ? draws / 3.0 + 4 * Math.Sqrt(draws * 2.0 / 9) : 0);
    }

    // U(2, 6): mean 4, variance 16/12. N(0, 1): mean 0, variance 1. 1 + |N|: mean 1 + √(2/π), never below 1. 1 − |N| is its mirror image.
    [Fact]
    public void A_box_is_filled_evenly_and_the_unbounded_normally()
    {
        const int draws = 30_000;
        double infinity = double.PositiveInfinity;
        var box = new BoxSpace([2, -infinity, 1, -infinity], [6, infinity, infinity, 1]);
        var sums = new EntrySums(4);
        var random = new RandomStream(1, StreamPurpose.User);
        var action = new double[4];
        for (int i = 0; i < draws; i++)
        {
            RandomActions.Draw(box, default, ref random, action);
            sums.Add(action);
        }

        EntryStatistics[] entries = sums.ToStatistics();
        double half = Math.Sqrt(2 / Math.PI);
        double[] means = [4, 0, 1 + half, 1 - half], variances = [16.0 / 12, 1, 1 - half * half, 1 - half * half];
        for (int i = 0; i < 4; i++)
        {
            Assert.InRange(entries[i].Mean, means[i] - 4 * Math.Sqrt(variances[i] / draws), means[i] + 4 * Math.Sqrt(variances[i] / draws));
            Assert.InRange(entries[i].Deviation / Math.Sqrt(variances[i]), 0.97, 1.03);
            Assert.True(entries[i].Min >= box.Low[i] && entries[i].Max <= box.High[i]);
        }
    }

    // 1, 2, 3, 6: mean 3, Σ(x − 3)² = 4 + 1 + 0 + 9 = 14, deviation √(14/4), standard error √(14/3)/√4.
    [Fact]
    public void Statistics_of_a_sample_are_those_of_a_textbook()
    {
        SampleStatistics sample = SampleStatistics.Of([1, 2, 3, 6]);
        Assert.Equal((3, 1, 6), (sample.Mean, sample.Min, sample.Max));
        Assert.Equal(Math.Sqrt(14.0 / 4), sample.Deviation, 12);
        Assert.Equal(Math.Sqrt(14.0 / 3) / 2, sample.StandardError, 12);
        Assert.True(double.IsNaN(SampleStatistics.Of([5]).StandardError));
    }

    private sealed class Wheel : IEnvironment
    {
        private readonly double[] _observation = new double[1];

        public Space ObservationSpace { get; } = new BoxSpace(1);
        public Space ActionSpace { get; } = new DiscreteSpace(4);

        public ReadOnlySpan<double> Reset(ref RandomStream random) => _observation;
        public Transition Step(ReadOnlySpan<double> action, ref RandomStream random) => new(_observation, action[0], terminated: action[0] == 0);
    }
}
