using Ratchet.Numerics;
using Ratchet.Tests.Numerics.ReadingEditions;
using Xunit;

namespace Ratchet.Tests.Numerics;

/// <summary>The matrix product at every width of vectors.</summary>
public sealed unsafe class ProductTests
{
    private static readonly int[] Sizes = [0, 1, 3, 4, 5, 8, 15, 16, 17, 31, 64, 100];

    public static TheoryData<string> Activations => [.. Enum.GetNames<Activation>()];

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Product_is_the_sum_over_the_depth_with_the_same_bits_at_every_width(bool accumulate, bool transposed)
    {
        foreach (int rows in Sizes)
            foreach (int depth in Sizes)
                foreach (int columns in Sizes)
                {
                    int padded = Kernels.Pad(columns);
                    AlignedBuffer<float> a = Numbers.Random(rows * depth, 1), b = Numbers.Random(depth * padded, 2), bias = Numbers.Random(padded, 3), old = Numbers.Random(rows * padded, 4);
                    int[]? expected = null;
                    foreach (Kernels kernels in Kernels.Supported.Reverse())
                    {
                        AlignedBuffer<float> c = Numbers.Copy(old);
                        kernels.Multiply(new Product
                        {
                            A = a.Pointer, RowStride = transposed ? 1 : depth, DepthStride = transposed ? rows : 1,
                            B = b.Pointer, BStride = padded, C = c.Pointer, CStride = padded,
                            Bias = bias.Pointer, Accumulate = accumulate, Rows = rows, Depth = depth, Columns = padded,
                        });
                        if (expected is null)
                            Check(a.Span, b.Span, accumulate ? old.Span : default, bias.Span, c.Span, rows, depth, padded, transposed);
                        expected ??= Numbers.Bits(c.Span);
                        Assert.True(expected.AsSpan().SequenceEqual(Numbers.Bits(c.Span)), $"{kernels.Name}: {rows} × {depth} × {columns}");
                    }
                }
    }

    [Theory]
    [MemberData(nameof(Activations))]
    public void Outputs_pass_through_the_activation_or_are_multiplied_by_its_slope(string name)
    {
        const int Rows = 13, Depth = 9, Columns = 48;
        Activation activation = Enum.Parse<Activation>(name);
        AlignedBuffer<float> a = Numbers.Random(Rows * Depth, 1), b = Numbers.Random(Depth * Columns, 2), bias = Numbers.Random(Columns, 3), arguments = Numbers.Random(Rows * Columns, 4);
        var slopeAt = new AlignedBuffer<float>(arguments.Length);
        for (int i = 0; i < slopeAt.Length; i++)
            slopeAt.Span[i] = activation == Activation.Silu ? arguments.Span[i] : (float)MatrixProduct.Activate(activation, arguments.Span[i]);
        int[]? expected = null;
        foreach (Kernels kernels in Kernels.Supported)
        {
            float[] Run(Activation applied, float* slope)
            {
                var c = new AlignedBuffer<float>(Rows * Columns);
                kernels.Multiply(new Product
                {
                    A = a.Pointer, RowStride = Depth, DepthStride = 1, B = b.Pointer, BStride = Columns, C = c.Pointer, CStride = Columns,
                    Bias = bias.Pointer, Rows = Rows, Depth = Depth, Columns = Columns, Activation = applied, SlopeAt = slope, SlopeStride = Columns,
                });
                return c.Span.ToArray();
            }

            float[] plain = Run(Activation.Identity, null), activated = Run(activation, null), sloped = Run(activation, slopeAt.Pointer);
            for (int i = 0; i < plain.Length; i++)
            {
                Assert.Equal(MatrixProduct.Activate(activation, plain[i]), activated[i], 2e-6 * (1 + Math.Abs(plain[i])));
                Assert.Equal(plain[i] * MatrixProduct.Slope(activation, arguments.Span[i]), sloped[i], 2e-6 * (1 + Math.Abs(plain[i])));
            }

            int[] bits = [.. Numbers.Bits(activated), .. Numbers.Bits(sloped)];
            expected ??= bits;
            Assert.Equal(expected, bits);
        }
    }

    [Fact]
    public void A_row_has_the_same_bits_alone_and_in_any_batch_at_any_place()
    {
        const int Depth = 17, Columns = 112;
        AlignedBuffer<float> a = Numbers.Random(64 * Depth, 1), b = Numbers.Random(Depth * Columns, 2), bias = Numbers.Random(Columns, 3);
        foreach (Kernels kernels in Kernels.Supported)
        {
            int[] Row(int first, int rows, int row)
            {
                var c = new AlignedBuffer<float>(rows * Columns);
                kernels.Multiply(new Product
                {
                    A = a.Pointer + (first * Depth), RowStride = Depth, DepthStride = 1, B = b.Pointer, BStride = Columns, C = c.Pointer, CStride = Columns,
                    Bias = bias.Pointer, Rows = rows, Depth = Depth, Columns = Columns, Activation = Activation.Tanh,
                });
                return Numbers.Bits(c.Span.Slice(row * Columns, Columns));
            }

            int[] alone = Row(20, 1, 0);
            for (int rows = 2; rows <= 20; rows++)
                for (int place = 0; place < rows; place++)
                    Assert.Equal(alone, Row(20 - place, rows, place));
        }
    }

    [Theory]
    [InlineData(0, 130, 64)]
    [InlineData(1, 400, 64)]
    [InlineData(7, 403, 80)]
    [InlineData(64, 128, 16)]
    public void Leaving_zeros_out_changes_no_bit(int rows, int depth, int columns)
    {
        AlignedBuffer<float> a = Numbers.Random(rows * depth, 1), b = Numbers.Random(depth * columns, 2), bias = Numbers.Random(columns, 3), delta = Numbers.Random(rows * columns, 4);
        for (int i = 0; i < a.Length; i++)
        {
            if (i % 17 != 3 && i % 29 != 1)
                a.Span[i] = 0;
        }

        ActiveInputs active = ActiveInputs.For(rows, depth)!;
        Assert.True(active.Find(a.Pointer, depth, rows));
        foreach (Kernels kernels in Kernels.Supported)
        {
            foreach (bool accumulate in (bool[])[false, true])
            {
                AlignedBuffer<float> dense = Numbers.Copy(delta), sparse = Numbers.Copy(delta);
                var product = new Product
                {
                    A = a.Pointer, RowStride = depth, DepthStride = 1, B = b.Pointer, BStride = columns, C = dense.Pointer, CStride = columns,
                    Bias = bias.Pointer, Accumulate = accumulate, Rows = rows, Depth = depth, Columns = columns, Activation = Activation.Tanh,
                };
                kernels.Multiply(product);
                product.C = sparse.Pointer;
                kernels.MultiplyActive(product, active);
                Assert.Equal(Numbers.Bits(dense.Span), Numbers.Bits(sparse.Span));
            }

            AlignedBuffer<float> expected = Numbers.Random(depth * columns, 5), gradient = Numbers.Random(depth * columns, 6);
            var transposed = new Product
            {
                A = a.Pointer, RowStride = 1, DepthStride = depth, B = delta.Pointer, BStride = columns, C = expected.Pointer, CStride = columns, Rows = depth, Depth = rows, Columns = columns,
            };
            kernels.Multiply(transposed);
            transposed.C = gradient.Pointer;
            kernels.MultiplyActiveTransposed(transposed, active);
            Assert.Equal(Numbers.Bits(expected.Span), Numbers.Bits(gradient.Span));
        }
    }

    [Fact]
    public void A_dense_matrix_is_not_taken_for_one_of_few_numbers()
    {
        const int Rows = 40, Columns = 200;
        AlignedBuffer<float> a = Numbers.Random(Rows * Columns, 1);
        Assert.False(ActiveInputs.For(Rows, Columns)!.Find(a.Pointer, Columns, Rows));
        Assert.Null(ActiveInputs.For(Rows, 64));
    }

    private static void Check(
        ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> old, ReadOnlySpan<float> bias, ReadOnlySpan<float> c, int rows, int depth, int columns, bool transposed)
    {
        var pairs = new (float A, float B)[depth];
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j += 7)
            {
                for (int p = 0; p < depth; p++)
                    pairs[p] = (transposed ? a[(p * rows) + i] : a[(i * depth) + p], b[(p * columns) + j]);
                (double sum, double magnitude) = MatrixProduct.Dot(old.IsEmpty ? bias[j] : old[(i * columns) + j], pairs);
                // One rounding of at most 2⁻²⁴ of a partial sum for each of the depth's multiply-adds.
                Assert.True(Math.Abs(sum - c[(i * columns) + j]) <= Math.ScaleB(depth * magnitude, -24), $"({i}, {j}) of {rows} × {depth} × {columns}");
            }
    }
}
