using Ratchet.Policies;
using Xunit;

namespace Ratchet.Tests.Policies;

/// <summary>What is particular to the full-covariance Gaussian: its covariance, and the diagonal one as a special case.</summary>
public sealed class FullGaussianDistributionTests
{
    // L = [1 0; 1 2]: Σ = [1 1; 1 5], |Σ| = 4, Σ⁻¹ = ¼ [5 −1; −1 1]. At a − μ = (1, 1): form ¼ (5 − 2 + 1) = 1, ln π = −½ − ln 2 − ln 2π = −3.0310242.
    // H = ln 2 + ln 2πe = 3.5310242. From N(0, I) with equal means: KL(it ‖ I) = ½ (6 − 2 − ln 4) = 1.3068528, KL(I ‖ it) = ½ (6/4 − 2 + ln 4) = 0.4431472.
    [Fact]
    public void A_case_by_hand()
    {
        var batch = new DistributionBatch(new FullGaussian(2), 1);
        batch.Outputs[..2].Clear();
        batch.OldOutputs[..2].Clear();
        batch.OldLogDeviation.Clear();
        (batch.LogDeviation[0], batch.LogDeviation[1], batch.LogDeviation[2]) = (0, 0.6931472f, 1);
        (batch.Actions[0], batch.Actions[batch.Stride]) = (1, 1);
        batch.Refresh();
        Assert.Equal(-3.0310242, batch.LogProbability()[0], 1e-6);
        Assert.Equal(3.5310242, batch.Entropy()[0], 1e-6);
        Assert.Equal(1.3068528, batch.Divergence(KlDirection.NewToOld)[0], 1e-6);
        Assert.Equal(0.4431472, batch.Divergence(KlDirection.OldToNew)[0], 1e-6);
    }

    [Fact]
    public void With_a_diagonal_factor_it_is_the_diagonal_gaussian()
    {
        var full = new DistributionBatch(new FullGaussian(5), 40);
        var diagonal = new DistributionBatch(new DiagonalGaussian(5), 40);
        full.Outputs.CopyTo(diagonal.Outputs);
        full.OldOutputs.CopyTo(diagonal.OldOutputs);
        full.Actions.CopyTo(diagonal.Actions);
        full.LogDeviation[..5].CopyTo(diagonal.LogDeviation);
        full.OldLogDeviation[..5].CopyTo(diagonal.OldLogDeviation);
        full.LogDeviation[5..].Clear();
        full.OldLogDeviation[5..].Clear();
        full.Refresh();
        diagonal.Refresh();
        AssertClose(diagonal.LogProbability(), full.LogProbability());
        AssertClose(diagonal.Entropy(), full.Entropy());
        foreach (KlDirection direction in Enum.GetValues<KlDirection>())
        {
            AssertClose(diagonal.Divergence(direction), full.Divergence(direction));
            (float[] outputs, float[] logDeviation) = full.Backward(full.Coefficients(1), full.Coefficients(2), full.Coefficients(3), direction);
            (float[] expected, float[] expectedLogDeviation) = diagonal.Backward(full.Coefficients(1), full.Coefficients(2), full.Coefficients(3), direction);
            AssertClose(expected, outputs);
            AssertClose(expectedLogDeviation, logDeviation[..5]);
        }
    }

    // The deviation of a sample covariance of entries i, j over n draws is √((Σ_ii Σ_jj + Σ_ij²) / n).
    [Fact]
    public void Samples_have_the_covariance_of_the_distribution()
    {
        const int rows = 60_000, size = 3;
        var batch = new DistributionBatch(new FullGaussian(size), rows);
        for (int i = 1; i < rows; i++)
            batch.Outputs[..size].CopyTo(batch.Outputs[(i * batch.OutputStride)..]);
        batch.LogDeviation[3] = 1.3f;
        batch.LogDeviation[5] = -0.8f;
        batch.Refresh();
        batch.Sample(DistributionTests.Streams(rows));
        double[,] covariance = ReadingEditions.FullGaussian.Covariance(size, batch.Point(0).LogDeviation);
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = 0;
                for (int row = 0; row < rows; row++)
                    sum += (batch.Actions[(i * batch.Stride) + row] - batch.Outputs[i]) * (batch.Actions[(j * batch.Stride) + row] - batch.Outputs[j]) / (double)rows;
                Assert.Equal(covariance[i, j], sum, 4 * Math.Sqrt(((covariance[i, i] * covariance[j, j]) + (covariance[i, j] * covariance[i, j])) / rows));
            }
        }
    }

    [Fact]
    public void Only_the_diagonal_of_the_factor_starts_at_the_initial_deviation_and_keeps_its_bounds()
    {
        var options = new NetworkOptions { Hidden = [], Distribution = PolicyDistribution.FullGaussian, InitialLogDeviation = -0.5, LogDeviationFloor = -1, LogDeviationCeiling = 0 };
        var policy = new ActorCritic(options, new BoxSpace(1), new BoxSpace(3));
        policy.Initialize(1);
        Assert.Equal([-0.5f, -0.5f, -0.5f, 0, 0, 0], policy.FreeParameters.ToArray());
        Assert.Equal(3, policy.LogDeviation.Length);
        policy.FreeParameters.Fill(5);
        policy.ClampLogDeviation();
        Assert.Equal([0f, 0, 0, 5, 5, 5], policy.FreeParameters.ToArray());
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 2e-5 * (1 + Math.Abs(expected[i])));
    }
}
