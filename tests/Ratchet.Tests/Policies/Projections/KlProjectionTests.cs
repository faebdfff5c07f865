using Ratchet.Tests.Numerics;
using Xunit;
using Reading = Ratchet.Tests.Updates.ReadingEditions.KlProjection;

namespace Ratchet.Tests.Policies.Projections;

/// <summary>What defines the KL projection: its bounds, the identity within them, and its gradients, held against the reading edition.</summary>
public sealed class KlProjectionTests
{
    /// <summary>Kind, dimensions and states.</summary>
    public static TheoryData<bool, int, int> Shapes => new()
    {
        { false, 1, 1 }, { false, 2, 15 }, { false, 3, 16 }, { false, 6, 33 }, { false, 17, 7 },
        { true, 1, 1 }, { true, 2, 15 }, { true, 3, 16 }, { true, 6, 33 }, { true, 17, 7 },
    };

    // The bounds are met in doubles; what is left is the rounding of the projected numbers to floats.
    [Theory]
    [MemberData(nameof(Shapes))]
    public void Beyond_its_bound_a_part_is_put_on_it(bool full, int size, int rows)
    {
        var tried = new ProjectionCase(full, size, rows, change: 2);
        tried.Project();
        Assert.True(tried.Active);
        double[,] old = tried.CovarianceOf(tried.OldFree), precision = ReadingEditions.FullGaussian.Invert(old).Inverse;
        Assert.Equal(ProjectionCase.CovarianceBound, Reading.CovariancePart(tried.CovarianceOf(tried.ProjectedFree), old), 5e-5 * ProjectionCase.CovarianceBound);
        for (int i = 0; i < rows; i++)
        {
            double[] oldMean = tried.MeanOf(tried.OldMeans, i);
            double part = Reading.MeanPart(tried.MeanOf(tried.Means, i), oldMean, precision);
            Assert.Equal(Math.Min(part, ProjectionCase.MeanBound), Reading.MeanPart(tried.MeanOf(tried.ProjectedMeans, i), oldMean, precision), 2e-5 * ProjectionCase.MeanBound);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Within_its_bound_a_part_keeps_its_bits_and_its_gradient(bool full, int size, int rows)
    {
        var tried = new ProjectionCase(full, size, rows, change: 0.003);
        tried.Project();
        Assert.False(tried.Active);
        Assert.Equal(Numbers.Bits(tried.Free), Numbers.Bits(tried.ProjectedFree));
        Assert.Equal(Numbers.Bits(tried.Means), Numbers.Bits(tried.ProjectedMeans));
        float[] free = ProjectionCase.Random(tried.FreeCount, 0), means = ProjectionCase.Random(rows * size, 1);
        Assert.Equal(free, tried.FreeGradient(free));
        Assert.Equal(means, tried.MeanGradient(means, regression: 8));
        Assert.Equal(0, tried.RegressionDivergence());
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void It_projects_as_the_reading_edition_does(bool full, int size, int rows)
    {
        var tried = new ProjectionCase(full, size, rows, change: 0.3);
        tried.Project();
        double[,] old = tried.CovarianceOf(tried.OldFree), precision = ReadingEditions.FullGaussian.Invert(old).Inverse;
        double[,] expected = Reading.Covariance(tried.CovarianceOf(tried.Free), old, ProjectionCase.CovarianceBound), actual = tried.CovarianceOf(tried.ProjectedFree);
        for (int i = 0; i < size; i++)
            for (int j = 0; j < size; j++)
                Assert.Equal(expected[i, j], actual[i, j], 1e-5);
        for (int i = 0; i < rows; i++)
        {
            double[] mean = Reading.Mean(tried.MeanOf(tried.Means, i), tried.MeanOf(tried.OldMeans, i), precision, ProjectionCase.MeanBound);
            double[] projected = tried.MeanOf(tried.ProjectedMeans, i);
            for (int d = 0; d < size; d++)
                Assert.Equal(mean[d], projected[d], 1e-6 * (1 + Math.Abs(mean[d])));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(17)]
    public void The_papers_gradient_of_the_variances_equals_finite_differences(int size)
    {
        var tried = new ProjectionCase(full: false, size, 1, change: 1);
        double[] variance = Variances(tried.Free), old = Variances(tried.OldFree), v = Doubles(ProjectionCase.Random(size, 2));
        double[] gradient = Reading.VarianceGradient(variance, old, ProjectionCase.CovarianceBound, v);
        for (int d = 0; d < size; d++)
        {
            double slope = Slope(step => Dot(v, Reading.Variance([.. variance.Select((value, i) => i == d ? value + step : value)], old, ProjectionCase.CovarianceBound)));
            Assert.Equal(slope, gradient[d], 1e-6 * Length(v));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(6)]
    [InlineData(17)]
    public void The_gradient_at_log_sigma_is_the_papers(int size)
    {
        var tried = new ProjectionCase(full: false, size, 1, change: 1);
        tried.Project();
        float[] given = ProjectionCase.Random(size, 3);
        // σ² = e^(2 log σ): ∂L/∂σ̃² = ∂L/∂log σ̃ / 2σ̃², and back.
        double[] variance = Variances(tried.Free), projected = Reading.Variance(variance, Variances(tried.OldFree), ProjectionCase.CovarianceBound);
        double[] v = [.. given.Select((value, d) => value / (2 * projected[d]))];
        double[] expected = Reading.VarianceGradient(variance, Variances(tried.OldFree), ProjectionCase.CovarianceBound, v);
        float[] actual = tried.FreeGradient(given);
        for (int d = 0; d < size; d++)
            Assert.Equal(2 * variance[d] * expected[d], actual[d], 1e-6 * Length(Doubles(given)));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_gradient_at_the_covariance_equals_finite_differences(bool full, int size, int rows)
    {
        _ = rows;
        var tried = new ProjectionCase(full, size, 1, change: 0.3);
        tried.Project();
        Assert.True(tried.Active);
        float[] given = ProjectionCase.Random(tried.FreeCount, 4);
        double[] gradient = Doubles(tried.FreeGradient(given)), start = Doubles(tried.Free.ToArray());
        double[,] old = tried.CovarianceOf(tried.OldFree);
        for (uint direction = 0; direction < 3; direction++)
        {
            double[] along = Doubles(ProjectionCase.Random(tried.FreeCount, 5 + direction));
            double slope = Slope(step => Dot(Doubles(given), FreeOf(
                Reading.Covariance(tried.CovarianceOf([.. start.Zip(along, (value, way) => value + (step * way))]), old, ProjectionCase.CovarianceBound), full)));
            Assert.Equal(slope, Dot(gradient, along), 1e-6 * Length(Doubles(given)) * Length(along));
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_gradient_at_the_means_equals_finite_differences(bool full, int size, int rows)
    {
        var tried = new ProjectionCase(full, size, rows, change: 0.5);
        tried.Project();
        float[] given = ProjectionCase.Random(rows * size, 8), gradient = tried.MeanGradient(given);
        double[,] precision = ReadingEditions.FullGaussian.Invert(tried.CovarianceOf(tried.OldFree)).Inverse;
        for (int i = 0; i < rows; i++)
        {
            double[] mean = tried.MeanOf(tried.Means, i), old = tried.MeanOf(tried.OldMeans, i), v = Doubles(given.AsSpan(i * size, size).ToArray());
            for (int d = 0; d < size; d++)
            {
                double slope = Slope(step => Dot(v, Reading.Mean([.. mean.Select((value, k) => k == d ? value + step : value)], old, precision, ProjectionCase.MeanBound)));
                Assert.Equal(slope, gradient[(i * size) + d], 1e-6 * Length(v));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_regression_penalty_is_the_mean_part_to_the_projected_policy_held_fixed(bool full, int size, int rows)
    {
        const double weight = 0.7;
        var tried = new ProjectionCase(full, size, rows, change: 0.5);
        tried.Project();
        float[] gradient = tried.MeanGradient(new float[rows * size], weight);
        double[,] precision = ReadingEditions.FullGaussian.Invert(tried.CovarianceOf(tried.ProjectedFree)).Inverse;
        double divergence = 0;
        for (int i = 0; i < rows; i++)
        {
            double[] mean = tried.MeanOf(tried.Means, i), projected = tried.MeanOf(tried.ProjectedMeans, i);
            divergence += Reading.MeanPart(mean, projected, precision);
            for (int d = 0; d < size; d++)
            {
                double slope = Slope(step => weight * Reading.MeanPart([.. mean.Select((value, k) => k == d ? value + step : value)], projected, precision));
                Assert.Equal(slope, gradient[(i * size) + d], 1e-5 * (1 + Math.Abs(slope)));
            }
        }

        Assert.Equal(divergence, tried.RegressionDivergence(), 1e-5 * (1 + divergence));
    }

    [Fact]
    public void A_full_covariance_whose_factors_are_diagonal_is_projected_as_a_diagonal_one()
    {
        const int size = 5;
        var full = new ProjectionCase(full: true, size, 1, change: 1);
        var diagonal = new ProjectionCase(full: false, size, 1, change: 1);
        full.Free[size..].Clear();
        full.OldFree[size..].Clear();
        full.Free[..size].CopyTo(diagonal.Free);
        full.OldFree[..size].CopyTo(diagonal.OldFree);
        full.Project();
        diagonal.Project();
        float[] given = ProjectionCase.Random(full.FreeCount, 1);
        float[] gradient = full.FreeGradient(given), expected = diagonal.FreeGradient(given.AsSpan(0, size));
        for (int d = 0; d < size; d++)
        {
            Assert.Equal(diagonal.ProjectedFree[d], full.ProjectedFree[d], 1e-6);
            Assert.Equal(expected[d], gradient[d], 1e-6);
        }
    }

    // One dimension, σ_old = 2, μ − μ_old = 4: m = ½ · 16/4 = 2, τ = √(0.03/2) = 0.1224745, μ̃ − μ_old = 0.4898979. All of the gradient points across the bound.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void In_one_dimension_an_active_bound_leaves_no_gradient(bool full)
    {
        var tried = new ProjectionCase(full, 1, 1, change: 1);
        (tried.OldMeans[0], tried.Means[0]) = (1, 5);
        (tried.OldFree[0], tried.Free[0]) = (0.6931472f, 0);
        tried.Project();
        Assert.Equal(1.4898979, tried.ProjectedMeans[0], 1e-6);
        Assert.Equal(0, tried.MeanGradient([1f])[0], 1e-7);
        Assert.Equal(0, tried.FreeGradient([1f])[0], 1e-7);
    }

    // The square of e^−400 is no double: C has no eigenvalue to take the inverse of.
    [Fact]
    public void Where_a_full_covariance_cannot_be_decomposed_the_old_one_is_kept_without_a_gradient()
    {
        var tried = new ProjectionCase(full: true, 3, 4, change: 0.1);
        tried.Free[1] = -400;
        tried.Project();
        Assert.True(tried.KeptOld);
        Assert.Equal(Numbers.Bits(tried.OldFree), Numbers.Bits(tried.ProjectedFree));
        Assert.Equal(new float[6], tried.FreeGradient(ProjectionCase.Random(6, 1)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_number_that_is_none_is_not_hidden(bool full)
    {
        var tried = new ProjectionCase(full, 2, 2, change: 1);
        (tried.Free[0], tried.Means[0]) = (float.NaN, float.NaN);
        tried.Project();
        Assert.True(float.IsNaN(tried.ProjectedFree[0]));
        Assert.True(float.IsNaN(tried.ProjectedMeans[0]));
    }

    private static double[] Variances(Span<float> logDeviation) => [.. logDeviation.ToArray().Select(value => Math.Exp(2.0 * value))];

    private static double[] Doubles(float[] values) => [.. values.Select(value => (double)value)];

    /// <summary>The free parameters of a covariance: log σ, or those of its Cholesky factor.</summary>
    private static double[] FreeOf(double[,] covariance, bool full)
    {
        int n = covariance.GetLength(0);
        var factor = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = covariance[i, j];
                for (int k = 0; k < j; k++)
                    sum -= factor[i, k] * factor[j, k];
                factor[i, j] = i == j ? Math.Sqrt(sum) : sum / factor[j, j];
            }
        }

        IEnumerable<double> below = from i in Enumerable.Range(0, n) from j in Enumerable.Range(0, i) select factor[i, j];
        return [.. Enumerable.Range(0, n).Select(i => Math.Log(factor[i, i])), .. full ? below : []];
    }

    private static double Slope(Func<double, double> f)
    {
        const double step = 1e-5;
        return (f(step) - f(-step)) / (2 * step);
    }

    private static double Dot(double[] x, double[] y) => x.Zip(y, (a, b) => a * b).Sum();

    private static double Length(double[] x) => Math.Sqrt(Dot(x, x));
}
