using System.Text.Json;
using Ratchet.Numerics;

namespace Ratchet.Training;

/// <summary>How a setting stands in <c>config.json</c>.</summary>
public enum SettingKind
{
    /// <summary>A number.</summary>
    Number,

    /// <summary>true or false.</summary>
    Flag,

    /// <summary>One of a few words.</summary>
    Word,

    /// <summary>Any text.</summary>
    Text,

    /// <summary>Whole numbers, separated by commas.</summary>
    List,
}

/// <summary>One key of <see cref="Settings"/>: how text becomes a field of the options, and the field text.</summary>
public sealed class Setting
{
    private readonly Func<RunOptions, string, RunOptions?> _write;
    private readonly Func<RunOptions, string> _read;

    internal Setting(string key, SettingKind kind, string summary, string legal, Func<RunOptions, string, RunOptions?> write, Func<RunOptions, string> read)
    {
        (Key, Kind, Summary, Legal) = (key, kind, summary, legal);
        (_write, _read) = (write, read);
    }

    /// <summary>In kebab-case, such as <c>learning-rate</c>.</summary>
    public string Key { get; }

    /// <summary>How it stands in <c>config.json</c>.</summary>
    public SettingKind Kind { get; }

    /// <summary>The doc comment of its field: meaning, legal range, usual value.</summary>
    public string Summary { get; }

    /// <summary>The legal values, as the end of the sentence "it must be …".</summary>
    public string Legal { get; }

    /// <summary>The rules that it belongs to; empty when it belongs to all.</summary>
    public IReadOnlyList<string> Rules { get; internal init; } = [];

    /// <summary>Whether it changes the trained policy; if not, a resumed run may change it.</summary>
    public bool ShapesTraining { get; internal init; } = true;

    /// <summary>Whether a run of that rule has it.</summary>
    public bool AppliesTo(string rule) => Rules.Count == 0 || Rules.Contains(rule, StringComparer.Ordinal);

    /// <summary>The value in these options; <see cref="Apply"/> takes the text back.</summary>
    public string Read(RunOptions options) => _read(options);

    /// <summary>The options with this value.</summary>
    /// <exception cref="OptionException">The text is no legal value; the message names the key, the text and the legal values.</exception>
    public RunOptions Apply(RunOptions options, string text) =>
        _write(options, text.Trim()) ?? throw new OptionException(Key, $"{Key} is '{text}'; it must be {Legal}.");

    /// <summary>Writes the value as a JSON property of its <see cref="Kind"/>.</summary>
    internal void Write(Utf8JsonWriter json, RunOptions options)
    {
        json.WritePropertyName(Key);
        string text = Read(options);
        switch (Kind)
        {
            case SettingKind.Word or SettingKind.Text:
                json.WriteStringValue(text);
                break;
            case SettingKind.List:
                json.WriteRawValue($"[{text.Replace(",", ", ", StringComparison.Ordinal)}]");
                break;
            default:
                json.WriteRawValue(text);
                break;
        }
    }

    /// <summary>The text of a value that <see cref="Write"/> wrote.</summary>
    internal static string TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Array => string.Join(',', value.EnumerateArray().Select(TextOf)),
        _ => value.GetRawText(),
    };
}
