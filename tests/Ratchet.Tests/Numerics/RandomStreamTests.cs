using Ratchet.Numerics;
using Xunit;

namespace Ratchet.Tests.Numerics;

public class RandomStreamTests
{
    /// <summary>Random123's published vectors for philox4x32, 10 rounds: zeros, ones, and the digits of π.</summary>
    [Theory]
    [InlineData(0u, 0u, 0u, 0u, 0u, 0u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void Philox_gives_the_published_vectors(
        uint c0, uint c1, uint c2, uint c3, uint key0, uint key1, uint word0, uint word1, uint word2, uint word3)
    {
        Philox.Block block = Philox.Generate(new Philox.Block(c0, c1, c2, c3), key0, key1);
        Assert.Equal([word0, word1, word2, word3], new[] { block[0], block[1], block[2], block[3] });
    }

    [Fact]
    public void A_stream_is_the_blocks_of_its_counter_in_order()
    {
        const ulong seed = 0x299f31d0_a4093822;
        var stream = new RandomStream(seed, StreamPurpose.Action, index: 9);
        for (uint block = 0; block < 3; block++)
        {
            Philox.Block expected = Philox.Generate(new Philox.Block(block, 0, 9, (uint)StreamPurpose.Action), 0xa4093822, 0x299f31d0);
            for (int word = 0; word < 4; word++)
            {
                Assert.Equal(expected[word], stream.NextUInt32());
            }
        }
    }

    [Fact]
    public void Streams_that_differ_in_seed_purpose_or_index_differ()
    {
        RandomStream[] streams =
        [
            new(1, StreamPurpose.Environment), new(2, StreamPurpose.Environment), new(1UL << 32, StreamPurpose.Environment),
            new(1, StreamPurpose.Action), new(1, StreamPurpose.Environment, 1),
        ];
        Assert.Equal(streams.Length, streams.Select(stream => stream.NextDouble()).Distinct().Count());
    }

    /// <summary>n uniforms: the mean is normal around 1/2 with sd √(1/12n), the mean square around 1/3 with sd √(4/45n). Margin: 5 sd.</summary>
    [Fact]
    public void Uniforms_have_the_moments_of_the_uniform_distribution()
    {
        const int n = 200_000;
        var stream = new RandomStream(11, StreamPurpose.User);
        double sum = 0, squares = 0, sumSingle = 0;
        for (int i = 0; i < n; i++)
        {
            double u = stream.NextDouble();
            float v = stream.NextSingle();
            Assert.True(u is >= 0 and < 1 && v is >= 0 and < 1);
            sum += u;
            squares += u * u;
            sumSingle += v;
        }
        Assert.InRange(sum / n, 0.5 - 5 * Math.Sqrt(1.0 / 12 / n), 0.5 + 5 * Math.Sqrt(1.0 / 12 / n));
        Assert.InRange(sumSingle / n, 0.5 - 5 * Math.Sqrt(1.0 / 12 / n), 0.5 + 5 * Math.Sqrt(1.0 / 12 / n));
        Assert.InRange(squares / n, 1.0 / 3 - 5 * Math.Sqrt(4.0 / 45 / n), 1.0 / 3 + 5 * Math.Sqrt(4.0 / 45 / n));
    }

    [Fact]
    public void Uniforms_stay_in_their_interval_even_where_it_is_one_ulp_wide()
    {
        var stream = new RandomStream(12, StreamPurpose.User);
        double high = Math.BitIncrement(1.0);
        for (int i = 0; i < 1000; i++)
        {
            Assert.Equal(1.0, stream.NextUniform(1.0, high));
            Assert.InRange(stream.NextUniform(-0.05, 0.05), -0.05, Math.BitDecrement(0.05));
        }
    }

    /// <summary>χ² with 6 degrees of freedom exceeds 35 with probability below 1e−5.</summary>
    [Fact]
    public void Integers_below_a_bound_are_equally_likely()
    {
        const int bound = 7, n = 70_000;
        var stream = new RandomStream(13, StreamPurpose.Shuffle);
        var counts = new int[bound];
        for (int i = 0; i < n; i++)
        {
            counts[stream.NextBelow(bound)]++;
        }
        double expected = (double)n / bound;
        Assert.True(counts.Sum(count => (count - expected) * (count - expected) / expected) < 35);
    }

    /// <summary>Bound 3·2²⁹: without rejection results ≡ 0, 1, 2 (mod 3) would get 3, 3, 2 of every 8 words: 37.5%, 37.5%, 25%.</summary>
    [Fact]
    public void A_bound_that_does_not_divide_the_words_gives_no_bias()
    {
        const int bound = 3 << 29, n = 30_000;
        var stream = new RandomStream(14, StreamPurpose.Shuffle);
        var counts = new int[3];
        for (int i = 0; i < n; i++)
        {
            counts[stream.NextBelow(bound) % 3]++;
        }
        Assert.All(counts, count => Assert.InRange(count, n / 3 - 500, n / 3 + 500));
    }

    [Fact]
    public void A_bound_of_one_gives_zero_and_none_below_is_accepted()
    {
        var stream = new RandomStream(15, StreamPurpose.Shuffle);
        Assert.Equal(0, stream.NextBelow(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomStream(1, StreamPurpose.User).NextBelow(0));
    }

    /// <summary>n normals: sd of the mean √(1/n), of the variance √(2/n), of the fourth moment √(96/n); lag-1 products √(1/n). Margin: 5 sd.</summary>
    [Fact]
    public void Gaussians_have_the_moments_of_the_standard_normal()
    {
        const int n = 200_000;
        var stream = new RandomStream(16, StreamPurpose.Action);
        double sum = 0, squares = 0, fourth = 0, lagged = 0, previous = 0;
        for (int i = 0; i < n; i++)
        {
            double z = stream.NextGaussian();
            sum += z;
            squares += z * z;
            fourth += z * z * z * z;
            lagged += z * previous;
            previous = z;
        }
        double sd = Math.Sqrt(1.0 / n);
        Assert.InRange(sum / n, -5 * sd, 5 * sd);
        Assert.InRange(squares / n, 1 - 5 * Math.Sqrt(2) * sd, 1 + 5 * Math.Sqrt(2) * sd);
        Assert.InRange(fourth / n, 3 - 5 * Math.Sqrt(96) * sd, 3 + 5 * Math.Sqrt(96) * sd);
        Assert.InRange(lagged / n, -5 * sd, 5 * sd);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(3, 0)]
    [InlineData(4, 0)]
    [InlineData(6, 1)]
    [InlineData(5, 2)]
    public void A_restored_stream_goes_on_exactly(int words, int gaussians)
    {
        var stream = new RandomStream(17, StreamPurpose.Action, 3);
        for (int i = 0; i < words; i++)
        {
            stream.NextUInt32();
        }
        for (int i = 0; i < gaussians; i++)
        {
            stream.NextGaussian();
        }
        Span<ulong> state = stackalloc ulong[RandomStream.StateSize];
        stream.Save(state);
        var restored = new RandomStream(17, StreamPurpose.Action, 3);
        restored.Load(state);
        for (int i = 0; i < 9; i++)
        {
            Assert.Equal(stream.NextGaussian(), restored.NextGaussian());
            Assert.Equal(stream.NextUInt32(), restored.NextUInt32());
        }
    }

    [Fact]
    public void A_stream_allocates_nothing()
    {
        var stream = new RandomStream(18, StreamPurpose.User);
        stream.NextGaussian();
        Assert.Equal(0, Allocation.Least(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                stream.NextGaussian();
                stream.NextBelow(10);
            }
        }));
    }
}
