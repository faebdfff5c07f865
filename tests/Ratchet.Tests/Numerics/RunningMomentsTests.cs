using Ratchet.Numerics;
using Xunit;

namespace Ratchet.Tests.Numerics;

public class RunningMomentsTests
{
    [Fact]
    public void Before_the_first_row_the_mean_is_zero_and_the_variance_one()
    {
        var moments = new RunningMoments(2);
        moments.Merge([], rows: 0);
        Assert.Equal(0, moments.Count);
        Assert.Equal([0, 0], moments.Mean.ToArray());
        Assert.Equal([1, 1], moments.Variance.ToArray());
    }

    /// <summary>
    /// (1, 3) has mean 2, M2 = 2. Merging (5, 7, 9), mean 7, M2 = 8: δ = 5, mean 2 + 5·3/5 = 5, M2 = 2 + 8 + 25·2·3/5 = 40, variance 8;
    /// directly: (16 + 4 + 0 + 4 + 16)/5 = 8.
    /// </summary>
    [Fact]
    public void Two_batches_give_the_moments_derived_by_hand()
    {
        var moments = new RunningMoments(1);
        moments.Merge([1, 3], rows: 2);
        Assert.Equal(2, moments.Mean[0]);
        Assert.Equal(1, moments.Variance[0]);
        moments.Merge([5, 7, 9], rows: 3);
        Assert.Equal(5, moments.Count);
        Assert.Equal(5, moments.Mean[0], 1e-15);
        Assert.Equal(8, moments.Variance[0], 1e-14);
    }

    [Fact]
    public void A_single_row_has_its_own_mean_and_no_variance()
    {
        var moments = new RunningMoments(2);
        moments.Merge([0.1f, -7], rows: 1);
        Assert.Equal([0.1f, -7], moments.Mean.ToArray());
        Assert.Equal([0, 0], moments.Variance.ToArray());
    }

    /// <summary>Also far from zero, where a sum of squares would have lost every digit: sd 1e-2 around 1e4.</summary>
    [Theory]
    [InlineData(0.0, 1.0)]
    [InlineData(1e4, 1e-2)]
    public void Merged_batches_equal_one_shot(double centre, double scale)
    {
        const int size = 3, rows = 500;
        var random = new RandomStream(5, StreamPurpose.User);
        var data = new float[rows * size];
        for (int i = 0; i < data.Length; i++)
        {
            data[i] = (float)(centre + (scale * random.NextGaussian() * (1 + (i % size))));
        }

        var oneShot = new RunningMoments(size);
        oneShot.Merge(data, rows);
        var merged = new RunningMoments(size);
        for (int row = 0, batch = 1; row < rows; row += batch, batch = Math.Min(batch * 3, rows - row))
        {
            merged.Merge(data.AsSpan(row * size), batch);
        }

        Assert.Equal(rows, merged.Count);
        for (int i = 0; i < size; i++)
        {
            double[] column = Enumerable.Range(0, rows).Select(row => (double)data[(row * size) + i]).ToArray();
            double mean = column.Average();
            double variance = column.Sum(value => (value - mean) * (value - mean)) / rows;
            foreach (RunningMoments moments in new[] { oneShot, merged })
            {
                Assert.Equal(mean, moments.Mean[i], 1e-12 * (1 + Math.Abs(centre)));
                Assert.Equal(variance, moments.Variance[i], 1e-10 * variance);
            }
        }
    }

    [Fact]
    public void Padding_between_rows_is_not_read()
    {
        var padded = new RunningMoments(2);
        padded.Merge([1, 2, float.NaN, 3, 6], rows: 2, stride: 3);
        Assert.Equal([2, 4], padded.Mean.ToArray());
        Assert.Equal([1, 4], padded.Variance.ToArray());
    }

    /// <summary>Mean 2, 4; variance 1, 4; with ε = 0: 1/√1, 1/√4; with ε = 3: 1/√4, 1/√7.</summary>
    [Fact]
    public void Frozen_copies_are_the_mean_and_the_inverse_deviation()
    {
        var moments = new RunningMoments(2);
        moments.Merge([1, 2, 3, 6], rows: 2);
        var mean = new float[2];
        var inverse = new float[2];
        moments.CopyMean(mean);
        Assert.Equal([2f, 4f], mean);
        moments.CopyInverseDeviation(inverse, epsilon: 0);
        Assert.Equal([1f, 0.5f], inverse);
        moments.CopyInverseDeviation(inverse, epsilon: 3);
        Assert.Equal([0.5f, (float)(1 / Math.Sqrt(7))], inverse);
    }

    [Fact]
    public void Restored_moments_go_on_exactly()
    {
        var moments = new RunningMoments(2);
        moments.Merge([0.1f, 2, 3, 6, -1, 7], rows: 3);
        var state = new double[moments.StateSize];
        moments.Save(state);
        var restored = new RunningMoments(2);
        restored.Load(state);
        foreach (RunningMoments each in new[] { moments, restored })
        {
            each.Merge([0.3f, 0.7f], rows: 1);
        }
        Assert.Equal(moments.Count, restored.Count);
        Assert.Equal(moments.Mean.ToArray(), restored.Mean.ToArray());
        Assert.Equal(moments.Variance.ToArray(), restored.Variance.ToArray());
    }

    [Fact]
    public void A_batch_shorter_than_its_rows_is_refused()
    {
        var moments = new RunningMoments(2);
        Assert.Throws<ArgumentOutOfRangeException>(() => moments.Merge([1, 2, 3], rows: 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => moments.Merge([1, 2, 3], rows: 1, stride: 1));
        Assert.Equal(0, moments.Count);
    }
}
