using System.Runtime.InteropServices;
using Ratchet.Numerics;
using Ratchet.Policies;
using Xunit;

namespace Ratchet.Tests.Policies;

/// <summary>What holds for every family of action distributions.</summary>
public sealed class DistributionTests
{
    /// <summary>Family, width, samples, masked: shapes around the vector widths and the block of 64 samples.</summary>
    public static TheoryData<string, int, int, bool> Shapes
    {
        get
        {
            var shapes = new TheoryData<string, int, int, bool>();
            foreach (int rows in new[] { 1, 15, 16, 17, 63, 64, 65, 200 })
            {
                foreach (int width in new[] { 2, 3, 7, 18 })
                {
                    shapes.Add("categorical", width, rows, false);
                    shapes.Add("categorical", width, rows, true);
                }

                foreach (int width in new[] { 1, 2, 6, 8, 17 })
                    shapes.Add("gaussian", width, rows, false);
                foreach (string name in new[] { "multi-categorical", "bernoulli", "full-gaussian", "squashed-gaussian", "beta" })
                {
                    foreach (int width in new[] { 1, 2, 3, 6 })
                        shapes.Add(name, width, rows, DistributionFamily.HasMasks(name) && width % 2 == 1);
                }
            }

            return shapes;
        }
    }

    public static TheoryData<string> Names => [.. DistributionFamily.Names];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Values_are_those_of_the_reading_edition(string name, int width, int rows, bool masked)
    {
        DistributionFamily family = DistributionFamily.Named(name);
        var batch = new DistributionBatch(family.Create(width), rows, seed: 7 * width + rows, masked);
        float[] logProbability = batch.LogProbability();
        float[] entropy = batch.Entropy();
        float[] oldToNew = batch.Divergence(KlDirection.OldToNew);
        float[] newToOld = batch.Divergence(KlDirection.NewToOld);
        for (int i = 0; i < rows; i++)
        {
            AssertClose(family.LogProbability(batch.Point(i), batch.Action(i)), logProbability[i]);
            AssertClose(family.Entropy(batch.Point(i)), entropy[i]);
            AssertClose(family.Divergence(batch.OldPoint(i), batch.Point(i)), oldToNew[i]);
            AssertClose(family.Divergence(batch.Point(i), batch.OldPoint(i)), newToOld[i]);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Every_instruction_set_gives_the_same_bits(string name, int width, int rows, bool masked)
    {
        List<float>? expected = null;
        foreach (Kernels kernels in Kernels.Supported)
        {
            var batch = new DistributionBatch(DistributionFamily.Named(name).Create(width), rows, seed: 3, masked) { Kernels = kernels };
            batch.Refresh();
            List<float> results = AllResults(batch);
            expected ??= results;
            AssertSameBits(CollectionsMarshal.AsSpan(expected), CollectionsMarshal.AsSpan(results));
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_sample_has_the_same_bits_alone_as_in_a_batch(string name, int width, int rows, bool masked)
    {
        var batch = new DistributionBatch(DistributionFamily.Named(name).Create(width), rows, seed: 5, masked);
        foreach (int row in new[] { 0, 1, 14, 15, 16, 62, 63, 64, rows - 1 })
        {
            if (row >= rows)
                continue;
            DistributionBatch alone = batch.Single(row);
            AssertSameBits(Row(batch, row), Row(alone, 0));
            foreach (KlDirection direction in Enum.GetValues<KlDirection>())
                AssertSameBits(
                    Gradient(batch, direction).Outputs.AsSpan(row * batch.OutputStride, batch.Width),
                    Gradient(alone, direction, batch, row).Outputs.AsSpan(0, batch.Width));
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Divergence_of_equal_distributions_is_exactly_zero_and_so_is_its_gradient(string name, int width, int rows, bool masked)
    {
        var batch = new DistributionBatch(DistributionFamily.Named(name).Create(width), rows, seed: 9, masked);
        batch.Equalize();
        foreach (KlDirection direction in Enum.GetValues<KlDirection>())
        {
            Assert.All(batch.Divergence(direction), kl => Assert.Equal(0f, kl));
            (float[] outputs, float[] logDeviation) = batch.Backward(null, batch.Coefficients(1), null, direction);
            Assert.All(outputs, g => Assert.True(g is 0f or DistributionBatch.Untouched));
            Assert.All(logDeviation, g => Assert.Equal(0f, g));
        }
    }

    [Theory]
    [InlineData("categorical", 2)]
    [InlineData("categorical", 7)]
    [InlineData("gaussian", 1)]
    [InlineData("gaussian", 8)]
    [InlineData("multi-categorical", 4)]
    [InlineData("bernoulli", 5)]
    [InlineData("full-gaussian", 4)]
    [InlineData("squashed-gaussian", 3)]
    [InlineData("beta", 3)]
    public void Divergence_is_never_negative_however_close_the_distributions(string name, int width)
    {
        for (float distance = 1f; distance > 1e-9f; distance /= 4)
        {
            var batch = new DistributionBatch(DistributionFamily.Named(name).Create(width), 500, seed: 11);
            batch.OldOutputs.CopyTo(batch.Outputs);
            batch.OldLogDeviation.CopyTo(batch.LogDeviation);
            var random = new Random(13);
            foreach (ref float output in batch.Outputs)
                output += distance * (random.NextSingle() - 0.5f);
            foreach (ref float logDeviation in batch.LogDeviation)
                logDeviation += distance * (random.NextSingle() - 0.5f);
            batch.Refresh();
            Assert.All(batch.Divergence(KlDirection.OldToNew), kl => Assert.True(kl >= 0));
            Assert.All(batch.Divergence(KlDirection.NewToOld), kl => Assert.True(kl >= 0));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_NaN_output_makes_the_divergence_of_its_sample_NaN_and_no_other(string name)
    {
        for (int at = 0; at < 3; at++)
        {
            var batch = new DistributionBatch(DistributionFamily.Named(name).Create(3), 70, seed: 15);
            batch.Outputs[66 * batch.OutputStride + at] = float.NaN;
            batch.Refresh();
            foreach (KlDirection direction in Enum.GetValues<KlDirection>())
            {
                float[] kl = batch.Divergence(direction);
                for (int i = 0; i < kl.Length; i++)
                    Assert.Equal(i == 66, float.IsNaN(kl[i]));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Sampling_gives_the_same_actions_alone_and_on_every_instruction_set(string name)
    {
        const int rows = 70;
        float[]? expected = null;
        foreach (Kernels kernels in Kernels.Supported)
        {
            var batch = new DistributionBatch(DistributionFamily.Named(name).Create(5), rows, seed: 17) { Kernels = kernels };
            DistributionBatch alone = batch.Single(66);
            batch.Sample(Streams(rows));
            alone.Sample(Streams(rows).AsSpan(66, 1));
            Assert.Equal(batch.Action(66), alone.Action(0));
            expected ??= batch.Actions.ToArray();
            AssertSameBits(expected, batch.Actions);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_is_allocated(string name)
    {
        const int rows = 100;
        var batch = new DistributionBatch(DistributionFamily.Named(name).Create(6), rows);
        RandomStream[] streams = Streams(rows);
        batch.Sample(streams);
        batch.Refresh();
        Assert.Equal(0, Allocation.Least(() =>
        {
            batch.Sample(streams);
            batch.Mode();
            batch.Refresh();
        }));
    }

    internal static RandomStream[] Streams(int count)
    {
        var streams = new RandomStream[count];
        for (int i = 0; i < count; i++)
            streams[i] = new RandomStream(2026, StreamPurpose.Action, (uint)i);
        return streams;
    }

    /// <summary>Float arithmetic on numbers of order one.</summary>
    private static void AssertClose(double expected, double actual) => Assert.Equal(expected, actual, 4e-6 * (1 + Math.Abs(expected)));

    private static void AssertSameBits(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual) =>
        Assert.True(MemoryMarshal.Cast<float, int>(expected).SequenceEqual(MemoryMarshal.Cast<float, int>(actual)));

    private static float[] Row(DistributionBatch batch, int row) =>
    [
        batch.LogProbability()[row], batch.Entropy()[row], batch.Divergence(KlDirection.OldToNew)[row], batch.Divergence(KlDirection.NewToOld)[row],
    ];

    private static List<float> AllResults(DistributionBatch batch)
    {
        var results = new List<float>();
        for (int j = 0; j < batch.Width; j++)
            results.AddRange(batch.Columns.Slice(j * batch.Stride, batch.Rows));
        results.AddRange(batch.LogProbability());
        results.AddRange(batch.Entropy());
        foreach (KlDirection direction in Enum.GetValues<KlDirection>())
        {
            results.AddRange(batch.Divergence(direction));
            (float[] outputs, float[] logDeviation) = Gradient(batch, direction);
            results.AddRange(outputs);
            results.AddRange(logDeviation);
        }

        return results;
    }

    /// <summary>The gradient with all coefficients on, those of row <paramref name="row"/> of another batch if given.</summary>
    private static (float[] Outputs, float[] LogDeviation) Gradient(
        DistributionBatch batch, KlDirection direction, DistributionBatch? source = null, int row = 0)
    {
        var coefficients = new AlignedBuffer<float>[3];
        for (int c = 0; c < 3; c++)
        {
            coefficients[c] = batch.Coefficients(c);
            if (source is not null)
                coefficients[c].Span[0] = source.Coefficients(c).Span[row];
        }

        return batch.Backward(coefficients[0], coefficients[1], coefficients[2], direction);
    }
}
