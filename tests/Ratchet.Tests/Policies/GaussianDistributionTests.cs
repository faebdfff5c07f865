using Ratchet.Numerics;
using Ratchet.Policies;
using Xunit;

namespace Ratchet.Tests.Policies;

/// <summary>What is particular to the diagonal Gaussian: moments, its shared log σ, numbers by hand.</summary>
public sealed class GaussianDistributionTests
{
    // N(0, 1) at 1: −½ − ½ ln 2π = −1.4189385. H = ½ ln 2πe = 1.4189385.
    // KL(N(0,1) ‖ N(1,2²)) = ln 2 + (1 + 1)/8 − ½ = 0.4431472; KL(N(1,2²) ‖ N(0,1)) = −ln 2 + (4 + 1)/2 − ½ = 1.3068528.
    [Fact]
    public void A_case_by_hand()
    {
        var batch = new DistributionBatch(new DiagonalGaussian(1), 1);
        batch.Outputs[0] = 0;
        batch.LogDeviation[0] = 0;
        batch.Actions[0] = 1;
        batch.OldOutputs[0] = 1;
        batch.OldLogDeviation[0] = 0.6931472f;
        batch.Refresh();
        Assert.Equal(-1.4189385f, batch.LogProbability()[0], 1e-6f);
        Assert.Equal(1.4189385f, batch.Entropy()[0], 1e-6f);
        Assert.Equal(0.4431472f, batch.Divergence(KlDirection.NewToOld)[0], 1e-6f);
        Assert.Equal(1.3068528f, batch.Divergence(KlDirection.OldToNew)[0], 1e-6f);
    }

    // With equal means and ln(σ_p/σ_q) = x, KL = ½ (e^{2x} − 1 − 2x) = x² + ⅔ x³ + …: here 1e-8, far below a float's rounding of σ²/σ² at 1.
    [Fact]
    public void A_divergence_far_below_the_rounding_of_one_keeps_its_digits()
    {
        var batch = new DistributionBatch(new DiagonalGaussian(1), 1);
        batch.Equalize();
        batch.OldLogDeviation[0] = 0;
        batch.LogDeviation[0] = 1e-4f;
        Assert.Equal(1e-8, batch.Divergence(KlDirection.NewToOld)[0], 1e-11);
    }

    // The mean of n draws has standard deviation σ/√n, their variance σ² √(2/n).
    [Fact]
    public void Samples_have_the_moments_of_the_distribution()
    {
        const int rows = 1000, draws = 100, size = 3;
        const double n = rows * draws;
        var batch = new DistributionBatch(new DiagonalGaussian(size), rows);
        for (int i = 0; i < rows; i++)
            batch.Outputs.Slice(0, size).CopyTo(batch.Outputs.Slice(i * batch.OutputStride));
        batch.Refresh();
        var sum = new double[size];
        var squares = new double[size];
        double product = 0;
        RandomStream[] streams = DistributionTests.Streams(rows);
        for (int draw = 0; draw < draws; draw++)
        {
            batch.Sample(streams);
            for (int i = 0; i < rows; i++)
            {
                var z = new double[size];
                for (int d = 0; d < size; d++)
                {
                    z[d] = (batch.Actions[d * batch.Stride + i] - batch.Outputs[d]) / Math.Exp(batch.LogDeviation[d]);
                    sum[d] += z[d];
                    squares[d] += z[d] * z[d];
                }

                product += z[0] * z[1];
            }
        }

        for (int d = 0; d < size; d++)
        {
            Assert.Equal(0, sum[d] / n, 5 / Math.Sqrt(n));
            Assert.Equal(1, squares[d] / n, 5 * Math.Sqrt(2 / n));
        }

        Assert.Equal(0, product / n, 5 / Math.Sqrt(n));
    }

    [Fact]
    public void Dimensions_are_drawn_in_order()
    {
        var batch = new DistributionBatch(new DiagonalGaussian(3), 2);
        RandomStream[] same = DistributionTests.Streams(2);
        batch.Sample(DistributionTests.Streams(2));
        for (int i = 0; i < 2; i++)
            for (int d = 0; d < 3; d++)
                Assert.Equal(
                    batch.Outputs[i * batch.OutputStride + d] + Math.Exp(batch.LogDeviation[d]) * same[i].NextGaussian(),
                    batch.Actions[d * batch.Stride + i],
                    1e-6);
    }

    [Fact]
    public void The_mode_is_the_mean()
    {
        var batch = new DistributionBatch(new DiagonalGaussian(3), 20);
        batch.Mode();
        for (int i = 0; i < 20; i++)
            for (int d = 0; d < 3; d++)
                Assert.Equal(batch.Outputs[i * batch.OutputStride + d], batch.Actions[d * batch.Stride + i]);
    }

    [Fact]
    public void A_NaN_deviation_makes_every_divergence_NaN()
    {
        var batch = new DistributionBatch(new DiagonalGaussian(2), 5);
        batch.LogDeviation[1] = float.NaN;
        Assert.All(batch.Divergence(KlDirection.OldToNew), kl => Assert.True(float.IsNaN(kl)));
        Assert.All(batch.Divergence(KlDirection.NewToOld), kl => Assert.True(float.IsNaN(kl)));
    }
}
