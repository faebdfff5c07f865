using Ratchet.Numerics;
using Ratchet.Policies;
using Xunit;

namespace Ratchet.Tests.Policies;

/// <summary>What is particular to the beta distribution: numbers by hand, moments, its ends.</summary>
public sealed class BetaDistributionTests
{
    /// <summary>ln(e − 1), where the softplus is 1.</summary>
    private const float One = 0.54132485f;

    // α = β = 2: density 6 a (1 − a), at ½ 1.5, ln 1.5 = 0.4054651. ψ(2) − ψ(4) = −(½ + ⅓) = −5/6 = E ln a, so H = −ln 6 + 2 · 5/6 = −0.1250928.
    // From the uniform one (α = β = 1, E ln a = −1): KL(uniform ‖ it) = −ln 6 + 2 = 0.2082405; KL(it ‖ uniform) = −H = 0.1250928.
    [Fact]
    public void A_case_by_hand()
    {
        DistributionBatch batch = Batch(One, One);
        batch.OldOutputs[0] = batch.OldOutputs[1] = -100;
        batch.Actions[0] = 0.5f;
        batch.Refresh();
        Assert.Equal(0.4054651, batch.LogProbability()[0], 1e-6);
        Assert.Equal(-0.1250928, batch.Entropy()[0], 1e-6);
        Assert.Equal(0.2082405, batch.Divergence(KlDirection.OldToNew)[0], 1e-6);
        Assert.Equal(0.1250928, batch.Divergence(KlDirection.NewToOld)[0], 1e-6);
    }

    // α = 3, β = 2 (softplus 2 at ln(e² − 1) = 1.8545866): the mode is 2/3; with α = β = 1 every number is as probable, and the middle is taken.
    [Fact]
    public void The_mode_is_where_the_density_is_greatest()
    {
        DistributionBatch batch = Batch(1.8545866f, One);
        batch.Mode();
        Assert.Equal(2.0 / 3, batch.Actions[0], 1e-6);
        DistributionBatch uniform = Batch(-200, -200);
        uniform.Mode();
        Assert.Equal(0.5f, uniform.Actions[0]);
    }

    // Mean α/S, variance αβ / (S² (S + 1)), S = α + β; the variance of n draws' variance is at most that of a fourth moment below σ² · ¼.
    [Theory]
    [InlineData(-100, -100)]
    [InlineData(One, 3)]
    [InlineData(-2, 1)]
    [InlineData(40, 60)]
    [InlineData(3000, 1000)]
    public void Samples_have_the_moments_of_the_distribution(float x, float y)
    {
        const int rows = 40_000;
        var batch = new DistributionBatch(new Beta(1), rows);
        for (int i = 0; i < rows; i++)
            (batch.Outputs[i * batch.OutputStride], batch.Outputs[(i * batch.OutputStride) + 1]) = (x, y);
        batch.Refresh();
        batch.Sample(DistributionTests.Streams(rows));
        double alpha = 1 + batch.Columns[0], beta = 1 + batch.Columns[batch.Stride], sum = alpha + beta;
        double mean = alpha / sum, variance = alpha * beta / (sum * sum * (sum + 1));
        double first = 0, second = 0;
        foreach (float action in batch.Actions[..rows])
        {
            first += action / rows;
            second += (action - mean) * (action - mean) / rows;
        }

        Assert.Equal(mean, first, 4 * Math.Sqrt(variance / rows));
        Assert.Equal(1, second / variance, 4 * Math.Sqrt(2.0 / rows));
    }

    [Theory]
    [InlineData(-1e30f, 1e30f)]
    [InlineData(1e6f, -1e6f)]
    [InlineData(1e20f, 1e20f)]
    public void Samples_stay_inside_and_every_number_finite_at_extreme_outputs(float x, float y)
    {
        DistributionBatch batch = Batch(x, y);
        batch.Sample(DistributionTests.Streams(1));
        Assert.True(batch.Actions[0] is > 0 and < 1);
        Assert.True(float.IsFinite(batch.LogProbability()[0]));
        Assert.True(float.IsFinite(batch.Entropy()[0]));
        foreach (KlDirection direction in Enum.GetValues<KlDirection>())
        {
            Assert.True(batch.Divergence(direction)[0] >= 0);
            Assert.All(batch.Backward(batch.Coefficients(1), batch.Coefficients(2), batch.Coefficients(3), direction).Outputs[..2], g => Assert.True(float.IsFinite(g)));
        }
    }

    [Fact]
    public void An_output_that_is_not_a_number_gives_a_sample_that_is_none_and_ends()
    {
        foreach (float output in new[] { float.NaN, float.PositiveInfinity })
        {
            DistributionBatch batch = Batch(output, 0);
            batch.Sample(DistributionTests.Streams(1));
            Assert.True(float.IsNaN(batch.Actions[0]));
        }
    }

    private static DistributionBatch Batch(float x, float y)
    {
        var batch = new DistributionBatch(new Beta(1), 1);
        (batch.Outputs[0], batch.Outputs[1]) = (x, y);
        batch.Refresh();
        return batch;
    }
}
