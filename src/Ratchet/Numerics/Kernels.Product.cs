using System.Runtime.CompilerServices;

namespace Ratchet.Numerics;

/// <summary>
/// The matrix product, blocked for registers. A tile of rows × vectors is accumulated in registers over the whole depth. Two
/// multiply-adds a cycle with a latency of four need eight independent chains; 4 × 4 tiles fill 32 registers' worth of AVX-512 without
/// leaving tail rows at the usual batch sizes, 4 × 2 suits 16 registers, and 8 × 1 the narrow heads. The tiles are written out because the
/// just-in-time compiler keeps only named locals in registers; which tile computes an output does not change its bits.
/// </summary>
internal sealed unsafe partial class Kernels<L>
{
    /// <inheritdoc/>
    public override void Multiply(in Product product)
    {
        int column = 0;
        for (; L.WideTiles && column + (4 * L.Count) <= product.Columns; column += 4 * L.Count)
        {
            int row = 0;
            for (; row + 4 <= product.Rows; row += 4)
                Tile4x4(product, row, column);
            for (; row < product.Rows; row++)
                Tile1x4(product, row, column);
        }

        for (; column + (2 * L.Count) <= product.Columns; column += 2 * L.Count)
        {
            int row = 0;
            for (; row + 4 <= product.Rows; row += 4)
                Tile4x2(product, row, column);
            for (; row < product.Rows; row++)
                Tile1x2(product, row, column);
        }

        for (; column < product.Columns; column += L.Count)
        {
            int row = 0;
            for (; row + 8 <= product.Rows; row += 8)
                Tile8x1(product, row, column);
            for (; row < product.Rows; row++)
                Tile1x1(product, row, column);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static L Start(float* bias, int column) => bias is null ? L.Broadcast(0f) : L.Load(bias + column);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Finish(in Product product, int row, int rows, int column, int vectors)
    {
        if (product.Activation == Activation.Identity)
            return;
        for (int i = row; i < row + rows; i++)
        {
            float* c = product.C + (i * product.CStride) + column;
            if (product.SlopeAt is null)
                ActivateSpan(product.Activation, c, c, vectors * L.Count);
            else
                MultiplyBySlope(product.Activation, product.SlopeAt + (i * product.SlopeStride) + column, c, vectors * L.Count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile4x4(in Product product, int row, int column)
    {
        nint depthStride = product.DepthStride, bStride = product.BStride, cStride = product.CStride;
        float* a0 = product.A + (row * product.RowStride);
        float* a1 = a0 + product.RowStride;
        float* a2 = a1 + product.RowStride;
        float* a3 = a2 + product.RowStride;
        float* b = product.B + column, c = product.C + (row * cStride) + column;
        L c00, c01, c02, c03, c10, c11, c12, c13, c20, c21, c22, c23, c30, c31, c32, c33;
        if (product.Accumulate)
        {
            c00 = L.Load(c);
            c01 = L.Load(c + L.Count);
            c02 = L.Load(c + (2 * L.Count));
            c03 = L.Load(c + (3 * L.Count));
            c10 = L.Load(c + cStride);
            c11 = L.Load(c + cStride + L.Count);
            c12 = L.Load(c + cStride + (2 * L.Count));
            c13 = L.Load(c + cStride + (3 * L.Count));
            c20 = L.Load(c + (2 * cStride));
            c21 = L.Load(c + (2 * cStride) + L.Count);
            c22 = L.Load(c + (2 * cStride) + (2 * L.Count));
            c23 = L.Load(c + (2 * cStride) + (3 * L.Count));
            c30 = L.Load(c + (3 * cStride));
            c31 = L.Load(c + (3 * cStride) + L.Count);
            c32 = L.Load(c + (3 * cStride) + (2 * L.Count));
            c33 = L.Load(c + (3 * cStride) + (3 * L.Count));
        }
        else
        {
            c00 = c10 = c20 = c30 = Start(product.Bias, column);
            c01 = c11 = c21 = c31 = Start(product.Bias, column + L.Count);
            c02 = c12 = c22 = c32 = Start(product.Bias, column + (2 * L.Count));
            c03 = c13 = c23 = c33 = Start(product.Bias, column + (3 * L.Count));
        }

        for (nint depth = product.Depth; depth > 0; depth--)
        {
            L b0 = L.Load(b), b1 = L.Load(b + L.Count), b2 = L.Load(b + (2 * L.Count)), b3 = L.Load(b + (3 * L.Count));
            L a = L.Broadcast(*a0);
            c00 = L.FusedMultiplyAdd(a, b0, c00);
            c01 = L.FusedMultiplyAdd(a, b1, c01);
            c02 = L.FusedMultiplyAdd(a, b2, c02);
            c03 = L.FusedMultiplyAdd(a, b3, c03);
            a = L.Broadcast(*a1);
            c10 = L.FusedMultiplyAdd(a, b0, c10);
            c11 = L.FusedMultiplyAdd(a, b1, c11);
            c12 = L.FusedMultiplyAdd(a, b2, c12);
            c13 = L.FusedMultiplyAdd(a, b3, c13);
            a = L.Broadcast(*a2);
            c20 = L.FusedMultiplyAdd(a, b0, c20);
            c21 = L.FusedMultiplyAdd(a, b1, c21);
            c22 = L.FusedMultiplyAdd(a, b2, c22);
            c23 = L.FusedMultiplyAdd(a, b3, c23);
            a = L.Broadcast(*a3);
            c30 = L.FusedMultiplyAdd(a, b0, c30);
            c31 = L.FusedMultiplyAdd(a, b1, c31);
            c32 = L.FusedMultiplyAdd(a, b2, c32);
            c33 = L.FusedMultiplyAdd(a, b3, c33);
            a0 += depthStride;
            a1 += depthStride;
            a2 += depthStride;
            a3 += depthStride;
            b += bStride;
        }

        L.Store(c, c00);
        L.Store(c + L.Count, c01);
        L.Store(c + (2 * L.Count), c02);
        L.Store(c + (3 * L.Count), c03);
        L.Store(c + cStride, c10);
        L.Store(c + cStride + L.Count, c11);
        L.Store(c + cStride + (2 * L.Count), c12);
        L.Store(c + cStride + (3 * L.Count), c13);
        L.Store(c + (2 * cStride), c20);
        L.Store(c + (2 * cStride) + L.Count, c21);
        L.Store(c + (2 * cStride) + (2 * L.Count), c22);
        L.Store(c + (2 * cStride) + (3 * L.Count), c23);
        L.Store(c + (3 * cStride), c30);
        L.Store(c + (3 * cStride) + L.Count, c31);
        L.Store(c + (3 * cStride) + (2 * L.Count), c32);
        L.Store(c + (3 * cStride) + (3 * L.Count), c33);
        Finish(product, row, 4, column, 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1x4(in Product product, int row, int column)
    {
        nint depthStride = product.DepthStride, bStride = product.BStride, cStride = product.CStride;
        float* a0 = product.A + (row * product.RowStride);
        float* b = product.B + column, c = product.C + (row * cStride) + column;
        L c00, c01, c02, c03;
        if (product.Accumulate)
        {
            c00 = L.Load(c);
            c01 = L.Load(c + L.Count);
            c02 = L.Load(c + (2 * L.Count));
            c03 = L.Load(c + (3 * L.Count));
        }
        else
        {
            c00 = Start(product.Bias, column);
            c01 = Start(product.Bias, column + L.Count);
            c02 = Start(product.Bias, column + (2 * L.Count));
            c03 = Start(product.Bias, column + (3 * L.Count));
        }

        for (nint depth = product.Depth; depth > 0; depth--)
        {
            L b0 = L.Load(b), b1 = L.Load(b + L.Count), b2 = L.Load(b + (2 * L.Count)), b3 = L.Load(b + (3 * L.Count));
            L a = L.Broadcast(*a0);
            c00 = L.FusedMultiplyAdd(a, b0, c00);
            c01 = L.FusedMultiplyAdd(a, b1, c01);
            c02 = L.FusedMultiplyAdd(a, b2, c02);
            c03 = L.FusedMultiplyAdd(a, b3, c03);
            a0 += depthStride;
            b += bStride;
        }

        L.Store(c, c00);
        L.Store(c + L.Count, c01);
        L.Store(c + (2 * L.Count), c02);
        L.Store(c + (3 * L.Count), c03);
        Finish(product, row, 1, column, 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile4x2(in Product product, int row, int column)
    {
        nint depthStride = product.DepthStride, bStride = product.BStride, cStride = product.CStride;
        float* a0 = product.A + (row * product.RowStride);
        float* a1 = a0 + product.RowStride;
        float* a2 = a1 + product.RowStride;
        float* a3 = a2 + product.RowStride;
        float* b = product.B + column, c = product.C + (row * cStride) + column;
        L c00, c01, c10, c11, c20, c21, c30, c31;
        if (product.Accumulate)
        {
            c00 = L.Load(c);
            c01 = L.Load(c + L.Count);
            c10 = L.Load(c + cStride);
            c11 = L.Load(c + cStride + L.Count);
            c20 = L.Load(c + (2 * cStride));
            c21 = L.Load(c + (2 * cStride) + L.Count);
            c30 = L.Load(c + (3 * cStride));
            c31 = L.Load(c + (3 * cStride) + L.Count);
        }
        else
        {
            c00 = c10 = c20 = c30 = Start(product.Bias, column);
            c01 = c11 = c21 = c31 = Start(product.Bias, column + L.Count);
        }

        for (nint depth = product.Depth; depth > 0; depth--)
        {
            L b0 = L.Load(b), b1 = L.Load(b + L.Count);
            L a = L.Broadcast(*a0);
            c00 = L.FusedMultiplyAdd(a, b0, c00);
            c01 = L.FusedMultiplyAdd(a, b1, c01);
            a = L.Broadcast(*a1);
            c10 = L.FusedMultiplyAdd(a, b0, c10);
            c11 = L.FusedMultiplyAdd(a, b1, c11);
            a = L.Broadcast(*a2);
            c20 = L.FusedMultiplyAdd(a, b0, c20);
            c21 = L.FusedMultiplyAdd(a, b1, c21);
            a = L.Broadcast(*a3);
            c30 = L.FusedMultiplyAdd(a, b0, c30);
            c31 = L.FusedMultiplyAdd(a, b1, c31);
            a0 += depthStride;
            a1 += depthStride;
            a2 += depthStride;
            a3 += depthStride;
            b += bStride;
        }

        L.Store(c, c00);
        L.Store(c + L.Count, c01);
        L.Store(c + cStride, c10);
        L.Store(c + cStride + L.Count, c11);
        L.Store(c + (2 * cStride), c20);
        L.Store(c + (2 * cStride) + L.Count, c21);
        L.Store(c + (3 * cStride), c30);
        L.Store(c + (3 * cStride) + L.Count, c31);
        Finish(product, row, 4, column, 2);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1x2(in Product product, int row, int column)
    {
        nint depthStride = product.DepthStride, bStride = product.BStride, cStride = product.CStride;
        float* a0 = product.A + (row * product.RowStride);
        float* b = product.B + column, c = product.C + (row * cStride) + column;
        L c00, c01;
        if (product.Accumulate)
        {
            c00 = L.Load(c);
            c01 = L.Load(c + L.Count);
        }
        else
        {
            c00 = Start(product.Bias, column);
            c01 = Start(product.Bias, column + L.Count);
        }

        for (nint depth = product.Depth; depth > 0; depth--)
        {
            L b0 = L.Load(b), b1 = L.Load(b + L.Count);
            L a = L.Broadcast(*a0);
            c00 = L.FusedMultiplyAdd(a, b0, c00);
            c01 = L.FusedMultiplyAdd(a, b1, c01);
            a0 += depthStride;
            b += bStride;
        }

        L.Store(c, c00);
        L.Store(c + L.Count, c01);
        Finish(product, row, 1, column, 2);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile8x1(in Product product, int row, int column)
    {
        nint rowStride = product.RowStride, depthStride = product.DepthStride, bStride = product.BStride, cStride = product.CStride;
        float* a0 = product.A + (row * rowStride);
        float* a4 = a0 + (4 * rowStride);
        float* b = product.B + column, c = product.C + (row * cStride) + column;
        L c00, c10, c20, c30, c40, c50, c60, c70;
        if (product.Accumulate)
        {
            c00 = L.Load(c);
            c10 = L.Load(c + cStride);
            c20 = L.Load(c + (2 * cStride));
            c30 = L.Load(c + (3 * cStride));
            c40 = L.Load(c + (4 * cStride));
            c50 = L.Load(c + (5 * cStride));
            c60 = L.Load(c + (6 * cStride));
            c70 = L.Load(c + (7 * cStride));
        }
        else
        {
            c00 = c10 = c20 = c30 = c40 = c50 = c60 = c70 = Start(product.Bias, column);
        }

        for (nint depth = product.Depth; depth > 0; depth--)
        {
            L b0 = L.Load(b);
            c00 = L.FusedMultiplyAdd(L.Broadcast(*a0), b0, c00);
            c10 = L.FusedMultiplyAdd(L.Broadcast(a0[rowStride]), b0, c10);
            c20 = L.FusedMultiplyAdd(L.Broadcast(a0[2 * rowStride]), b0, c20);
            c30 = L.FusedMultiplyAdd(L.Broadcast(a0[3 * rowStride]), b0, c30);
            c40 = L.FusedMultiplyAdd(L.Broadcast(*a4), b0, c40);
            c50 = L.FusedMultiplyAdd(L.Broadcast(a4[rowStride]), b0, c50);
            c60 = L.FusedMultiplyAdd(L.Broadcast(a4[2 * rowStride]), b0, c60);
            c70 = L.FusedMultiplyAdd(L.Broadcast(a4[3 * rowStride]), b0, c70);
            a0 += depthStride;
            a4 += depthStride;
            b += bStride;
        }

        L.Store(c, c00);
        L.Store(c + cStride, c10);
        L.Store(c + (2 * cStride), c20);
        L.Store(c + (3 * cStride), c30);
        L.Store(c + (4 * cStride), c40);
        L.Store(c + (5 * cStride), c50);
        L.Store(c + (6 * cStride), c60);
        L.Store(c + (7 * cStride), c70);
        Finish(product, row, 8, column, 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1x1(in Product product, int row, int column)
    {
        nint depthStride = product.DepthStride, bStride = product.BStride, cStride = product.CStride;
        float* a0 = product.A + (row * product.RowStride);
        float* b = product.B + column, c = product.C + (row * cStride) + column;
        L c00;
        if (product.Accumulate)
        {
            c00 = L.Load(c);
        }
        else
        {
            c00 = Start(product.Bias, column);
        }

        for (nint depth = product.Depth; depth > 0; depth--)
        {
            L b0 = L.Load(b);
            c00 = L.FusedMultiplyAdd(L.Broadcast(*a0), b0, c00);
            a0 += depthStride;
            b += bStride;
        }

        L.Store(c, c00);
        Finish(product, row, 1, column, 1);
    }
}
