using Ratchet.Numerics;
using Ratchet.Tests.Updates.ReadingEditions;
using Ratchet.Updates.Drifts;
using Xunit;

namespace Ratchet.Tests.Updates.Drifts;

/// <summary>The built-in drifts against their reading editions.</summary>
public sealed class ClosedFormTests
{
    private static readonly double[] Ratios = [1e-3, 0.03, 0.25, 0.5, 0.7, 0.79, 0.81, 0.9, 0.999, 1, 1.001, 1.1, 1.19, 1.21, 1.5, 2, 2.9, 3.1, 4, 50];
    private static readonly double[] Advantages = [-5, -2, -1, -0.5, -0.01, 0, 0.01, 0.5, 1, 2, 5];

    public static TheoryData<double, double> Grid()
    {
        var data = new TheoryData<double, double>();
        foreach (double ratio in Ratios)
            foreach (double advantage in Advantages)
                data.Add(ratio, advantage);
        return data;
    }

    // Mirror learning facts, §2.2: f, ∂f/∂r and ∂(rA − f)/∂r for α = 2, β = 0.6.
    [Theory]
    [InlineData(1, 1.1, 0.000083, 0.002496, 0.997504)]
    [InlineData(1, 1.5, 0.010163, 0.059985, 0.940015)]
    [InlineData(1, 2.0, 0.075766, 0.213552, 0.786448)]
    [InlineData(1, 4.0, 1.189703, 0.819293, 0.180707)]
    [InlineData(2, 1.5, 0.075766, 0.427105, 1.572895)]
    [InlineData(2, 4.0, 4.009890, 1.980268, 0.019732)]
    [InlineData(0.5, 4.0, 0.229702, 0.201707, 0.298293)]
    [InlineData(-1, 0.9, 0.001070, -0.033570, -0.966430)]
    [InlineData(-1, 0.7, 0.036818, -0.405985, -0.594015)]
    [InlineData(-1, 0.5, 0.201457, -1.343109, 0.343109)]
    [InlineData(-1, 0.25, 0.797991, -3.845565, 2.845565)]
    [InlineData(-2, 0.7, 0.215204, -1.969436, -0.030564)]
    [InlineData(-2, 0.5, 0.797991, -3.845565, 1.845565)]
    [InlineData(-0.5, 0.25, 0.201457, -1.343109, 0.843109)]
    [InlineData(1.5, 0.4, 0, 0, 1.5)]
    [InlineData(-1.5, 1.7, 0, 0, -1.5)]
    public void Dpo_has_the_values_of_the_facts(double advantage, double ratio, double value, double slope, double objectiveSlope)
    {
        (float found, float foundSlope) = DriftColumn.At(new DpoDrift(), (float)ratio, (float)advantage);
        Assert.Equal(value, found, 2e-6);
        Assert.Equal(slope, foundSlope, 2e-6);
        Assert.Equal(objectiveSlope, advantage - foundSlope, 2e-6);
    }

    // §2.2: the ratio below which an action of negative advantage is pulled back.
    [Theory]
    [InlineData(-0.25, 0.2595)]
    [InlineData(-1, 0.5593)]
    [InlineData(-3, 0.7635)]
    public void Dpo_pulls_back_below_the_root_of_the_facts(double advantage, double root)
    {
        Assert.True(advantage - DriftColumn.At(new DpoDrift(), (float)(root - 2e-4), (float)advantage).Slope > 0);
        Assert.True(advantage - DriftColumn.At(new DpoDrift(), (float)(root + 2e-4), (float)advantage).Slope < 0);
    }

    [Theory]
    [MemberData(nameof(Grid))]
    public void Dpo_is_its_reading_edition(double ratio, double advantage)
    {
        (float r, float a) = ((float)ratio, (float)advantage);
        (float value, float slope) = DriftColumn.At(new DpoDrift(1.5, 0.8), r, a);
        double expected = DriftReading.Dpo(r, a, 1.5, 0.8), expectedSlope = DriftReading.DpoSlope(r, a, 1.5, 0.8);
        Assert.Equal(expected, value, 1e-9 + (1e-4 * expected));
        Assert.Equal(expectedSlope, slope, 1e-9 + (1e-5 * Math.Abs(expectedSlope)));
    }

    [Theory]
    [MemberData(nameof(Grid))]
    public void The_exact_slope_of_dpo_is_the_finite_difference_of_its_formula(double ratio, double advantage)
    {
        double h = 1e-5 * ratio;
        double difference = (DriftReading.Dpo(ratio + h, advantage, 2, 0.6) - DriftReading.Dpo(ratio - h, advantage, 2, 0.6)) / (2 * h);
        Assert.Equal(difference, DriftReading.DpoSlope(ratio, advantage, 2, 0.6), 1e-5 * (1 + Math.Abs(difference)));
    }

    [Theory]
    [MemberData(nameof(Grid))]
    public void Dual_clip_is_its_reading_edition(double ratio, double advantage)
    {
        (float r, float a) = ((float)ratio, (float)advantage);
        (float value, float slope) = DriftColumn.At(new DualClipDrift(0.2, 3), r, a);
        Assert.Equal(DriftReading.DualClip(r, a, 0.2, 3), value, 1e-5 * (1 + Math.Abs(a)));
        double difference = (DriftReading.DualClip(r + 1e-4, a, 0.2, 3) - DriftReading.DualClip(r - 1e-4, a, 0.2, 3)) / 2e-4;
        Assert.Equal(difference, slope, 1e-5);
    }

    // 1/0 and ln 0 are no way out of the numbers: what the gradient takes, ρ ∂f/∂ρ, is 0 at ρ = 0.
    [Theory]
    [InlineData(-3)]
    [InlineData(0)]
    [InlineData(3)]
    public void Dpo_is_finite_where_the_ratio_underflows(float advantage)
    {
        (float value, float slope) = DriftColumn.At(new DpoDrift(), 0f, advantage);
        Assert.True(float.IsFinite(value));
        Assert.Equal(0f, slope * 0f);
    }

    [Fact]
    public void Dpo_has_the_same_bits_at_every_width_and_wherever_a_sample_stands()
    {
        foreach (int rows in (int[])[0, 1, 3, 15, 16, 17, 63, 64, 65, 130])
            foreach (Kernels kernels in Kernels.Supported)
                Assert.Equal(DriftColumn.Bits(new DpoDrift(2, 0.6, Kernels.Supported[^1]), rows), DriftColumn.Bits(new DpoDrift(2, 0.6, kernels), rows));
        float[] one = [0], slope = [0], many = new float[100], slopes = new float[100];
        float[] ratios = [.. Enumerable.Range(0, 100).Select(i => 0.3f + (0.02f * i))], advantages = [.. Enumerable.Range(0, 100).Select(i => (i % 5) - 2.2f)];
        new DpoDrift().Evaluate(ratios, advantages, many, slopes);
        for (int i = 0; i < 100; i++)
        {
            new DpoDrift().Evaluate([ratios[i]], [advantages[i]], one, slope);
            Assert.Equal((one[0], slope[0]), (many[i], slopes[i]));
        }
    }

    [Theory]
    [InlineData(0, 0.6)]
    [InlineData(2, double.NaN)]
    public void Wrong_scales_are_refused(double alpha, double beta) => Assert.Throws<OptionException>(() => new DpoDrift(alpha, beta));

    [Fact]
    public void A_dual_clip_within_the_clip_is_refused() => Assert.Throws<OptionException>(() => new DualClipDrift(0.2, 1.1));

    /// <summary>What a drift writes of itself can be read as a formula, and that is the drift.</summary>
    [Theory]
    [MemberData(nameof(Grid))]
    public void A_built_in_drift_writes_its_own_formula(double ratio, double advantage)
    {
        foreach (Drift drift in (Drift[])[new PpoClipDrift { Range = 0.2f }, new DpoDrift(), new DualClipDrift()])
        {
            (float value, float slope) = DriftColumn.At(drift, (float)ratio, (float)advantage);
            (float formula, float formulaSlope) = DriftColumn.At(DriftFormula.Parse(drift.ToString()!), (float)ratio, (float)advantage);
            double tolerance = 2e-6 * (1 + ratio + Math.Abs(Math.Log(ratio))) * (1 + Math.Abs(advantage));
            Assert.Equal(value, formula, tolerance);
            Assert.Equal(slope, formulaSlope, tolerance / ratio);
        }
    }
}
