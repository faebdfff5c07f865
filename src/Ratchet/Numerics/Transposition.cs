using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Ratchet.Numerics;

/// <summary>
/// Transposes a matrix in blocks of 4 × 4, each in four registers: interleaving single numbers and then pairs turns four rows into four
/// columns. Moves bits and computes nothing, so that the result is the same with and without the instructions.
/// </summary>
internal static unsafe class Transposition
{
    private const int Block = 4;

    private static bool HasInterleave => Sse2.IsSupported || AdvSimd.Arm64.IsSupported;

    /// <summary>destination(column, row) = source(row, column).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* source, nint sourceStride, int rows, int columns, float* destination, nint destinationStride)
    {
        int blockRows = HasInterleave ? rows & -Block : 0, blockColumns = HasInterleave ? columns & -Block : 0;
        for (int row = 0; row < blockRows; row += Block)
        {
            float* from = source + (row * sourceStride), to = destination + row;
            for (int column = 0; column < blockColumns; column += Block, from += Block, to += Block * destinationStride)
                TransposeBlock(from, sourceStride, to, destinationStride);
        }

        Copy(source, sourceStride, 0, blockRows, blockColumns, columns, destination, destinationStride);
        Copy(source, sourceStride, blockRows, rows, 0, columns, destination, destinationStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransposeBlock(float* from, nint fromStride, float* to, nint toStride)
    {
        Vector128<float> r0 = Vector128.Load(from), r1 = Vector128.Load(from + fromStride);
        Vector128<float> r2 = Vector128.Load(from + (2 * fromStride)), r3 = Vector128.Load(from + (3 * fromStride));
        Vector128<double> low01 = Low(r0, r1).AsDouble(), low23 = Low(r2, r3).AsDouble();
        Vector128<double> high01 = High(r0, r1).AsDouble(), high23 = High(r2, r3).AsDouble();
        Low(low01, low23).AsSingle().Store(to);
        High(low01, low23).AsSingle().Store(to + toStride);
        Low(high01, high23).AsSingle().Store(to + (2 * toStride));
        High(high01, high23).AsSingle().Store(to + (3 * toStride));
    }

    /// <summary>a0 b0 a1 b1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Low(Vector128<float> a, Vector128<float> b) => Sse2.IsSupported ? Sse.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    /// <summary>a2 b2 a3 b3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> High(Vector128<float> a, Vector128<float> b) => Sse2.IsSupported ? Sse.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);

    /// <summary>a0 b0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> Low(Vector128<double> a, Vector128<double> b) => Sse2.IsSupported ? Sse2.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    /// <summary>a1 b1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> High(Vector128<double> a, Vector128<double> b) => Sse2.IsSupported ? Sse2.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);

    private static void Copy(float* source, nint sourceStride, int firstRow, int rowEnd, int firstColumn, int columnEnd, float* destination, nint destinationStride)
    {
        for (int column = firstColumn; column < columnEnd; column++)
            for (int row = firstRow; row < rowEnd; row++)
                destination[(column * destinationStride) + row] = source[(row * sourceStride) + column];
    }
}
