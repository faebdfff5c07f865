using System.Buffers.Binary;
using Google.Protobuf;
using Ratchet.Interchange.Onnx.Format;

namespace Ratchet.Interchange.Onnx;

/// <summary>
/// Runs an ONNX file with the operators that exported policies have, plainly and in single precision: to see that a file which was just written does what the policy
/// does. What it reads is not trusted: whatever is wrong with it is an <see cref="InvalidDataException"/>, and memory is bounded by the file's size and the batch.
/// </summary>
internal sealed class OnnxEvaluator
{
    /// <summary>Numbers in all values that are computed together, at most.</summary>
    public const int MostElements = 1 << 26;

    private const int MostNodes = 10_000;
    private const long FormatVersion = 8;
    private const long OperatorSet = 15;

    private readonly GraphProto _graph;
    private readonly Dictionary<string, OnnxTensor> _constants = new(StringComparer.Ordinal);

    private OnnxEvaluator(ModelProto model)
    {
        if (model.IrVersion != FormatVersion || model.OpsetImport is not [{ Domain: "", Version: OperatorSet }])
            throw new InvalidDataException($"it is not of format version {FormatVersion} with operator set {OperatorSet}.");
        _graph = model.Graph ?? throw new InvalidDataException("it has no graph.");
        if (_graph.Node.Count > MostNodes)
            throw new InvalidDataException($"it has {_graph.Node.Count} nodes; at most {MostNodes} are read.");
        foreach (TensorProto tensor in _graph.Initializer)
            if (!_constants.TryAdd(tensor.Name, Read(tensor)))
                throw new InvalidDataException($"the constant '{tensor.Name}' is there twice.");
    }

    /// <summary>Names of the inputs.</summary>
    public IEnumerable<string> Inputs => _graph.Input.Select(input => input.Name);

    /// <summary>Names of the outputs.</summary>
    public IEnumerable<string> Outputs => _graph.Output.Select(output => output.Name);

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It is no ONNX file of a policy.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static OnnxEvaluator Read(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Read(stream);
    }

    /// <summary>Reads a file's content.</summary>
    /// <exception cref="InvalidDataException">It is no ONNX file of a policy.</exception>
    public static OnnxEvaluator Read(Stream stream)
    {
        try
        {
            return new OnnxEvaluator(ModelProto.Parser.ParseFrom(stream));
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new InvalidDataException($"it is no ONNX file: {exception.Message}", exception);
        }
    }

    /// <summary>All outputs for a batch of inputs.</summary>
    /// <param name="inputs">By name; each as the file declares it.</param>
    /// <exception cref="InvalidDataException">The graph is wrong, or has an operator that no policy has.</exception>
    public Dictionary<string, OnnxTensor> Run(IReadOnlyDictionary<string, OnnxTensor> inputs)
    {
        var values = new Dictionary<string, OnnxTensor>(_constants, StringComparer.Ordinal);
        foreach (ValueInfoProto input in _graph.Input)
            Add(input.Name, inputs.TryGetValue(input.Name, out OnnxTensor? value) ? Fit(value, input) : throw new InvalidDataException($"the input '{input.Name}' is not given."));
        long computed = 0;
        foreach (NodeProto node in _graph.Node)
        {
            OnnxTensor[] results = Evaluate(node, [.. node.Input.Select(Find)]);
            if (results.Length != node.Output.Count)
                throw new InvalidDataException($"the node '{node.Name}' has {node.Output.Count} outputs instead of {results.Length}.");
            for (int i = 0; i < results.Length; i++)
                Add(node.Output[i], results[i]);
            computed += results.Sum(result => (long)result.Data.Length);
            if (computed > MostElements)
                throw new InvalidDataException($"its values have more than {MostElements} numbers in all.");
        }

        return _graph.Output.DistinctBy(output => output.Name, StringComparer.Ordinal).ToDictionary(output => output.Name, output => Find(output.Name), StringComparer.Ordinal);

        OnnxTensor Find(string name) => values.TryGetValue(name, out OnnxTensor? value) ? value : throw new InvalidDataException($"the value '{name}' is used before it is computed.");

        void Add(string name, OnnxTensor value)
        {
            if (!values.TryAdd(name, value))
                throw new InvalidDataException($"the value '{name}' is computed twice.");
        }
    }

    private static OnnxTensor[] Evaluate(NodeProto node, OnnxTensor[] inputs)
    {
        try
        {
            return OnnxOperators.Evaluate(node, inputs);
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException($"the node '{node.Name}' ({node.OpType}): {exception.Message}", exception);
        }
    }

    private static OnnxTensor Fit(OnnxTensor value, ValueInfoProto declared)
    {
        bool fits = declared.Type?.TensorType?.Shape is { Dim: [{ DimParam: OnnxNames.Batch }, { DimValue: var width }] } && value.Rank == 2 && value.Columns == width;
        return fits ? value : throw new InvalidDataException($"the input '{declared.Name}' is {value}, which the file does not take.");
    }

    private static OnnxTensor Read(TensorProto tensor)
    {
        int size = (TensorProto.Types.DataType)tensor.DataType switch
        {
            TensorProto.Types.DataType.Float => sizeof(float),
            TensorProto.Types.DataType.Int64 => sizeof(long),
            TensorProto.Types.DataType.Bool => sizeof(bool),
            _ => throw new InvalidDataException($"the constant '{tensor.Name}' is of type {tensor.DataType}; floats, integers of 64 bits and truth values are read."),
        };
        ReadOnlySpan<byte> raw = tensor.RawData.Span;
        long count = raw.Length / size, declared = 1;
        foreach (long length in tensor.Dims)
            declared = length >= 0 && length <= count ? declared * length : throw WrongSize(tensor);
        // Two dimensions of at most count each cannot overflow.
        if (tensor.Dims.Count > 2 || declared != count || raw.Length % size != 0)
            throw WrongSize(tensor);
        float[] data = new float[count];
        for (int i = 0; i < data.Length; i++)
            data[i] = size switch
            {
                sizeof(float) => BinaryPrimitives.ReadSingleLittleEndian(raw[(i * sizeof(float))..]),
                sizeof(long) => BinaryPrimitives.ReadInt64LittleEndian(raw[(i * sizeof(long))..]),
                _ => raw[i] == 0 ? 0 : 1,
            };
        return new OnnxTensor([.. tensor.Dims.Select(length => (int)length)], data);
    }

    private static InvalidDataException WrongSize(TensorProto tensor) =>
        new($"the constant '{tensor.Name}' has {tensor.RawData.Length} bytes for the shape [{string.Join(" × ", tensor.Dims)}].");
}
