namespace Ratchet.Numerics;

/// <summary>
/// The matrix product C = f(bias + A · B), the one shape of arithmetic behind the forward pass (A = inputs, B = weights), the backward
/// pass to the inputs (B = transposed weights) and the gradient of the weights (A = transposed inputs: swap the strides).
/// Every output is accumulated over the depth in ascending order with fused multiply-add, starting from its bias (or zero, or its old
/// value): its bits depend on nothing else, neither on the row it stands in nor on the number of rows.
/// </summary>
internal unsafe struct Product
{
    /// <summary>A(i, p) = A[i · RowStride + p · DepthStride].</summary>
    public float* A;

    /// <summary>Distance between the rows of A.</summary>
    public nint RowStride;

    /// <summary>Distance between neighbours along the depth of A.</summary>
    public nint DepthStride;

    /// <summary>B(p, j) = B[p · BStride + j].</summary>
    public float* B;

    /// <summary>Distance between the rows of B.</summary>
    public nint BStride;

    /// <summary>C(i, j) = C[i · CStride + j].</summary>
    public float* C;

    /// <summary>Distance between the rows of C.</summary>
    public nint CStride;

    /// <summary>One number a column, where the accumulation starts; null for zero.</summary>
    public float* Bias;

    /// <summary>Starts from what stands in C instead (and ignores the bias).</summary>
    public bool Accumulate;

    /// <summary>Rows of A and C.</summary>
    public int Rows;

    /// <summary>Columns of A, rows of B.</summary>
    public int Depth;

    /// <summary>Columns of B and C, a multiple of 16: rows are padded with zeros.</summary>
    public int Columns;

    /// <summary>Applied to the finished outputs.</summary>
    public Activation Activation;

    /// <summary>
    /// If not null, the finished outputs are multiplied by the derivative of <see cref="Activation"/> instead of being passed through
    /// it: element (i, j) by f′ where f took the value (for SiLU: the argument) SlopeAt[i · SlopeStride + j].
    /// </summary>
    public float* SlopeAt;

    /// <summary>Distance between the rows of <see cref="SlopeAt"/>.</summary>
    public nint SlopeStride;
}
