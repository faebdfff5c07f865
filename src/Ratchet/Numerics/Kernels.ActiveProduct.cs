using System.Runtime.CompilerServices;

namespace Ratchet.Numerics;

/// <summary>Products with a matrix of which few numbers are not zero, accumulated in the order of the dense ones.</summary>
internal sealed unsafe partial class Kernels<L>
{
    /// <inheritdoc/>
    public override void MultiplyActive(in Product product, ActiveInputs active)
    {
        for (int row = 0; row < product.Rows; row++)
        {
            int* first = active.Columns + active.Starts[row], end = active.Columns + active.Starts[row + 1];
            int column = 0;
            for (; column + (4 * L.Count) <= product.Columns; column += 4 * L.Count)
                Active4(product, row, column, first, end);
            for (; column < product.Columns; column += L.Count)
                Active1(product, row, column, first, end);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void MultiplyActiveTransposed(in Product product, ActiveInputs active)
    {
        nint bStride = product.BStride, cStride = product.CStride;
        int columns = product.Columns;
        new Span<float>(product.C, (int)(product.Rows * cStride)).Clear();
        for (int depth = 0; depth < product.Depth; depth++)
        {
            float* inputs = product.A + (depth * product.DepthStride), b = product.B + (depth * bStride);
            int* end = active.Columns + active.Starts[depth + 1];
            for (int* index = active.Columns + active.Starts[depth]; index < end; index++)
            {
                L a = L.Broadcast(inputs[*index]);
                float* c = product.C + (*index * cStride);
                for (int column = 0; column < columns; column += L.Count)
                    L.Store(c + column, L.FusedMultiplyAdd(a, L.Load(b + column), L.Load(c + column)));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Active4(in Product product, int row, int column, int* first, int* end)
    {
        nint bStride = product.BStride;
        float* a = product.A + (row * product.RowStride);
        float* b = product.B + column, c = product.C + (row * product.CStride) + column;
        L c0, c1, c2, c3;
        if (product.Accumulate)
        {
            c0 = L.Load(c);
            c1 = L.Load(c + L.Count);
            c2 = L.Load(c + (2 * L.Count));
            c3 = L.Load(c + (3 * L.Count));
        }
        else
        {
            c0 = Start(product.Bias, column);
            c1 = Start(product.Bias, column + L.Count);
            c2 = Start(product.Bias, column + (2 * L.Count));
            c3 = Start(product.Bias, column + (3 * L.Count));
        }

        for (int* index = first; index < end; index++)
        {
            L x = L.Broadcast(a[*index]);
            float* weights = b + (*index * bStride);
            c0 = L.FusedMultiplyAdd(x, L.Load(weights), c0);
            c1 = L.FusedMultiplyAdd(x, L.Load(weights + L.Count), c1);
            c2 = L.FusedMultiplyAdd(x, L.Load(weights + (2 * L.Count)), c2);
            c3 = L.FusedMultiplyAdd(x, L.Load(weights + (3 * L.Count)), c3);
        }

        L.Store(c, c0);
        L.Store(c + L.Count, c1);
        L.Store(c + (2 * L.Count), c2);
        L.Store(c + (3 * L.Count), c3);
        Finish(product, row, 1, column, 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Active1(in Product product, int row, int column, int* first, int* end)
    {
        nint bStride = product.BStride;
        float* a = product.A + (row * product.RowStride);
        float* b = product.B + column, c = product.C + (row * product.CStride) + column;
        L sum = product.Accumulate ? L.Load(c) : Start(product.Bias, column);
        for (int* index = first; index < end; index++)
            sum = L.FusedMultiplyAdd(L.Broadcast(a[*index]), L.Load(b + (*index * bStride)), sum);
        L.Store(c, sum);
        Finish(product, row, 1, column, 1);
    }
}
