using Ratchet.Numerics;
using Ratchet.Policies;
using Xunit;

namespace Ratchet.Tests.Policies;

/// <summary>What the networks see of an observation.</summary>
public sealed unsafe class ObservationNormalizerTests
{
    // Mean 2 and variance 4 (0, 4); mean 10 and variance 1 (9, 11).
    private static readonly float[] Observed = [0, 9, 4, 11];

    [Fact]
    public void Statistics_act_only_after_a_swap()
    {
        var normalizer = new ObservationNormalizer(2, enabled: true, clip: 5);
        normalizer.Observe(Observed, 2);
        Assert.Equal([4f, 5f], Normalize(normalizer, 4, 5));
        normalizer.Swap();
        AssertClose([1, -5], Normalize(normalizer, 4, 5));
        AssertClose([-1, 2], Normalize(normalizer, 0, 12));
        normalizer.Observe([100, 100], 1);
        AssertClose([-1, 2], Normalize(normalizer, 0, 12));
    }

    // From mean 0 and deviation 1 to means 2 and 10 and deviations 2 and 1: 2/2 and 10/1 deviations, and a deviation twice as great, |(1/2)/1 − 1| = 1/2.
    [Fact]
    public void A_distance_is_counted_in_the_present_deviations()
    {
        ObservationNormalizer before = new(2, enabled: true, clip: 5), after = new(2, enabled: true, clip: 5);
        Assert.Equal(0, after.DistanceFrom(before));
        after.Observe(Observed, 2);
        after.Swap();
        Assert.Equal(10, after.DistanceFrom(before), 1e-5);
    }

    [Fact]
    public void Outputs_are_clipped_on_both_sides()
    {
        var normalizer = new ObservationNormalizer(2, enabled: true, clip: 3);
        normalizer.Observe(Observed, 2);
        normalizer.Swap();
        Assert.Equal([3f, -3f], Normalize(normalizer, 1000, -1000));
    }

    [Fact]
    public void Disabled_it_passes_everything_through()
    {
        var normalizer = new ObservationNormalizer(2, enabled: false, clip: 3);
        normalizer.Observe(Observed, 2);
        normalizer.Swap();
        Assert.Equal([1000f, -1000f], Normalize(normalizer, 1000, -1000));
    }

    [Fact]
    public void A_copy_acts_the_same_and_moments_survive_saving()
    {
        var normalizer = new ObservationNormalizer(2, enabled: true, clip: 5);
        normalizer.Observe(Observed, 2);
        normalizer.Swap();
        var copy = new ObservationNormalizer(2, enabled: true, clip: 5);
        copy.CopyStatisticsFrom(normalizer);
        Assert.Equal(Normalize(normalizer, 3, 8), Normalize(copy, 3, 8));

        var state = new double[normalizer.StateSize];
        normalizer.Save(state);
        var restored = new ObservationNormalizer(2, enabled: true, clip: 5);
        restored.Load(state);
        restored.Observe([7, 7], 1);
        normalizer.Observe([7, 7], 1);
        restored.Swap();
        normalizer.Swap();
        Assert.Equal(Normalize(normalizer, 3, 8), Normalize(restored, 3, 8));
    }

    private static float[] Normalize(ObservationNormalizer normalizer, params float[] observation)
    {
        var source = new AlignedBuffer<float>(2);
        observation.CopyTo(source.Span);
        var inputs = new AlignedBuffer<float>(16);
        normalizer.Normalize(Kernels.Best, source.Pointer, 1, inputs.Pointer, 16);
        Assert.True(inputs.Span[2..].IndexOfAnyExcept(0f) < 0);
        return inputs.Span[..2].ToArray();
    }

    private static void AssertClose(double[] expected, float[] found)
    {
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], found[i], 1e-5);
    }
}
