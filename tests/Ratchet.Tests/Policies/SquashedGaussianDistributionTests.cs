using Ratchet.Policies;
using Xunit;
using Reading = Ratchet.Tests.Policies.ReadingEditions.SquashedGaussian;

namespace Ratchet.Tests.Policies;

/// <summary>What is particular to the squashed Gaussian: a density over (−1, 1), far out too, and an estimated entropy.</summary>
public sealed class SquashedGaussianDistributionTests
{
    // The midpoint rule over b = tanh a. At the ends the density vanishes for σ < √½ (of b near 1 it falls like a power of 1 − b times a Gaussian in its logarithm).
    [Theory]
    [InlineData(0, -1)]
    [InlineData(0.7, -0.5)]
    [InlineData(-1, -1.5)]
    public void The_density_of_the_squashed_number_integrates_to_one(float mean, float logDeviation)
    {
        const int cells = 20_000;
        var batch = new DistributionBatch(new SquashedGaussian(1), cells);
        batch.LogDeviation[0] = logDeviation;
        for (int i = 0; i < cells; i++)
        {
            batch.Outputs[i * batch.OutputStride] = mean;
            batch.Actions[i] = (float)Math.Atanh(-1 + ((2 * i) + 1.0) / cells);
        }

        batch.Refresh();
        Assert.Equal(1, batch.LogProbability().Sum(logP => Math.Exp(logP) * 2 / cells), 1e-4);
    }

    // ln(1 − tanh² 30) = 2 ln 2 − 60 to within e^−60; N(30; 30, 1) has −½ ln 2π = −0.9189385: together 57.6947671.
    [Fact]
    public void Far_out_the_density_keeps_its_digits()
    {
        DistributionBatch batch = Batch(30, 0);
        batch.Actions[0] = 30;
        Assert.Equal(57.6947671, batch.LogProbability()[0], 1e-5);
    }

    // Against the trapezoidal rule with 160 times as many nodes over ± 10 σ, whose own error is far below.
    [Theory]
    [InlineData(-2, 1e-6)]
    [InlineData(-0.5, 1e-6)]
    [InlineData(0, 1e-6)]
    [InlineData(1, 1e-3)]
    [InlineData(2, 0.1)]
    public void The_estimated_entropy_is_close_to_the_entropy(float logDeviation, double error)
    {
        foreach (float mean in new[] { -3, -1.2f, 0, 0.13f, 0.5f, 2 })
            Assert.Equal(Reading.Entropy([mean], [logDeviation], 3200, 1 / 320.0), Batch(mean, logDeviation).Entropy()[0], error);
    }

    // No density on (−1, 1) has an entropy above that of the uniform one, ln 2.
    [Fact]
    public void The_entropy_is_bounded_unlike_that_of_the_gaussian()
    {
        for (float logDeviation = -3; logDeviation <= 2; logDeviation += 0.25f)
            Assert.True(Batch(0, logDeviation).Entropy()[0] <= Math.Log(2) + 1e-3);
    }

    private static DistributionBatch Batch(float mean, float logDeviation)
    {
        var batch = new DistributionBatch(new SquashedGaussian(1), 1);
        (batch.Outputs[0], batch.LogDeviation[0]) = (mean, logDeviation);
        batch.Refresh();
        return batch;
    }
}
