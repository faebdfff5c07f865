using System.Buffers.Binary;
using System.Globalization;
using Google.Protobuf;
using Ratchet.Interchange.Onnx.Format;

namespace Ratchet.Interchange.Onnx;

/// <summary>
/// A value of a graph that is being built: its name, and an expression of it is a node of the graph. All values are of floats, [batch × width] or
/// constants that broadcast to that, unless a name says otherwise.
/// </summary>
internal readonly record struct GraphValue(GraphBuilder Graph, string Name)
{
    public static GraphValue operator +(GraphValue a, GraphValue b) => a.Graph.Node("Add", [a, b]);

    public static GraphValue operator -(GraphValue a, GraphValue b) => a.Graph.Node("Sub", [a, b]);

    public static GraphValue operator *(GraphValue a, GraphValue b) => a.Graph.Node("Mul", [a, b]);

    public static GraphValue operator /(GraphValue a, GraphValue b) => a.Graph.Node("Div", [a, b]);

    /// <summary>A function of this value alone, such as Tanh.</summary>
    public GraphValue Apply(string function) => Graph.Node(function, [this]);
}

/// <summary>Puts a graph together, node by node in the order of computation.</summary>
internal sealed class GraphBuilder
{
    private readonly GraphProto _graph = new() { Name = "policy" };
    private readonly HashSet<string> _constants = new(StringComparer.Ordinal);

    /// <summary>The graph so far.</summary>
    public GraphProto Graph => _graph;

    /// <summary>An input, [batch × width].</summary>
    public GraphValue Input(string name, int width, string description)
    {
        _graph.Input.Add(Describe(name, [null, width], description));
        return new GraphValue(this, name);
    }

    /// <summary>Makes a value an output of that name.</summary>
    /// <param name="value">What is computed.</param>
    /// <param name="name">The output's name.</param>
    /// <param name="shape">Its dimensions; null for the batch's.</param>
    /// <param name="description">What it is.</param>
    public void Output(GraphValue value, string name, long?[] shape, string description)
    {
        NodeProto node = NewNode("Identity", [value]);
        node.Output.Add(name);
        _graph.Output.Add(Describe(name, shape, description));
    }

    /// <summary>One number.</summary>
    public GraphValue Constant(float value) => Constant(string.Create(CultureInfo.InvariantCulture, $"constant_{value:R}"), [value], []);

    /// <summary>One number a column.</summary>
    public GraphValue Row(string name, IReadOnlyList<float> values) => Constant(name, values, [values.Count]);

    /// <summary>A tensor of floats, row-major.</summary>
    public GraphValue Constant(string name, IReadOnlyList<float> values, long[] shape)
    {
        byte[] raw = new byte[checked(values.Count * sizeof(float))];
        for (int i = 0; i < values.Count; i++)
            BinaryPrimitives.WriteSingleLittleEndian(raw.AsSpan(i * sizeof(float)), values[i]);
        return Constant(name, TensorProto.Types.DataType.Float, raw, shape);
    }

    /// <summary>A vector of integers, for the operators that take such.</summary>
    public GraphValue Integers(string name, params IReadOnlyList<long> values) => Integers(name, values, [values.Count]);

    /// <summary>One integer.</summary>
    public GraphValue Integer(string name, long value) => Integers(name, [value], []);

    /// <summary>A row of truth values.</summary>
    public GraphValue Truths(string name, IReadOnlyList<bool> values) =>
        Constant(name, TensorProto.Types.DataType.Bool, [.. values.Select(value => value ? (byte)1 : (byte)0)], [values.Count]);

    /// <summary>The value of an operator with one output.</summary>
    public GraphValue Node(string operation, ReadOnlySpan<GraphValue> inputs, params ReadOnlySpan<AttributeProto> attributes) =>
        Nodes(operation, inputs, 1, attributes)[0];

    /// <summary>The values of an operator with several outputs.</summary>
    public GraphValue[] Nodes(string operation, ReadOnlySpan<GraphValue> inputs, int outputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        NodeProto node = NewNode(operation, inputs);
        foreach (AttributeProto attribute in attributes)
            node.Attribute.Add(attribute);
        for (int i = 0; i < outputs; i++)
            node.Output.Add(outputs == 1 ? $"{node.Name}_out" : $"{node.Name}_out_{i}");
        return [.. node.Output.Select(name => new GraphValue(this, name))];
    }

    public static AttributeProto Attribute(string name, long value) => new() { Name = name, I = value, Type = AttributeProto.Types.AttributeType.Int };

    public static AttributeProto Attribute(string name, float value) => new() { Name = name, F = value, Type = AttributeProto.Types.AttributeType.Float };

    public static AttributeProto Attribute(string name, long[] values) => new() { Name = name, Ints = { values }, Type = AttributeProto.Types.AttributeType.Ints };

    private NodeProto NewNode(string operation, ReadOnlySpan<GraphValue> inputs)
    {
        var node = new NodeProto { OpType = operation, Name = $"{operation}_{_graph.Node.Count}" };
        foreach (GraphValue input in inputs)
            node.Input.Add(input.Name);
        _graph.Node.Add(node);
        return node;
    }

    private GraphValue Integers(string name, IReadOnlyList<long> values, long[] shape)
    {
        byte[] raw = new byte[values.Count * sizeof(long)];
        for (int i = 0; i < values.Count; i++)
            BinaryPrimitives.WriteInt64LittleEndian(raw.AsSpan(i * sizeof(long)), values[i]);
        return Constant(name, TensorProto.Types.DataType.Int64, raw, shape);
    }

    /// <summary>Each name is there once; a constant that is asked for again is the same one.</summary>
    private GraphValue Constant(string name, TensorProto.Types.DataType type, byte[] raw, long[] shape)
    {
        if (_constants.Add(name))
            _graph.Initializer.Add(new TensorProto { Name = name, DataType = (int)type, Dims = { shape }, RawData = UnsafeByteOperations.UnsafeWrap(raw) });
        return new GraphValue(this, name);
    }

    private static ValueInfoProto Describe(string name, long?[] shape, string description)
    {
        var dimensions = new TensorShapeProto();
        foreach (long? size in shape)
            dimensions.Dim.Add(size is { } fixedSize ? new TensorShapeProto.Types.Dimension { DimValue = fixedSize } : new() { DimParam = OnnxNames.Batch });
        return new ValueInfoProto
        {
            Name = name,
            DocString = description,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float, Shape = dimensions } },
        };
    }
}
