using System.Numerics;
using System.Runtime.InteropServices;
using Ratchet.Interchange.Onnx.Format;

namespace Ratchet.Interchange.Onnx;

/// <summary>The operators of operator set 15 that an exported policy has, on matrices, vectors and numbers.</summary>
internal static class OnnxOperators
{
    /// <summary>The outputs of a node.</summary>
    /// <exception cref="InvalidDataException">No policy has this operator, or not on such values.</exception>
    public static OnnxTensor[] Evaluate(NodeProto node, OnnxTensor[] inputs) => (node.OpType, inputs) switch
    {
        ("Identity", [var x]) => [x],
        // All values are floats here.
        ("Cast", [var x]) => [x],
        ("Abs", [var x]) => [Map(x, MathF.Abs)],
        ("Neg", [var x]) => [Map(x, static v => -v)],
        ("Exp", [var x]) => [Map(x, MathF.Exp)],
        ("Tanh", [var x]) => [Map(x, MathF.Tanh)],
        ("Relu", [var x]) => [Map(x, static v => v < 0 ? 0 : v)],
        ("Elu", [var x]) => [Elu(x, Single(node, "alpha", 1))],
        ("Sigmoid", [var x]) => [Map(x, static v => 1 / (1 + MathF.Exp(-v)))],
        ("Add", [var a, var b]) => [Zip(a, b, static (x, y) => x + y)],
        ("Sub", [var a, var b]) => [Zip(a, b, static (x, y) => x - y)],
        ("Mul", [var a, var b]) => [Zip(a, b, static (x, y) => x * y)],
        ("Div", [var a, var b]) => [Zip(a, b, static (x, y) => x / y)],
        ("Max", [var a, var b]) => [Zip(a, b, MathF.Max)],
        ("Min", [var a, var b]) => [Zip(a, b, MathF.Min)],
        ("Greater", [var a, var b]) => [Zip(a, b, static (x, y) => x > y ? 1 : 0)],
        ("Less", [var a, var b]) => [Zip(a, b, static (x, y) => x < y ? 1 : 0)],
        ("LessOrEqual", [var a, var b]) => [Zip(a, b, static (x, y) => x <= y ? 1 : 0)],
        ("Clip", [var x, { Data.Length: 1 } low, { Data.Length: 1 } high]) => [Zip(Zip(x, low, MathF.Max), high, MathF.Min)],
        ("Where", [var condition, var a, var b]) => [Where(condition, a, b)],
        ("Gemm", [var a, var b, var c]) => [Gemm(a, Whole(node, "transB", 0) == 0 ? b : Transpose(b), c)],
        ("LogSoftmax", [var x]) => [LogSoftmax(RequireMatrix(x, node))],
        ("ArgMax", [var x]) => [ArgMax(RequireMatrix(x, node))],
        ("CumSum", [var x, var axis]) => [CumSum(RequireMatrix(x, axis))],
        ("ReduceMax", [var x]) => [Reduce(RequireMatrix(x, node), MathF.Max)],
        ("ReduceSum", [var x, var axes]) => [Reduce(RequireMatrix(x, axes), static (sum, v) => sum + v)],
        ("Split", [var x, var widths]) => Split(RequireMatrix(x, node), widths),
        ("Concat", [_, ..]) => [Concat(inputs)],
        _ => throw new InvalidDataException($"no exported policy has this operator on {inputs.Length} inputs."),
    };

    private static OnnxTensor Map(OnnxTensor x, Func<float, float> function)
    {
        OnnxTensor result = OnnxTensor.Create(x.Shape);
        for (int i = 0; i < result.Data.Length; i++)
            result.Data[i] = function(x.Data[i]);
        return result;
    }

    private static OnnxTensor Elu(OnnxTensor x, float alpha) => Map(x, v => v < 0 ? alpha * (MathF.Exp(v) - 1) : v);

    /// <summary>A row, a column or one number stands for all rows or columns.</summary>
    private static OnnxTensor Zip(OnnxTensor a, OnnxTensor b, Func<float, float, float> function)
    {
        OnnxTensor result = OnnxTensor.Create(Broadcast(a.Shape, b.Shape));
        int rows = result.Rows, columns = result.Columns;
        for (int row = 0; row < rows; row++)
            for (int column = 0; column < columns; column++)
                result.Data[(row * columns) + column] = function(At(a, row, column), At(b, row, column));
        return result;
    }

    private static OnnxTensor Where(OnnxTensor condition, OnnxTensor a, OnnxTensor b)
    {
        OnnxTensor result = OnnxTensor.Create(Broadcast(condition.Shape, Broadcast(a.Shape, b.Shape)));
        int rows = result.Rows, columns = result.Columns;
        for (int row = 0; row < rows; row++)
            for (int column = 0; column < columns; column++)
                result.Data[(row * columns) + column] = At(condition, row, column) != 0 ? At(a, row, column) : At(b, row, column);
        return result;
    }

    private static float At(OnnxTensor x, int row, int column) => x.Data[((x.Rows == 1 ? 0 : row) * x.Columns) + (x.Columns == 1 ? 0 : column)];

    private static int[] Broadcast(int[] a, int[] b)
    {
        if (a.Length < b.Length)
            (a, b) = (b, a);
        int[] shape = [.. a];
        for (int i = 1; i <= b.Length; i++)
        {
            if (a[^i] != b[^i] && a[^i] != 1 && b[^i] != 1)
                throw new InvalidDataException($"[{string.Join(" × ", a)}] and [{string.Join(" × ", b)}] do not fit together.");
            shape[^i] = a[^i] == 1 ? b[^i] : a[^i];
        }

        return shape;
    }

    /// <summary>a b + c, c broadcast: the sums are taken in the order of a's columns.</summary>
    private static OnnxTensor Gemm(OnnxTensor a, OnnxTensor b, OnnxTensor c)
    {
        if (a.Rank != 2 || b.Rank != 2 || a.Columns != b.Rows)
            throw new InvalidDataException($"{a} and {b} do not fit together.");
        OnnxTensor result = OnnxTensor.Create(a.Rows, b.Columns);
        if (!Broadcast(result.Shape, c.Shape).SequenceEqual(result.Shape))
            throw new InvalidDataException($"{c} cannot be added to {result}.");
        for (int row = 0; row < a.Rows; row++)
        {
            Span<float> sum = result.Data.AsSpan(row * b.Columns, b.Columns);
            for (int column = 0; column < sum.Length; column++)
                sum[column] = At(c, row, column);
            for (int k = 0; k < a.Columns; k++)
                AddScaled(a.Data[(row * a.Columns) + k], b.Row(k), sum);
        }

        return result;
    }

    /// <summary>sum += factor · x.</summary>
    private static void AddScaled(float factor, ReadOnlySpan<float> x, Span<float> sum)
    {
        ReadOnlySpan<Vector<float>> from = MemoryMarshal.Cast<float, Vector<float>>(x);
        Span<Vector<float>> to = MemoryMarshal.Cast<float, Vector<float>>(sum);
        var factors = new Vector<float>(factor);
        for (int i = 0; i < to.Length; i++)
            to[i] += factors * from[i];
        for (int i = to.Length * Vector<float>.Count; i < sum.Length; i++)
            sum[i] += factor * x[i];
    }

    private static OnnxTensor Transpose(OnnxTensor x)
    {
        OnnxTensor result = OnnxTensor.Create(x.Columns, x.Rows);
        for (int row = 0; row < x.Rows; row++)
            for (int column = 0; column < x.Columns; column++)
                result.Data[(column * x.Rows) + row] = x.Data[(row * x.Columns) + column];
        return result;
    }

    private static OnnxTensor LogSoftmax(OnnxTensor x)
    {
        OnnxTensor result = OnnxTensor.Create(x.Shape);
        for (int row = 0; row < x.Rows; row++)
        {
            ReadOnlySpan<float> logits = x.Row(row);
            float max = float.NegativeInfinity, sum = 0;
            foreach (float logit in logits)
                max = MathF.Max(max, logit);
            foreach (float logit in logits)
                sum += MathF.Exp(logit - max);
            for (int column = 0; column < logits.Length; column++)
                result.Data[(row * x.Columns) + column] = logits[column] - max - MathF.Log(sum);
        }

        return result;
    }

    /// <summary>Of each row; of equal numbers the first.</summary>
    private static OnnxTensor ArgMax(OnnxTensor x)
    {
        OnnxTensor result = OnnxTensor.Create(x.Rows, 1);
        for (int row = 0; row < x.Rows; row++)
        {
            ReadOnlySpan<float> numbers = x.Row(row);
            int best = 0;
            for (int column = 1; column < numbers.Length; column++)
                if (numbers[column] > numbers[best])
                    best = column;
            result.Data[row] = best;
        }

        return result;
    }

    private static OnnxTensor CumSum(OnnxTensor x)
    {
        OnnxTensor result = OnnxTensor.Create(x.Shape);
        for (int row = 0; row < x.Rows; row++)
        {
            float sum = 0;
            for (int column = 0; column < x.Columns; column++)
                result.Data[(row * x.Columns) + column] = sum += x.Data[(row * x.Columns) + column];
        }

        return result;
    }

    /// <summary>Each row to one number.</summary>
    private static OnnxTensor Reduce(OnnxTensor x, Func<float, float, float> function)
    {
        OnnxTensor result = OnnxTensor.Create(x.Rows, 1);
        for (int row = 0; row < x.Rows; row++)
        {
            ReadOnlySpan<float> numbers = x.Row(row);
            float sum = numbers[0];
            foreach (float number in numbers[1..])
                sum = function(sum, number);
            result.Data[row] = sum;
        }

        return result;
    }

    private static OnnxTensor[] Split(OnnxTensor x, OnnxTensor widths)
    {
        if (widths.Data.Any(width => !(width >= 1 && width <= x.Columns)) || widths.Data.Sum() != x.Columns)
            throw new InvalidDataException($"{x} cannot be split into columns of {string.Join(", ", widths.Data)}.");
        var parts = new OnnxTensor[widths.Data.Length];
        for (int part = 0, first = 0; part < parts.Length; first += (int)widths.Data[part++])
        {
            parts[part] = OnnxTensor.Create(x.Rows, (int)widths.Data[part]);
            for (int row = 0; row < x.Rows; row++)
                x.Row(row).Slice(first, parts[part].Columns).CopyTo(parts[part].Data.AsSpan(row * parts[part].Columns));
        }

        return parts;
    }

    private static OnnxTensor Concat(OnnxTensor[] parts)
    {
        if (parts.Any(part => part.Rank != 2 || part.Rows != parts[0].Rows))
            throw new InvalidDataException($"{string.Join(", ", (object[])parts)} do not fit side by side.");
        OnnxTensor result = OnnxTensor.Create(parts[0].Rows, (int)Math.Min(parts.Sum(part => (long)part.Columns), int.MaxValue));
        for (int row = 0; row < result.Rows; row++)
        {
            Span<float> rest = result.Data.AsSpan(row * result.Columns, result.Columns);
            foreach (OnnxTensor part in parts)
            {
                part.Row(row).CopyTo(rest);
                rest = rest[part.Columns..];
            }
        }

        return result;
    }

    private static OnnxTensor RequireMatrix(OnnxTensor x, NodeProto node) => RequireMatrix(
        x, node.Attribute.FirstOrDefault(attribute => attribute.Name is "axis" or "axes") is { } attribute ? (attribute.Ints is [var axis] ? axis : attribute.I) : 0);

    private static OnnxTensor RequireMatrix(OnnxTensor x, OnnxTensor axis) => RequireMatrix(x, axis.Data is [1] ? 1 : 0);

    private static OnnxTensor RequireMatrix(OnnxTensor x, long axis) => x.Rank == 2 && x.Columns > 0 && axis == 1
        ? x
        : throw new InvalidDataException($"it works along the rows of a matrix only, not along axis {axis} of {x}.");

    private static long Whole(NodeProto node, string name, long otherwise) => Attribute(node, name) is { HasI: true } attribute ? attribute.I : otherwise;

    private static float Single(NodeProto node, string name, float otherwise) => Attribute(node, name) is { HasF: true } attribute ? attribute.F : otherwise;

    private static AttributeProto? Attribute(NodeProto node, string name) => node.Attribute.FirstOrDefault(attribute => attribute.Name == name);
}
