using Ratchet.Numerics;
using Xunit;

namespace Ratchet.Tests.Numerics;

/// <summary>What the one-sided Jacobi method promises.</summary>
public sealed unsafe class RowRotationsTests
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(6, true)]
    [InlineData(17, false)]
    [InlineData(32, true)]
    public void The_rows_become_orthogonal_under_a_rotation(int n, bool lower)
    {
        var random = new RandomStream(7, StreamPurpose.User, (uint)n);
        AlignedBuffer<double> a = new(n, n), rotated = new(n, n), rotation = new(n, n);
        for (int i = 0; i < n; i++)
            for (int j = 0; j < (lower ? i + 1 : n); j++)
                a.Pointer[(i * n) + j] = random.NextGaussian();
        a.Span.CopyTo(rotated.Span);
        Assert.True(RowRotations.Orthogonalize(n, rotated.Pointer, rotation.Pointer));
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                double product = 0, identity = 0, applied = 0;
                for (int k = 0; k < n; k++)
                {
                    product += rotated.Pointer[(i * n) + k] * rotated.Pointer[(j * n) + k];
                    identity += rotation.Pointer[(i * n) + k] * rotation.Pointer[(j * n) + k];
                    applied += rotation.Pointer[(i * n) + k] * a.Pointer[(k * n) + j];
                }

                Assert.Equal(i == j ? 1 : 0, identity, 1e-12);
                Assert.Equal(applied, rotated.Pointer[(i * n) + j], 1e-12);
                if (i != j)
                    Assert.Equal(0, product, 1e-11);
            }
        }
    }

    // A = diag(1, d) S with S = [1 0; 1 1]: A Aᵀ = [1 d; d 2d²], |A Aᵀ| = d², and the greater eigenvalue is 1 + d² to within d⁴, so that the smaller is d² / (1 + d²)
    // to a relative d²: 1e-20, which A Aᵀ in doubles could not hold beside 1.
    [Fact]
    public void Small_eigenvalues_keep_their_digits()
    {
        const double d = 1e-10;
        AlignedBuffer<double> a = new(4), rotation = new(4);
        ((ReadOnlySpan<double>)[1, 0, d, d]).CopyTo(a.Span);
        Assert.True(RowRotations.Orthogonalize(2, a.Pointer, rotation.Pointer));
        double[] squares = [Square(a.Span[..2]), Square(a.Span[2..])];
        Assert.Equal(d * d, squares.Min(), 1e-14 * d * d);
        Assert.Equal(1, squares.Max(), 1e-14);
    }

    [Fact]
    public void What_is_not_finite_is_refused()
    {
        AlignedBuffer<double> a = new(4), rotation = new(4);
        ((ReadOnlySpan<double>)[1, 0, double.NaN, 1]).CopyTo(a.Span);
        Assert.False(RowRotations.Orthogonalize(2, a.Pointer, rotation.Pointer));
    }

    private static double Square(ReadOnlySpan<double> row)
    {
        double sum = 0;
        foreach (double value in row)
            sum += value * value;
        return sum;
    }
}
