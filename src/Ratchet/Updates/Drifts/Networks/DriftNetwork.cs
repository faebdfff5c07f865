using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Ratchet.Numerics;
using Ratchet.Storage;

namespace Ratchet.Updates.Drifts.Networks;

/// <summary>A drift network: its form and its weights. Immutable; equal networks have equal hashes.</summary>
/// <remarks>
/// Its file is a safetensors file: <c>layers.0.weight</c> … row-major with a row for each unit, and the form in the metadata. <see cref="About"/> says where it comes from.
/// </remarks>
public sealed class DriftNetwork : IEquatable<DriftNetwork>
{
    private const string KindKey = "kind", Kind = "drift network", NameKey = "name", ActivationKey = "activation", InputsKey = "inputs", TemporalKey = "temporal", ShiftKey = "shift",
        ClipKey = "clip-range", None = "none";

    private const int LongestName = 64;

    private static readonly string[] OwnKeys = [KindKey, NameKey, ActivationKey, InputsKey, TemporalKey, ShiftKey, ClipKey];

    private static readonly (Activation Activation, string Name)[] Activations = [(Activation.Tanh, "tanh"), (Activation.Relu, "relu")];

    private static readonly (DriftInputs Input, string Name)[] InputNames =
    [
        (DriftInputs.Difference, "1-r"), (DriftInputs.DifferenceSquared, "(1-r)^2"), (DriftInputs.DifferenceTimesAdvantage, "(1-r)A"), (DriftInputs.DifferenceSquaredTimesAdvantage, "(1-r)^2A"),
        (DriftInputs.Logarithm, "log(r)"), (DriftInputs.LogarithmSquared, "log(r)^2"), (DriftInputs.LogarithmTimesAdvantage, "log(r)A"), (DriftInputs.LogarithmSquaredTimesAdvantage, "log(r)^2A"),
    ];

    private readonly float[] _parameters;

    /// <summary>A network.</summary>
    /// <param name="name">A short name for tables and figures.</param>
    /// <param name="shape">Its form.</param>
    /// <param name="parameters">The weights, layer by layer, each row-major with a row for each unit.</param>
    /// <exception cref="OptionException">The form is not legal, or the weights are not as many as it has, or not finite.</exception>
    public DriftNetwork(string name, DriftNetworkShape shape, ReadOnlySpan<float> parameters)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!IsName(name))
            throw new OptionException(NameKey, $"the name of the network is '{Excerpt.Of(name)}'; it must be made of letters, digits, '.', '-' and '_', at most {LongestName}.");
        ArgumentNullException.ThrowIfNull(shape);
        shape.Validate();
        if (parameters.Length != shape.ParameterCount)
            throw new OptionException("weights", $"there are {parameters.Length} weights; {shape} has {shape.ParameterCount}.");
        foreach (float parameter in parameters)
            if (!float.IsFinite(parameter))
                throw new OptionException("weights", $"a weight is {parameter.ToString(CultureInfo.InvariantCulture)}; it must be a finite number.");
        (Name, Shape, _parameters) = (name, shape, parameters.ToArray());
        Hash = HashOf(shape, _parameters);
    }

    /// <summary>A short name for tables and figures.</summary>
    public string Name { get; }

    /// <summary>Its form.</summary>
    public DriftNetworkShape Shape { get; }

    /// <summary>The weights, layer by layer, each row-major with a row for each unit.</summary>
    public ReadOnlySpan<float> Parameters => _parameters;

    /// <summary>16 hexadecimal digits of form and weights.</summary>
    public string Hash { get; }

    /// <summary>NAME#HASH: how settings name it.</summary>
    public string Reference => $"{Name}#{Hash}";

    /// <summary>Where it comes from: texts by name, such as the command that made it.</summary>
    public IReadOnlyDictionary<string, string> About { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether a network may be called so: letters, digits, '.', '-' and '_', at most 64.</summary>
    public static bool IsName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length is > 0 and <= LongestName && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_');
    }

    /// <summary>Reads a file, which is not trusted.</summary>
    /// <exception cref="OptionException">There is none, or it holds no drift network; the message names the file, what was found and what would be right.</exception>
    public static DriftNetwork ReadFile(string file)
    {
        try
        {
            using FileStream stream = File.OpenRead(file);
            return Read(file, stream);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new OptionException("drift", $"cannot read the drift network {file}: {exception.Message}", exception);
        }
    }

    /// <summary>Reads a whole file, which is not trusted.</summary>
    /// <param name="file">How errors name it.</param>
    /// <param name="stream">Must know its length.</param>
    /// <exception cref="OptionException">It holds no drift network; the message names the file, what was found and what would be right.</exception>
    public static DriftNetwork Read(string file, Stream stream)
    {
        try
        {
            Snapshot snapshot = SafeTensors.Read(file, stream);
            if (Text(snapshot, KindKey) != Kind)
                throw new OptionException("drift", $"it is a safetensors file, but of no drift network: its metadata must say \"{KindKey}\": \"{Kind}\".");
            (DriftNetworkShape shape, float[] parameters) = ReadLayers(snapshot);
            return new DriftNetwork(Text(snapshot, NameKey), shape, parameters)
            {
                About = snapshot.Metadata.Where(entry => !OwnKeys.Contains(entry.Key) && entry.Key != SafeTensors.FormatKey).ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal),
            };
        }
        catch (SnapshotException exception)
        {
            throw new OptionException("drift", $"{file} holds no drift network: {exception.Message}", exception);
        }
        catch (OptionException exception)
        {
            throw new OptionException("drift", $"{file} holds no drift network that can be used: {exception.Message}", exception);
        }
    }

    /// <summary>Writes it as a safetensors file.</summary>
    public void Write(Stream stream)
    {
        var snapshot = new Snapshot();
        foreach ((string key, string text) in About)
            snapshot.Metadata[key] = text;
        snapshot.Metadata[KindKey] = Kind;
        snapshot.Metadata[NameKey] = Name;
        snapshot.Metadata[ActivationKey] = Array.Find(Activations, activation => activation.Activation == Shape.Activation).Name;
        snapshot.Metadata[InputsKey] = string.Join(", ", InputNames.Where(input => Shape.Inputs.HasFlag(input.Input)).Select(input => input.Name));
        snapshot.Metadata[TemporalKey] = Shape.IsTemporal ? "true" : "false";
        snapshot.Metadata[ShiftKey] = Shape.Shift.ToString("R", CultureInfo.InvariantCulture);
        snapshot.Metadata[ClipKey] = Shape.ClipRange?.ToString("R", CultureInfo.InvariantCulture) ?? None;
        int start = 0, layer = 0;
        foreach ((int inputs, int outputs) in Shape.Layers)
        {
            snapshot.Add(NameOf(layer++), _parameters.AsSpan(start, inputs * outputs), outputs, inputs);
            start += inputs * outputs;
        }

        SafeTensors.Write(stream, snapshot);
    }

    /// <summary>Writes it as a safetensors file, whole or not at all.</summary>
    public void WriteFile(string file) => WholeFile.Write(file, Write);

    /// <summary>The network in a text, for files that tell of it: form and weights, not where it comes from.</summary>
    internal string ToText()
    {
        using var stream = new MemoryStream();
        new DriftNetwork(Name, Shape, _parameters).Write(stream);
        return Convert.ToBase64String(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    /// <summary>Reads what <see cref="ToText"/> wrote.</summary>
    /// <exception cref="OptionException">It is something else.</exception>
    internal static DriftNetwork OfText(string text)
    {
        byte[] content = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, content, out int length))
            throw new OptionException("drift", $"'{Excerpt.Of(text)}' is no drift network in Base64.");
        using var stream = new MemoryStream(content, 0, length);
        return Read("the text", stream);
    }

    /// <inheritdoc/>
    public bool Equals(DriftNetwork? other) => other is not null && Reference == other.Reference;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DriftNetwork);

    /// <inheritdoc/>
    public override int GetHashCode() => int.Parse(Hash.AsSpan(0, 7), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Shape})";

    private static (DriftNetworkShape Shape, float[] Parameters) ReadLayers(Snapshot snapshot)
    {
        var hidden = new List<int>();
        var parameters = new List<float>();
        for (int layer = 0; snapshot.Entries.ContainsKey(NameOf(layer)); layer++)
        {
            if (snapshot.Entries[NameOf(layer)] is not float[] weights || snapshot.ShapeOf(NameOf(layer)) is not [var outputs, _])
                throw new OptionException("weights", $"'{NameOf(layer)}' must be a matrix of 32-bit floats.");
            hidden.Add(outputs);
            parameters.AddRange(weights);
        }

        if (hidden.Count < 2 || hidden[^1] != 1 || snapshot.Entries.Count != hidden.Count)
            throw new OptionException("weights", $"it has the arrays {string.Join(", ", snapshot.Entries.Keys.Select(key => Excerpt.Of(key)).Take(8))}; it must have {NameOf(0)}, {NameOf(1)} … and nothing else, the last with one row.");
        string activation = Text(snapshot, ActivationKey);
        if (Array.FindIndex(Activations, known => known.Name == activation) is not (>= 0 and var index))
            throw new OptionException(ActivationKey, $"\"{ActivationKey}\" is '{Excerpt.Of(activation)}'; it must be {string.Join(" or ", Activations.Select(known => known.Name))}.");
        var shape = new DriftNetworkShape
        {
            Hidden = hidden[..^1],
            Activation = Activations[index].Activation,
            Inputs = InputsOf(Text(snapshot, InputsKey)),
            IsTemporal = Text(snapshot, TemporalKey) switch
            {
                "true" => true,
                "false" => false,
                var other => throw new OptionException(TemporalKey, $"\"{TemporalKey}\" is '{Excerpt.Of(other)}'; it must be true or false."),
            },
            Shift = Number(ShiftKey, Text(snapshot, ShiftKey)),
            ClipRange = Text(snapshot, ClipKey) is var clip && clip == None ? null : Number(ClipKey, clip),
        };
        shape.Validate();
        int i = 0;
        foreach ((int inputs, int outputs) in shape.Layers)
        {
            if (!snapshot.ShapeOf(NameOf(i)).SequenceEqual([outputs, inputs]))
                throw new OptionException("weights", $"'{NameOf(i)}' is {string.Join(" × ", snapshot.ShapeOf(NameOf(i)).ToArray())}; it must be {outputs} × {inputs}.");
            i++;
        }

        return (shape, [.. parameters]);
    }

    /// <summary>The inputs of names separated by commas.</summary>
    /// <exception cref="OptionException">One is not known.</exception>
    internal static DriftInputs InputsOf(string text)
    {
        DriftInputs inputs = DriftInputs.None;
        foreach (string name in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            inputs |= Array.FindIndex(InputNames, input => input.Name == name) is >= 0 and var index
                ? InputNames[index].Input
                : throw new OptionException(InputsKey, $"\"{InputsKey}\" has '{Excerpt.Of(name)}'; it must be some of {string.Join(", ", InputNames.Select(input => input.Name))}.");
        return inputs;
    }

    private static double Number(string key, string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
        ? number
        : throw new OptionException(key, $"\"{key}\" is '{Excerpt.Of(text)}'; it must be a number.");

    private static string Text(Snapshot snapshot, string key) => snapshot.Metadata.TryGetValue(key, out string? text)
        ? text
        : throw new OptionException(key, $"\"{key}\" is missing from its metadata.");

    private static string NameOf(int layer) => string.Create(CultureInfo.InvariantCulture, $"layers.{layer}.weight");

    private static string HashOf(DriftNetworkShape shape, float[] parameters)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(shape.ToString()));
        hash.AppendData(BitConverter.GetBytes((int)shape.Inputs));
        hash.AppendData(MemoryMarshal.AsBytes(parameters.AsSpan()));
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8));
    }
}
