using Ratchet.Numerics;
using Ratchet.Updates.Drifts;
using Ratchet.Updates.Drifts.Networks;
using Xunit;

namespace Ratchet.Tests.Updates.Drifts;

/// <summary>Drift networks against a reading edition in doubles, and the conditions that a drift must keep.</summary>
public sealed class LearnedDriftTests
{
    private static readonly double[] Ratios = [1e-3, 0.03, 0.5, 0.79, 0.81, 0.999, 1, 1.001, 1.19, 1.21, 2, 4, 50];
    private static readonly double[] Advantages = [-3, -1, -0.01, 0, 0.01, 1, 3];

    public static TheoryData<string> Forms => [.. Shapes.Keys];

    private static Dictionary<string, DriftNetworkShape> Shapes { get; } = new(StringComparer.Ordinal)
    {
        ["lpo"] = DriftNetworkShape.Lpo,
        ["lpo-zero"] = DriftNetworkShape.LpoZero with { Hidden = [37, 30] },
        ["temporal"] = DriftNetworkShape.Lpo with { Hidden = [17], IsTemporal = true },
        ["some inputs"] = DriftNetworkShape.Lpo with { Hidden = [5], Inputs = DriftInputs.Difference | DriftInputs.LogarithmTimesAdvantage, Shift = 0.01 },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_network_is_its_reading_edition(string form)
    {
        DriftNetwork network = Random(Shapes[form], 1);
        var drift = new LearnedDrift(network) { Progress = 0.3 };
        int active = 0;
        foreach (double ratio in Ratios)
            foreach (double advantage in Advantages)
            {
                (float r, float a) = ((float)ratio, (float)advantage);
                (float value, float slope) = DriftColumn.At(drift, r, a);
                double before = Reading(network, r, a, 0.3), h = 1e-6 * r;
                double rise = (Reading(network, r + h, a, 0.3) - Reading(network, r - h, a, 0.3)) / (2 * h);
                double size = 1e-6 * (1 + ((1 - ratio) * (1 - ratio)) + (Math.Log(ratio) * Math.Log(ratio))) * (1 + Math.Abs(advantage));
                Assert.Equal(Math.Max(before, 0), value, 20 * size);
                if (Math.Abs(before) > 20 * size)
                    Assert.Equal(before > 0 ? rise : 0, slope, (50 * size / Math.Min(ratio, 1)) + (1e-4 * Math.Abs(rise)));
                active += before > 0 ? 1 : 0;
            }

        Assert.InRange(active, 10, (Ratios.Length * Advantages.Length) - 10);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_network_has_the_same_bits_at_every_width_and_wherever_a_sample_stands(string form)
    {
        DriftNetwork network = Random(Shapes[form], 2);
        foreach (int rows in (int[])[0, 1, 15, 17, 64, 130])
            foreach (Kernels kernels in Kernels.Supported)
                Assert.Equal(DriftColumn.Bits(new LearnedDrift(network, Kernels.Supported[^1]) { Progress = 0.7 }, rows), DriftColumn.Bits(new LearnedDrift(network, kernels) { Progress = 0.7 }, rows));
        float[] ratios = [.. Enumerable.Range(0, 100).Select(i => 0.3f + (0.02f * i))], advantages = [.. Enumerable.Range(0, 100).Select(i => (i % 5) - 2.2f)];
        float[] values = new float[100], slopes = new float[100];
        new LearnedDrift(network).Evaluate(ratios, advantages, values, slopes);
        for (int i = 0; i < 100; i++)
            Assert.Equal((values[i], slopes[i]), DriftColumn.At(new LearnedDrift(network), ratios[i], advantages[i]));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Any_weights_make_a_drift(string form)
    {
        for (uint seed = 0; seed < 3; seed++)
        {
            DriftReport report = DriftCheck.Run(new LearnedDrift(Random(Shapes[form], seed)));
            Assert.True(report.IsSound, report.ToString());
            // With the paper's ξ it is flat within less than a float can tell.
            report = DriftCheck.Run(new LearnedDrift(Random(Shapes[form] with { Shift = 1e-3 }, seed)));
            Assert.All((FlatInterval[])[report.PositiveAdvantage, report.NegativeAdvantage], flat => Assert.True(flat.Low < 1 && flat.High > 1));
        }
    }

    [Fact]
    public void Without_weights_it_is_ppos_drift_less_the_shift()
    {
        var drift = new LearnedDrift(new DriftNetwork("zero", DriftNetworkShape.Lpo with { Shift = 1e-3 }, new float[DriftNetworkShape.Lpo.ParameterCount]));
        var ppo = new PpoClipDrift { Range = 0.2f };
        foreach (double ratio in Ratios)
            foreach (double advantage in Advantages)
            {
                (float value, float slope) = DriftColumn.At(ppo, (float)ratio, (float)advantage);
                (float found, float foundSlope) = DriftColumn.At(drift, (float)ratio, (float)advantage);
                Assert.Equal(Math.Max(0, value - 1e-3f), found, 1e-6f);
                Assert.Equal(value > 1e-3f ? slope : 0, foundSlope);
            }
    }

    [Fact]
    public void What_is_done_of_the_training_changes_a_temporally_aware_network_alone()
    {
        foreach ((string form, DriftNetworkShape shape) in Shapes)
        {
            var drift = new LearnedDrift(Random(shape, 3));
            (float, float) early = DriftColumn.At(drift, 1.7f, 1.5f);
            drift.Progress = 1;
            Assert.Equal(form == "temporal", early != DriftColumn.At(drift, 1.7f, 1.5f));
        }
    }

    [Fact]
    public void A_ratio_that_underflows_or_overflows_gives_numbers()
    {
        foreach (DriftNetworkShape shape in Shapes.Values)
            foreach (float ratio in (float[])[0, 1e-38f, 1e30f, float.MaxValue, float.PositiveInfinity])
            {
                (float value, float slope) = DriftColumn.At(new LearnedDrift(Random(shape, 4)), ratio, -2);
                Assert.True(float.IsFinite(value) && float.IsFinite(slope), $"{ratio}: {value}, {slope}");
            }

        Assert.True(float.IsNaN(DriftColumn.At(new LearnedDrift(Random(DriftNetworkShape.Lpo, 4)), float.NaN, 1).Slope));
    }

    /// <summary>Normal weights, each layer's with a variance of 1 over its inputs.</summary>
    internal static DriftNetwork Random(DriftNetworkShape shape, uint seed)
    {
        var stream = new RandomStream(seed, StreamPurpose.User);
        var weights = new List<float>();
        foreach ((int inputs, int outputs) in shape.Layers)
            for (int i = 0; i < inputs * outputs; i++)
                weights.Add((float)(stream.NextGaussian() / Math.Sqrt(inputs)));
        return new DriftNetwork("random", shape, [.. weights]);
    }

    /// <summary>What stands inside the last ReLU, in doubles.</summary>
    private static double Reading(DriftNetwork network, double r, double a, double progress)
    {
        DriftNetworkShape shape = network.Shape;
        double u = 1 - r, v = Math.Log(r);
        double[] all = [u, u * u, u * a, u * u * a, v, v * v, v * a, v * v * a];
        double[] units = [.. all.Where((_, i) => ((int)shape.Inputs & (1 << i)) != 0)];
        if (shape.IsTemporal)
            units = [.. units, .. units.Select(x => progress * x)];
        int start = 0, layers = shape.Layers.Count(), layer = 0;
        foreach ((int inputs, int outputs) in shape.Layers)
        {
            float[] weights = network.Parameters.Slice(start, inputs * outputs).ToArray();
            double[] sums = [.. Enumerable.Range(0, outputs).Select(j => Enumerable.Range(0, inputs).Sum(i => weights[(j * inputs) + i] * units[i]))];
            bool isLast = ++layer == layers;
            units = isLast ? sums : [.. sums.Select(x => shape.Activation == Activation.Tanh ? Math.Tanh(x) : Math.Max(x, 0))];
            start += inputs * outputs;
        }

        double clip = shape.ClipRange is { } range ? Math.Max(0, (r - Math.Clamp(r, 1 - range, 1 + range)) * a) : 0;
        return units[0] - shape.Shift + clip;
    }
}
