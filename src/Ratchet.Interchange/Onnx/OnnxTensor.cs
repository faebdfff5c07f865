namespace Ratchet.Interchange.Onnx;

/// <summary>
/// A value of the evaluator: a row-major matrix, a vector, or one number. Truth values are 0 and 1, and integers are floats too: those that a policy's file has are
/// sizes and indices far below 2²⁴.
/// </summary>
/// <param name="shape">At most two dimensions.</param>
/// <param name="data">As many numbers as the shape says.</param>
internal sealed class OnnxTensor(int[] shape, float[] data)
{
    /// <summary>Dimensions.</summary>
    public int[] Shape => shape;

    /// <summary>Numbers, row-major.</summary>
    public float[] Data => data;

    /// <summary>How many dimensions.</summary>
    public int Rank => shape.Length;

    /// <summary>Rows of a matrix; 1 of a vector.</summary>
    public int Rows => shape.Length == 2 ? shape[0] : 1;

    /// <summary>Columns of a matrix, length of a vector.</summary>
    public int Columns => shape.Length == 0 ? 1 : shape[^1];

    /// <summary>A row of a matrix.</summary>
    public ReadOnlySpan<float> Row(int row) => data.AsSpan(row * Columns, Columns);

    /// <summary>A tensor of zeros.</summary>
    /// <exception cref="InvalidDataException">It would be unreasonably large.</exception>
    public static OnnxTensor Create(params int[] shape)
    {
        long count = 1;
        foreach (int size in shape)
            count *= size;
        return count <= OnnxEvaluator.MostElements
            ? new OnnxTensor(shape, new float[count])
            : throw new InvalidDataException($"a value of {count} numbers is more than the {OnnxEvaluator.MostElements} that are read.");
    }

    /// <summary>The shape, for messages.</summary>
    public override string ToString() => $"[{string.Join(" × ", shape)}]";
}
