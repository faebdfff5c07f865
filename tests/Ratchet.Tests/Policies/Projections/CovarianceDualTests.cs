using Ratchet.Numerics;
using Ratchet.Policies.Projections;
using Xunit;

namespace Ratchet.Tests.Policies.Projections;

/// <summary>The root of the covariance's dual, from one scale of precisions to the other.</summary>
public sealed class CovarianceDualTests
{
    [Theory]
    [InlineData(1e-6)]
    [InlineData(1e-3)]
    [InlineData(0.1)]
    [InlineData(10)]
    public void The_root_meets_the_bound_whatever_the_spectrum(double bound)
    {
        var random = new RandomStream(3, StreamPurpose.User, 0);
        for (int run = 0; run < 400; run++)
        {
            double[] excess = new double[1 + (run % 17)];
            double decades = random.NextUniform(0, 15);
            for (int i = 0; i < excess.Length; i++)
                excess[i] = Math.Pow(10, random.NextUniform(-decades, decades)) - 1;
            if (CovarianceDual.Part(excess, 1) <= bound)
                continue;
            double share = CovarianceDual.Solve(excess, bound);
            Assert.InRange(share, double.Epsilon, 1);
            Assert.Equal(bound, CovarianceDual.Part(excess, share), 1e-9 * bound);
        }
    }

    [Fact]
    public void The_part_rises_with_the_share_from_nothing()
    {
        double[] excess = [-0.9, 0, 3, 1e6];
        Assert.Equal(0, CovarianceDual.Part(excess, 0));
        for (int i = 0; i < 50; i++)
            Assert.True(CovarianceDual.Part(excess, i / 50.0) < CovarianceDual.Part(excess, (i + 1) / 50.0));
    }
}
