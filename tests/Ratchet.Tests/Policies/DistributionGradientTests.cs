using Ratchet.Numerics;
using Ratchet.Policies;
using Xunit;

namespace Ratchet.Tests.Policies;

/// <summary>Every derivative against central differences of the reading edition, in doubles.</summary>
public sealed class DistributionGradientTests
{
    private const double Step = 1e-5;

    public static TheoryData<string, int, int, bool> Shapes
    {
        get
        {
            var shapes = new TheoryData<string, int, int, bool>();
            foreach (int rows in new[] { 1, 15, 16, 17, 63, 64, 65 })
            {
                for (int width = 2; width <= 7; width++)
                    shapes.Add("categorical", width, rows, width % 2 == 1);
                foreach (int width in new[] { 1, 2, 3, 6, 8 })
                    shapes.Add("gaussian", width, rows, false);
                foreach (string name in new[] { "multi-categorical", "bernoulli", "full-gaussian", "squashed-gaussian", "beta" })
                    foreach (int width in new[] { 1, 2, 4, 7 })
                        shapes.Add(name, width, rows, DistributionFamily.HasMasks(name) && width % 2 == 1);
            }

            return shapes;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Of_the_log_probability(string name, int width, int rows, bool masked) =>
        Check(name, width, rows, masked, KlDirection.OldToNew, onLogProbability: true);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Of_the_entropy(string name, int width, int rows, bool masked) =>
        Check(name, width, rows, masked, KlDirection.OldToNew, onEntropy: true);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Of_the_divergence_from_old_to_new(string name, int width, int rows, bool masked) =>
        Check(name, width, rows, masked, KlDirection.OldToNew, onDivergence: true);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Of_the_divergence_from_new_to_old(string name, int width, int rows, bool masked) =>
        Check(name, width, rows, masked, KlDirection.NewToOld, onDivergence: true);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Of_all_together(string name, int width, int rows, bool masked)
    {
        Check(name, width, rows, masked, KlDirection.OldToNew, onLogProbability: true, onDivergence: true, onEntropy: true);
        Check(name, width, rows, masked, KlDirection.NewToOld, onLogProbability: true, onDivergence: true, onEntropy: true);
    }

    private static void Check(
        string name, int width, int rows, bool masked, KlDirection direction,
        bool onLogProbability = false, bool onDivergence = false, bool onEntropy = false)
    {
        DistributionFamily family = DistributionFamily.Named(name);
        var batch = new DistributionBatch(family.Create(width), rows, seed: 31 * width + rows, masked);
        AlignedBuffer<float>? likelihood = onLogProbability ? batch.Coefficients(1) : null;
        AlignedBuffer<float>? divergence = onDivergence ? batch.Coefficients(2) : null;
        AlignedBuffer<float>? entropy = onEntropy ? batch.Coefficients(3) : null;
        (float[] outputs, float[] logDeviation) = batch.Backward(likelihood, divergence, entropy, direction);

        width = batch.Width;
        var expectedLogDeviation = new double[logDeviation.Length];
        for (int i = 0; i < rows; i++)
        {
            DistributionPoint point = batch.Point(i);
            DistributionPoint old = batch.OldPoint(i);
            double[] action = batch.Action(i);
            double Objective()
            {
                double sum = 0;
                if (likelihood is not null)
                    sum += likelihood.Span[i] * family.LogProbability(point, action);
                if (divergence is not null)
                    sum += divergence.Span[i] * (direction == KlDirection.OldToNew ? family.Divergence(old, point) : family.Divergence(point, old));
                if (entropy is not null)
                    sum += entropy.Span[i] * family.Entropy(point);
                return sum;
            }

            for (int j = 0; j < width; j++)
            {
                float actual = outputs[i * batch.OutputStride + j];
                AssertClose(CentralDifference(Objective, point.Outputs, j), actual, 1);
                if (!batch.IsValid(i, j))
                    Assert.Equal(0f, actual);
            }

            for (int d = 0; d < logDeviation.Length; d++)
                expectedLogDeviation[d] += CentralDifference(Objective, point.LogDeviation, d);

            for (int j = width; j < batch.OutputStride; j++)
                Assert.Equal(DistributionBatch.Untouched, outputs[i * batch.OutputStride + j]);
        }

        for (int d = 0; d < logDeviation.Length; d++)
            AssertClose(expectedLogDeviation[d], logDeviation[d], rows);
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

    private static void AssertClose(double expected, double actual, int terms) =>
        Assert.Equal(expected, actual, 1e-5 * (terms + Math.Abs(expected)));
}
