using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Rollouts;
using Ratchet.Tests.Rollouts;
using Ratchet.Training;
using Ratchet.Updates;
using Xunit;

namespace Ratchet.Tests.Updates;

public sealed unsafe class MinibatchTests
{
    [Theory]
    [InlineData(2, 2)]
    [InlineData(10, 3)]
    [InlineData(10, 5)]
    [InlineData(64, 100)]
    [InlineData(1000, 64)]
    [InlineData(1024, 256)]
    [InlineData(1025, 256)]
    public void An_epoch_takes_every_sample_once(int rows, int size)
    {
        var minibatches = new Minibatches(rows, size, seed: 3, index: 0);
        for (int epoch = 0; epoch < 3; epoch++)
        {
            minibatches.Shuffle();
            var seen = new int[rows];
            for (int i = 0; i < minibatches.Count; i++)
            {
                int* samples = minibatches.Rows(i, out int count);
                Assert.InRange(count, Math.Min(size, rows), minibatches.Largest);
                for (int k = 0; k < count; k++)
                    seen[samples[k]]++;
            }

            Assert.All(seen, times => Assert.Equal(1, times));
        }
    }

    // 10 rows by 3: 3 + 3 + (3 + 1).
    [Fact]
    public void A_short_last_minibatch_is_merged_into_the_one_before()
    {
        var minibatches = new Minibatches(10, 3, seed: 1, index: 0);
        Assert.Equal(3, minibatches.Count);
        minibatches.Rows(0, out int first);
        minibatches.Rows(2, out int last);
        Assert.Equal((3, 4, 4), (first, last, minibatches.Largest));
    }

    // Every position is equally likely: over 4000 shuffles of 4, the count of sample 0 in first place is 1000 ± 5 · √(4000·¼·¾) = ± 137.
    [Fact]
    public void Orders_are_uniform()
    {
        var minibatches = new Minibatches(4, 4, seed: 5, index: 0);
        int first = 0;
        for (int i = 0; i < 4000; i++)
        {
            minibatches.Shuffle();
            first += minibatches.Rows(0, out _)[0] == 0 ? 1 : 0;
        }

        Assert.InRange(first, 1000 - 137, 1000 + 137);
    }

    [Fact]
    public void The_saved_stream_repeats_the_orders()
    {
        var one = new Minibatches(50, 10, seed: 5, index: 0);
        var other = new Minibatches(50, 10, seed: 5, index: 0);
        one.Shuffle();
        var state = new ulong[RandomStream.StateSize];
        one.Save(state);
        one.Shuffle();
        other.Load(state);
        other.Shuffle();
        Assert.Equal(new Span<int>(one.Rows(0, out _), 50).ToArray(), new Span<int>(other.Rows(0, out _), 50).ToArray());
    }

    // Advantages 1, 2, 3, 4: mean 2.5, Σ(A − mean)² = 5, deviation √(5/3) with n − 1. Of the rows {0, 3}: mean 2.5, √(4.5/1).
    [Fact]
    public void Advantages_are_normalised_with_the_deviation_of_a_sample()
    {
        RolloutBatch batch = new(new ActorCritic(new NetworkOptions { Hidden = [] }, new BoxSpace(1), new DiscreteSpace(2)), 1, 4, masked: false);
        for (int i = 0; i < 4; i++)
            batch.Advantages[i] = i + 1;
        AdvantageScale whole = AdvantageNormalization.OfBatch(batch);
        Assert.Equal(2.5f, whole.Mean);
        Assert.Equal(1 / Math.Sqrt(5.0 / 3), whole.Inverse, 1e-6);
        int* rows = stackalloc int[2];
        (rows[0], rows[1]) = (0, 3);
        AdvantageScale some = AdvantageNormalization.Of(batch, rows, 2);
        Assert.Equal(2.5f, some.Mean);
        Assert.Equal(1 / Math.Sqrt(4.5), some.Inverse, 1e-6);
        Assert.Equal(AdvantageScale.Raw, AdvantageNormalization.Of(batch, rows, 1));
    }

    [Fact]
    public void Equal_advantages_become_zero_and_stay_finite()
    {
        RolloutBatch batch = new(new ActorCritic(new NetworkOptions { Hidden = [] }, new BoxSpace(1), new DiscreteSpace(2)), 1, 7, masked: false);
        new Span<float>(batch.Advantages, 7).Fill(0.3f);
        AdvantageScale scale = AdvantageNormalization.OfBatch(batch);
        Assert.Equal(0f, (0.3f - scale.Mean) * scale.Inverse);
    }
}
