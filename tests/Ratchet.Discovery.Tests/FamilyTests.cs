using Ratchet.Discovery.Families;
using Ratchet.Numerics;
using Ratchet.Updates.Drifts;
using Ratchet.Updates.Drifts.Networks;
using Xunit;

namespace Ratchet.Discovery.Tests;

public sealed class FamilyTests
{
    public static TheoryData<string> Families => ["network", "closed-form", "clip"];

    [Theory]
    [MemberData(nameof(Families))]
    public void Every_point_is_a_drift(string name)
    {
        DriftFamily family = name switch { "network" => new NetworkFamily(DriftNetworkShape.Lpo with { Hidden = [16] }), "closed-form" => new ClosedFormFamily(), _ => new ClipFamily() };
        var stream = new RandomStream(1, StreamPurpose.User);
        for (int i = 0; i < 5; i++)
        {
            double[] point = [.. family.Start(1).Select(x => x + (3 * stream.NextGaussian()))];
            DriftReport report = DriftCheck.Run(family.Create(point));
            Assert.True(report.IsSound, report.ToString());
        }
    }

    [Fact]
    public void A_random_network_is_as_far_from_the_start_as_the_one_that_was_found_layer_by_layer()
    {
        var family = new NetworkFamily(DriftNetworkShape.Lpo with { Hidden = [6] });
        double[] start = family.Start(7), found = [.. start.Select((x, i) => x + (i < 48 ? 0.3 : -0.7))];
        DriftNetwork network = family.NetworkOf("found", found), random = family.RandomLike("random-1", network, 7, 1), other = family.RandomLike("random-2", network, 7, 2);
        foreach (Range layer in new Range[] { ..48, 48.. })
            Assert.Equal(Distance(network.Parameters[layer], start.AsSpan()[layer]), Distance(random.Parameters[layer], start.AsSpan()[layer]), 1e-4);
        Assert.NotEqual(random.Hash, other.Hash);
        Assert.Equal(random.Hash, family.RandomLike("random-1", network, 7, 1).Hash);
        Assert.True(Distance(random.Parameters, found) > 0.5 * Distance(random.Parameters, start));

        static double Distance(ReadOnlySpan<float> one, ReadOnlySpan<double> other)
        {
            double square = 0;
            for (int i = 0; i < one.Length; i++)
                square += (one[i] - other[i]) * (one[i] - other[i]);
            return Math.Sqrt(square);
        }
    }

    [Fact]
    public void The_closed_form_has_dpo_in_it()
    {
        Drift dpo = new DpoDrift(), form = ClosedForm.Dpo.Create();
        float[] ratios = [0.1f, 0.5f, 0.8f, 0.99f, 1, 1.05f, 1.3f, 2, 5], value = new float[9], slope = new float[9], expected = new float[9], expectedSlope = new float[9];
        foreach (float advantage in (float[])[-3, -1, -0.2f, 0, 0.2f, 1, 3])
        {
            float[] advantages = [.. Enumerable.Repeat(advantage, 9)];
            dpo.Evaluate(ratios, advantages, expected, expectedSlope);
            form.Evaluate(ratios, advantages, value, slope);
            Assert.All(value.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-5f));
            Assert.All(slope.Zip(expectedSlope), pair => Assert.Equal(pair.Second, pair.First, 1e-4f));
        }
    }

    // α, β → 0: PPO's clip where A ≥ 0, and for A < 0 a slope of |A| (1/r − 1) instead of 0 beyond it.
    [Fact]
    public void The_closed_form_has_ppos_clip_at_its_end()
    {
        float[] value = [0], slope = [0];
        Drift form = new ClosedForm(0.2, 0.3, 1e-3, 1e-3).Create();
        form.Evaluate([1.5f], [2f], value, slope);
        Assert.Equal(0.2 * 2, value[0], 2e-3);
        Assert.Equal(2, slope[0], 1e-4);
        form.Evaluate([0.7f], [-2f], value, slope);
        Assert.Equal(2 * Math.Log(0.8 / 0.7), value[0], 2e-3);
        Assert.Equal(-2 / 0.7, slope[0], 1e-4);
        form.Evaluate([0.85f], [-2f], value, slope);
        Assert.Equal((0, 0), (value[0], slope[0]));
    }

    [Fact]
    public void Points_and_numbers_are_each_others_inverse()
    {
        var form = new ClosedForm(0.15, 0.4, 1.7, 0.3);
        ClosedForm back = ClosedFormFamily.At(ClosedFormFamily.PointOf(form));
        Assert.Equal(form.LowerClip, back.LowerClip, 1e-9);
        Assert.Equal(form.UpperClip, back.UpperClip, 1e-9);
        Assert.Equal(form.Alpha, back.Alpha, 1e-9);
        Assert.Equal(form.Beta, back.Beta, 1e-9);
        Assert.Equal(0.2, ClipFamily.RangeOf(new ClipFamily().Start(1)), 1e-9);
    }
}
