using Ratchet.Numerics;
using Ratchet.Policies;
using Xunit;
using Reading = Ratchet.Tests.Policies.ReadingEditions.FullGaussian;

namespace Ratchet.Tests.Policies;

/// <summary>The two parts of a Gaussian's KL, against the matrices of a textbook and central differences of them.</summary>
public sealed class DecoupledDivergenceTests
{
    private const double Step = 1e-5;

    public static TheoryData<string, int, int> Shapes
    {
        get
        {
            var shapes = new TheoryData<string, int, int>();
            foreach (string name in new[] { "gaussian", "squashed-gaussian", "full-gaussian" })
                foreach (int width in new[] { 1, 2, 6 })
                    foreach (int rows in new[] { 1, 16, 17 })
                        shapes.Add(name, width, rows);
            return shapes;
        }
    }

    [Fact]
    public void Is_there_for_normal_numbers_alone() => Assert.Equal(
        ["gaussian", "full-gaussian", "squashed-gaussian"], DistributionFamily.Names.Where(name => DistributionFamily.Named(name).Create(2).HasDecoupledDivergence));

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Parts_agree_with_the_formulas(string name, int width, int rows)
    {
        DistributionBatch batch = Batch(name, width, rows);
        (float[] mean, float[] covariance) = batch.DecoupledDivergence();
        for (int i = 0; i < rows; i++)
        {
            DistributionPoint point = batch.Point(i), old = batch.OldPoint(i);
            Assert.Equal(Reading.MeanDivergence(old.Outputs, Full(old), point.Outputs), mean[i], 1e-5 * (1 + mean[i]));
            Assert.Equal(Reading.CovarianceDivergence(width, Full(old), Full(point)), covariance[i], 1e-5 * (1 + covariance[i]));
        }
    }

    // KL is ½ [ δᵀ Σ⁻¹ δ + … ] with the new Σ where the part of the mean has the old one: with one Σ at both ends, or one mean, nothing is left between them.
    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_KL_is_one_part_where_the_other_stays(string name, int width, int rows)
    {
        DistributionBatch batch = Batch(name, width, rows);
        batch.LogDeviation.CopyTo(batch.OldLogDeviation);
        Assert.Equal(batch.Divergence(KlDirection.OldToNew), batch.DecoupledDivergence().OfMean);
        Assert.All(batch.DecoupledDivergence().OfCovariance, part => Assert.Equal(0f, part));

        batch = Batch(name, width, rows);
        batch.Outputs.CopyTo(batch.OldOutputs);
        batch.Refresh();
        Assert.Equal(batch.Divergence(KlDirection.OldToNew), batch.DecoupledDivergence().OfCovariance);
        Assert.All(batch.DecoupledDivergence().OfMean, part => Assert.Equal(0f, part));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Gradients_equal_finite_differences(string name, int width, int rows)
    {
        Check(name, width, rows, mean: true, covariance: false);
        Check(name, width, rows, mean: false, covariance: true);
        Check(name, width, rows, mean: true, covariance: true);
    }

    // With the likelihood beside them, whose gradient alone DistributionGradientTests holds to finite differences: gradients add up.
    [Theory]
    [MemberData(nameof(Shapes))]
    public void Gradients_add_to_that_of_the_likelihood(string name, int width, int rows)
    {
        DistributionBatch batch = Batch(name, width, rows);
        AlignedBuffer<float> likelihood = batch.Coefficients(1), mean = batch.Coefficients(2), covariance = batch.Coefficients(3);
        (float[] outputs, float[] logDeviation) = batch.Backward(likelihood, null, null, KlDirection.OldToNew, mean, covariance);
        (float[] firstOutputs, float[] firstLogDeviation) = batch.Backward(likelihood, null, null, KlDirection.OldToNew);
        (float[] restOutputs, float[] restLogDeviation) = batch.Backward(null, null, null, KlDirection.OldToNew, mean, covariance);
        for (int i = 0; i < rows; i++)
            for (int d = 0; d < width; d++)
                Assert.Equal(firstOutputs[(i * batch.OutputStride) + d] + restOutputs[(i * batch.OutputStride) + d], outputs[(i * batch.OutputStride) + d], 1e-4);
        for (int d = 0; d < logDeviation.Length; d++)
            Assert.Equal(firstLogDeviation[d] + restLogDeviation[d], logDeviation[d], 1e-3);
    }

    private static void Check(string name, int width, int rows, bool mean, bool covariance)
    {
        DistributionBatch batch = Batch(name, width, rows);
        AlignedBuffer<float>? onMean = mean ? batch.Coefficients(1) : null, onCovariance = covariance ? batch.Coefficients(2) : null;
        (float[] outputs, float[] logDeviation) = batch.Backward(null, null, null, KlDirection.OldToNew, onMean, onCovariance);
        var expected = new double[logDeviation.Length];
        for (int i = 0; i < rows; i++)
        {
            DistributionPoint point = batch.Point(i), old = batch.OldPoint(i);
            double Objective() =>
                (onMean is null ? 0 : onMean.Span[i] * Reading.MeanDivergence(old.Outputs, Full(old), point.Outputs))
                + (onCovariance is null ? 0 : onCovariance.Span[i] * Reading.CovarianceDivergence(width, Full(old), Full(point)));
            for (int d = 0; d < width; d++)
                AssertClose(CentralDifference(Objective, point.Outputs, d), outputs[(i * batch.OutputStride) + d], 1);
            for (int d = 0; d < expected.Length; d++)
                expected[d] += CentralDifference(Objective, point.LogDeviation, d);
        }

        for (int d = 0; d < expected.Length; d++)
            AssertClose(expected[d], logDeviation[d], rows);
    }

    private static DistributionBatch Batch(string name, int width, int rows) => new(DistributionFamily.Named(name).Create(width), rows, seed: (31 * width) + rows);

    /// <summary>The parameters of a full covariance, with zeros below the diagonal where there is only log σ.</summary>
    private static double[] Full(DistributionPoint point)
    {
        int width = point.Outputs.Length;
        return [.. point.LogDeviation, .. new double[(width * (width + 1) / 2) - point.LogDeviation.Length]];
    }

    private static double CentralDifference(Func<double> f, double[] at, int index)
    {
        double value = at[index];
        at[index] = value + Step;
        double above = f();
        at[index] = value - Step;
        double below = f();
        at[index] = value;
        return (above - below) / (2 * Step);
    }

    private static void AssertClose(double expected, double actual, int terms) => Assert.Equal(expected, actual, 1e-5 * (terms + Math.Abs(expected)));
}
