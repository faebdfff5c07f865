using System.Globalization;
using System.Text.Json;

namespace Ratchet.Storage;

/// <summary>A value in a file that is not trusted, with its path, so that an error names file, field, what was found and what is right.</summary>
internal readonly struct JsonField
{
    private readonly string _file;
    private readonly string _path;
    private readonly JsonElement _value;
    private readonly Func<string, Exception?, Exception> _error;

    /// <summary>The whole file.</summary>
    /// <param name="file">How errors name it.</param>
    /// <param name="root">Its content.</param>
    /// <param name="error">Makes the exception of a message and a cause.</param>
    public JsonField(string file, JsonElement root, Func<string, Exception?, Exception> error)
        : this(file, "", root, error)
    {
    }

    private JsonField(string file, string path, JsonElement value, Func<string, Exception?, Exception> error) => (_file, _path, _value, _error) = (file, path, value, error);

    /// <summary>The value itself.</summary>
    public JsonElement Value => _value;

    /// <summary>Whether it is a text.</summary>
    public bool IsText => _value.ValueKind == JsonValueKind.String;

    /// <summary>Checks that it is an object with no other properties than these.</summary>
    public void RequireObject(params string[] known)
    {
        if (_value.ValueKind != JsonValueKind.Object)
            throw Wrong("an object");
        foreach (JsonProperty property in _value.EnumerateObject())
            if (!known.Contains(property.Name, StringComparer.Ordinal))
                throw Error($"{Prefix()}has the unknown field '{Excerpt(property.Name)}'; {(NearestName.Find(property.Name, known) is { } nearest ? $"did you mean '{nearest}'?" : $"known are {string.Join(", ", known)}.")}");
    }

    /// <summary>A property that must be there.</summary>
    public JsonField Required(string name, string right) => Optional(name) ?? throw Error($"{Prefix()}has no '{name}'; it must be {right}.");

    /// <summary>A property; null when it is not there, or null itself.</summary>
    public JsonField? Optional(string name) =>
        _value.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? new JsonField(_file, _path.Length == 0 ? name : $"{_path}.{name}", value, _error) : null;

    /// <summary>The elements of an array.</summary>
    public IEnumerable<JsonField> Elements(string right)
    {
        if (_value.ValueKind != JsonValueKind.Array)
            throw Wrong(right);
        (string file, string path, Func<string, Exception?, Exception> error) = (_file, _path, _error);
        return _value.EnumerateArray().Select((element, i) => new JsonField(file, string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), element, error));
    }

    /// <summary>The properties of an object.</summary>
    public IEnumerable<(string Name, JsonField Field)> Properties(string right)
    {
        if (_value.ValueKind != JsonValueKind.Object)
            throw Wrong(right);
        (string file, string path, Func<string, Exception?, Exception> error) = (_file, _path, _error);
        return _value.EnumerateObject().Select(property => (property.Name, new JsonField(file, $"{path}.{Excerpt(property.Name)}", property.Value, error)));
    }

    /// <summary>The text.</summary>
    public string Text(string right, int longest) =>
        _value.ValueKind == JsonValueKind.String && _value.GetString() is { } text && text.Length <= longest ? text : throw Wrong(right);

    /// <summary>A whole number between bounds; 3e6 is one.</summary>
    public long Whole(long low, long high, string right) =>
        _value.ValueKind == JsonValueKind.Number && _value.TryGetDouble(out double value) && value >= low && value <= high && Math.Floor(value) == value ? (long)value : throw Wrong(right);

    /// <summary>A finite number.</summary>
    public double Number() =>
        _value.ValueKind == JsonValueKind.Number && _value.TryGetDouble(out double value) && double.IsFinite(value) ? value : throw Wrong("a number");

    /// <summary>True or false.</summary>
    public bool Flag() => _value.ValueKind is JsonValueKind.True or JsonValueKind.False ? _value.GetBoolean() : throw Wrong("true or false");

    /// <summary>One of a few words.</summary>
    public T Word<T>(params (string Word, T Meaning)[] words)
    {
        string? text = _value.ValueKind == JsonValueKind.String ? _value.GetString() : null;
        foreach ((string word, T meaning) in words)
            if (word == text)
                return meaning;
        throw Wrong(string.Join(" or ", words.Select(known => known.Word)));
    }

    /// <summary>The error that the value is not what it must be.</summary>
    public Exception Wrong(string right) => Error($"{(_path.Length == 0 ? "it" : _path)} is {Excerpt(_value.GetRawText())}; it must be {right}.");

    /// <summary>An error about the value, in words of one's own.</summary>
    public Exception Wrong(Exception reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        return _error($"{_file}: {_path}: {reason.Message}", reason);
    }

    private Exception Error(string message) => _error($"{_file}: {message}", null);

    private string Prefix() => _path.Length == 0 ? "it " : $"{_path} ";

    /// <summary>The beginning of what may be long and have several lines.</summary>
    private static string Excerpt(string text) => Storage.Excerpt.Of(string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
}
