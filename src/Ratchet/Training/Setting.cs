using System.Text.Json;
using Ratchet.Numerics;
using Ratchet.Storage;
using Ratchet.Updates.Rules;

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

    /// <summary>Numbers, separated by commas.</summary>
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

    /// <summary>The parts of the rule, or the words of other settings, that it belongs to, such as <c>drift=ppo</c> or <c>optimizer=adam</c>; null when every run has it.</summary>
    public string? Part => Condition?.Text;

    /// <summary>The rules that have it by their names alone, whatever their presets say.</summary>
    public IEnumerable<string> Rules =>
        Training.Rules.All.Select(rule => rule.Name).Where(rule => AppliesTo(new TrainingOptions { Environment = "", Rule = rule }));

    /// <summary>Whether it changes the trained policy; if not, a resumed run may change it.</summary>
    public bool ShapesTraining { get; internal init; } = true;

    /// <summary>
    /// The library's version that has it first. In a run of an older one it has its default, which therefore must be what the library did before.
    /// </summary>
    internal Version Since { get; init; } = new(0, 1, 0);

    /// <summary>Whether it names a part of the rule.</summary>
    internal bool IsPart { get; init; }

    /// <summary>Whether there are settings that a run has or has not by the value of this one, which is read before them.</summary>
    internal bool DecidesOthers { get; init; }

    /// <summary>The same setting as one that names a part.</summary>
    internal Setting AsPart() => new(Key, Kind, Summary, Legal, _write, _read) { Condition = Condition, Since = Since, IsPart = true, DecidesOthers = true };

    /// <summary>The same setting as one on which others depend.</summary>
    internal Setting AsDeciding() => new(Key, Kind, Summary, Legal, _write, _read) { Condition = Condition, Since = Since, DecidesOthers = true };

    internal SettingCondition? Condition { get; init; }

    /// <summary>Whether such a run has it.</summary>
    public bool AppliesTo(TrainingOptions options) => Condition?.Holds(options) ?? true;

    /// <summary>The value in these options; <see cref="Apply"/> takes the text back.</summary>
    public string Read(RunOptions options) => _read(options);

    /// <summary>The options with this value.</summary>
    /// <exception cref="OptionException">The text is no legal value; the message names the key, the text and the legal values.</exception>
    public RunOptions Apply(RunOptions options, string text) =>
        _write(options, text.Trim()) ?? throw new OptionException(Key, $"{Key} is '{Excerpt.Of(text)}'; it must be {Legal}.");

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
            case SettingKind.Number when Schedule.Parse(text) is { IsConstant: false }:
                json.WriteStringValue(text);
                break;
            default:
                json.WriteRawValue(text);
                break;
        }
    }

    /// <summary>The text of a value that <see cref="Write"/> wrote; null when the value is of another kind.</summary>
    internal string? TextOf(JsonElement value) => (Kind, value.ValueKind) switch
    {
        (SettingKind.Number, JsonValueKind.Number) => value.GetRawText(),
        (SettingKind.Number, JsonValueKind.String) when Schedule.Parse(value.GetString()!) is { IsConstant: false } => value.GetString(),
        (SettingKind.Flag, JsonValueKind.True or JsonValueKind.False) => value.GetRawText(),
        (SettingKind.Word or SettingKind.Text, JsonValueKind.String) => value.GetString(),
        (SettingKind.List, JsonValueKind.Array) when value.EnumerateArray().All(number => number.ValueKind == JsonValueKind.Number) =>
            string.Join(',', value.EnumerateArray().Select(number => number.GetRawText())),
        _ => null,
    };
}

/// <summary>Which runs have a setting.</summary>
/// <param name="Text">In the words of the settings.</param>
/// <param name="Holds">Whether a run has it.</param>
internal record SettingCondition(string Text, Func<TrainingOptions, bool> Holds);

/// <summary>A condition on the parts of the rule alone.</summary>
/// <param name="Text">In the words of the settings.</param>
/// <param name="HoldsFor">Whether such a rule has it.</param>
internal sealed record PartCondition(string Text, Func<RuleParts, bool> HoldsFor) : SettingCondition(Text, options => HoldsFor(options.Parts));
