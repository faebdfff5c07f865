using Ratchet.Numerics;
using Ratchet.Tests.Numerics.ReadingEditions;
using Xunit;

namespace Ratchet.Tests.Numerics;

/// <summary>Sums, transposition, Adam and the rest at every width of vectors.</summary>
public sealed unsafe class KernelTests
{
    private static readonly int[] Sizes = [0, 1, 3, 4, 5, 8, 15, 16, 17, 31, 64, 100];

    [Fact]
    public void Sum_of_rows_adds_them_in_order()
    {
        foreach (int rows in Sizes)
            foreach (int columns in new[] { 16, 48 })
            {
                AlignedBuffer<float> source = Numbers.Random(rows * 64, 1);
                var expected = new float[columns];
                for (int row = 0; row < rows; row++)
                    for (int j = 0; j < columns; j++)
                        expected[j] += source.Span[(row * 64) + j];
                foreach (Kernels kernels in Kernels.Supported)
                {
                    var found = new AlignedBuffer<float>(columns);
                    kernels.SumRows(source.Pointer, 64, rows, columns, found.Pointer);
                    Assert.Equal(Numbers.Bits(expected), Numbers.Bits(found.Span));
                }
            }
    }

    [Fact]
    public void Transposition_swaps_rows_and_columns_and_writes_nothing_else()
    {
        foreach (int rows in Sizes)
            foreach (int columns in Sizes)
            {
                int sourceStride = columns + 3, stride = Kernels.Pad(rows) + 16;
                AlignedBuffer<float> source = Numbers.Random((rows * sourceStride) + 1, 1);
                foreach (Kernels kernels in Kernels.Supported)
                {
                    var found = new AlignedBuffer<float>(columns * stride);
                    found.Span.Fill(-7f);
                    kernels.Transpose(source.Pointer, sourceStride, rows, columns, found.Pointer, stride);
                    for (int j = 0; j < columns; j++)
                        for (int i = 0; i < stride; i++)
                            Assert.Equal(i < rows ? source.Span[(i * sourceStride) + j] : -7f, found.Span[(j * stride) + i]);
                }
            }
    }

    [Fact]
    public void Slices_are_summed_as_one_fixed_tree()
    {
        foreach (int count in Sizes)
            for (int slices = 1; slices <= 8; slices++)
            {
                AlignedBuffer<float> source = Numbers.Random(8 * 112, 1);
                foreach (Kernels kernels in Kernels.Supported)
                {
                    var found = new AlignedBuffer<float>(count);
                    kernels.SumSlices(source.Pointer, 112, slices, count, found.Pointer);
                    for (int i = 0; i < count; i++)
                        Assert.Equal(Tree(source.Span, i, 0, 8, slices), found.Span[i]);
                }
            }
    }

    // ((0+1)+(2+3))+((4+5)+(6+7)): a sum of two halves, of which the second may be missing.
    private static float Tree(ReadOnlySpan<float> source, int index, int first, int width, int slices)
    {
        if (width == 1)
            return source[(first * 112) + index];
        float left = Tree(source, index, first, width / 2, slices);
        return first + (width / 2) >= slices ? left : left + Tree(source, index, first + (width / 2), width / 2, slices);
    }

    [Fact]
    public void Sum_of_squares_goes_through_sixteen_lanes_and_a_tree()
    {
        foreach (int count in Sizes.Append(4096))
        {
            AlignedBuffer<float> x = Numbers.Random(count, 1);
            var lanes = new float[16];
            for (int i = 0; i < count; i++)
                lanes[i % 16] = MathF.FusedMultiplyAdd(x.Span[i], x.Span[i], lanes[i % 16]);
            for (int half = 8; half > 0; half /= 2)
                for (int i = 0; i < half; i++)
                    lanes[i] += lanes[i + half];
            foreach (Kernels kernels in Kernels.Supported)
                Assert.Equal(lanes[0], kernels.SumOfSquares(x.Pointer, count));
            Assert.Equal(x.Span.ToArray().Sum(v => (double)v * v), lanes[0], 1e-5 * lanes[0]);
        }
    }

    [Fact]
    public void Normalisation_shifts_scales_and_clips_and_keeps_NaN()
    {
        const float Limit = 1.5f;
        foreach (int columns in Sizes.Skip(1))
        {
            const int Rows = 3;
            int stride = Kernels.Pad(columns);
            AlignedBuffer<float> x = Numbers.Random(Rows * columns, 1), mean = Numbers.Random(columns, 2), scale = Numbers.Random(columns, 3);
            x.Span[^1] = float.NaN;
            foreach (Kernels kernels in Kernels.Supported)
            {
                var found = new AlignedBuffer<float>(Rows * stride);
                kernels.Normalize(x.Pointer, columns, Rows, columns, mean.Pointer, scale.Pointer, Limit, found.Pointer, stride);
                for (int i = 0; i < Rows; i++)
                    for (int j = 0; j < columns; j++)
                        Assert.Equal(Math.Clamp((x.Span[(i * columns) + j] - mean.Span[j]) * scale.Span[j], -Limit, Limit), found.Span[(i * stride) + j]);
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    public void Adam_follows_the_algorithm_of_the_paper(double decay)
    {
        const double Rate = 0.01, Beta1 = 0.9, Beta2 = 0.999, Epsilon = 1e-8;
        foreach (int count in Sizes)
        {
            int[]? expected = null;
            foreach (Kernels kernels in Kernels.Supported)
            {
                AlignedBuffer<float> parameters = Numbers.Random(count, 1);
                AlignedBuffer<float> first = new(count), second = new(count);
                AdamReading[] reading = [.. parameters.Span.ToArray().Select(p => new AdamReading(p, Rate, Beta1, Beta2, Epsilon, decay))];
                for (int t = 1; t <= 5; t++)
                {
                    // A gradient scaled by ½ is as good as half the gradient.
                    AlignedBuffer<float> gradient = Numbers.Random(count, (uint)(10 + t));
                    var step = new AdamStep(
                        (float)(Rate / (1 - Math.Pow(Beta1, t))), (float)(1 / Math.Sqrt(1 - Math.Pow(Beta2, t))), (float)Beta1, (float)Beta2, (float)Epsilon, 0.5f, (float)(1 - (Rate * decay)));
                    kernels.Adam(parameters.Pointer, gradient.Pointer, first.Pointer, second.Pointer, count, step);
                    for (int i = 0; i < count; i++)
                        reading[i].Step(0.5 * gradient.Span[i]);
                }

                for (int i = 0; i < count; i++)
                    Assert.Equal(reading[i].Parameter, parameters.Span[i], 3e-6);
                expected ??= Numbers.Bits(parameters.Span);
                Assert.Equal(expected, Numbers.Bits(parameters.Span));
            }
        }
    }

    // PyTorch's form has ε outside the root and starts at mean square 0, TensorFlow's has it inside and starts at 1.
    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 0)]
    [InlineData(false, 0.1)]
    public void RmsProp_divides_by_the_root_of_the_running_mean_square(bool inside, double decay)
    {
        const double Rate = 0.01, Alpha = 0.9, Epsilon = 1e-3;
        foreach (int count in Sizes)
        {
            int[]? expected = null;
            foreach (Kernels kernels in Kernels.Supported)
            {
                AlignedBuffer<float> parameters = Numbers.Random(count, 1), meanSquare = new(count);
                meanSquare.Span.Fill(inside ? 1f : 0f);
                RmsPropReading[] reading = [.. parameters.Span.ToArray().Select(p => new RmsPropReading(p, Rate, Alpha, Epsilon, inside, decay))];
                for (int t = 1; t <= 5; t++)
                {
                    AlignedBuffer<float> gradient = Numbers.Random(count, (uint)(10 + t));
                    var step = new RmsPropStep((float)Rate, (float)Alpha, inside ? (float)Epsilon : 0f, inside ? 0f : (float)Epsilon, 0.5f, (float)(1 - (Rate * decay)));
                    kernels.RmsProp(parameters.Pointer, gradient.Pointer, meanSquare.Pointer, count, step);
                    for (int i = 0; i < count; i++)
                        reading[i].Step(0.5 * gradient.Span[i]);
                }

                for (int i = 0; i < count; i++)
                    Assert.Equal(reading[i].Parameter, parameters.Span[i], 3e-6);
                expected ??= Numbers.Bits(parameters.Span);
                Assert.Equal(expected, Numbers.Bits(parameters.Span));
            }
        }
    }

    [Fact]
    public void RmsProp_flushes_mean_squares_that_would_become_denormal()
    {
        foreach (Kernels kernels in Kernels.Supported)
        {
            AlignedBuffer<float> parameters = Numbers.Random(17, 1), gradient = new(17), meanSquare = new(17);
            float[] before = parameters.Span.ToArray();
            meanSquare.Span.Fill(1e-36f);
            kernels.RmsProp(parameters.Pointer, gradient.Pointer, meanSquare.Pointer, 17, new RmsPropStep(1f, 0.99f, 0f, 1e-5f, 1f, 1f));
            Assert.All(meanSquare.Span.ToArray(), v => Assert.Equal(0, BitConverter.SingleToInt32Bits(v)));
            Assert.Equal(before, parameters.Span.ToArray());
        }
    }

    // Floats rounded after each operation, as the lanes do: no fused product.
    [Fact]
    public void Descent_subtracts_the_scaled_gradient()
    {
        foreach (int count in Sizes)
            foreach (Kernels kernels in Kernels.Supported)
            {
                AlignedBuffer<float> parameters = Numbers.Random(count, 1), gradient = Numbers.Random(count, 2);
                float[] expected = [.. parameters.Span.ToArray().Zip(gradient.Span.ToArray(), (p, g) => (float)(p * 0.75f) - (float)(0.1f * g))];
                kernels.Descend(parameters.Pointer, gradient.Pointer, count, 0.1f, 0.75f);
                Assert.Equal(Numbers.Bits(expected), Numbers.Bits(parameters.Span));
            }
    }

    [Fact]
    public void Adam_flushes_moments_that_would_become_denormal()
    {
        foreach (Kernels kernels in Kernels.Supported)
        {
            AlignedBuffer<float> parameters = Numbers.Random(17, 1), gradient = new(17), first = new(17), second = new(17);
            float[] before = parameters.Span.ToArray();
            first.Span.Fill(-1e-36f);
            second.Span.Fill(1e-36f);
            kernels.Adam(parameters.Pointer, gradient.Pointer, first.Pointer, second.Pointer, 17, new AdamStep(1f, 1f, 0.9f, 0.999f, 1e-8f, 1f, 1f));
            Assert.All(first.Span.ToArray(), m => Assert.Equal(0, BitConverter.SingleToInt32Bits(m)));
            Assert.All(second.Span.ToArray(), v => Assert.Equal(0, BitConverter.SingleToInt32Bits(v)));
            Assert.Equal(before, parameters.Span.ToArray());
        }
    }

    [Fact]
    public void Activation_of_any_length_is_that_of_each_number_and_writes_nothing_else()
    {
        foreach (Activation activation in Enum.GetValues<Activation>())
            foreach (int count in Sizes)
            {
                AlignedBuffer<float> x = Numbers.Random(128, 1);
                foreach (Kernels kernels in Kernels.Supported)
                {
                    var all = new AlignedBuffer<float>(128);
                    kernels.Activate(activation, x.Pointer, all.Pointer, 128);
                    var some = new AlignedBuffer<float>(128);
                    some.Span.Fill(-7f);
                    kernels.Activate(activation, x.Pointer, some.Pointer, count);
                    Assert.Equal(Numbers.Bits(all.Span[..count]), Numbers.Bits(some.Span[..count]));
                    Assert.True(some.Span[count..].IndexOfAnyExcept(-7f) < 0);
                    for (int i = 0; i < count; i++)
                        Assert.Equal(MatrixProduct.Activate(activation, x.Span[i]), some.Span[i], 1e-6);
                }
            }
    }

    [Fact]
    public void An_unknown_instruction_set_is_refused_in_one_sentence_that_names_the_choices()
    {
        string message = Assert.Throws<UnsupportedInstructionSetException>(() => Kernels.Choose("1024")).Message;
        Assert.Contains("'1024'", message, StringComparison.Ordinal);
        Assert.EndsWith("scalar.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_fastest_instruction_set_is_taken_when_none_is_named()
    {
        Assert.Same(Kernels.Supported[0], Kernels.Choose(null));
        Assert.Same(Kernels.Supported[0], Kernels.Choose(""));
        foreach (Kernels kernels in Kernels.Supported)
            Assert.Same(kernels, Kernels.Choose(kernels.Name));
        Assert.Equal("scalar", Kernels.Supported[^1].Name);
    }
}
