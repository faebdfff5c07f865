using System.Text.Json;

namespace Ratchet.Training.Metrics;

/// <summary>A number that a run tells of itself: its name, what it means, and where it is read.</summary>
/// <typeparam name="T">What it is read from.</typeparam>
public sealed class Metric<T>
{
    private readonly Func<T, double> _read;
    private readonly JsonEncodedText _encodedName;

    internal Metric(string name, string unit, string meaning, Func<T, double> read)
    {
        (Name, Unit, Meaning, _read) = (name, unit, meaning, read);
        _encodedName = JsonEncodedText.Encode(name);
    }

    /// <summary>A group and a name, such as <c>train/value_loss</c>: the field of a line of metrics, and the tag of a curve.</summary>
    public string Name { get; }

    /// <summary>What it is counted in; empty for a plain number.</summary>
    public string Unit { get; }

    /// <summary>One sentence, with the formula.</summary>
    public string Meaning { get; }

    /// <summary>Whether it is a whole number.</summary>
    public bool IsWhole { get; internal init; }

    /// <summary>Whether it depends on the clock or the machine. All other numbers are the same, bit for bit, in equal runs.</summary>
    public bool DependsOnMachine { get; internal init; }

    /// <summary>The name in UTF-8.</summary>
    internal ReadOnlySpan<byte> Utf8Name => _encodedName.EncodedUtf8Bytes;

    /// <summary>The number as it is; NaN where there is none.</summary>
    public double Read(T source) => _read(source);

    /// <summary>Writes it as a property of the object that is open: null where the number is not finite, which JSON cannot say.</summary>
    internal void Write(Utf8JsonWriter json, T source)
    {
        double value = _read(source);
        if (!double.IsFinite(value))
            json.WriteNull(_encodedName);
        else if (IsWhole)
            json.WriteNumber(_encodedName, (long)value);
        else
            json.WriteNumber(_encodedName, value);
    }
}
