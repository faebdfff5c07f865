using System.Globalization;
using Ratchet.Numerics;
using Ratchet.Storage;
using Ratchet.Training;

namespace Ratchet.BlackBox.Methods;

/// <summary>A search method that is made from a record of options: the settings are its fields.</summary>
internal sealed class OptionsDefinition<TOptions>(string name, string summary, TOptions defaults, OptionsDefinition<TOptions>.Factory create) : SearchMethodDefinition(name, summary)
    where TOptions : class
{
    private const string PresetKey = "preset";

    private readonly List<SearchSetting> _settings = [];
    private readonly Dictionary<string, Func<TOptions, string, TOptions?>> _write = new(StringComparer.Ordinal);
    private readonly List<(string Name, TOptions Options)> _presets = [];
    private string? _deviationKey;

    public delegate SearchMethod Factory(TOptions options, ulong seed, ReadOnlySpan<double> start);

    public override IReadOnlyList<SearchSetting> Settings => _settings;

    public override IReadOnlyList<string> Presets => [.. _presets.Select(preset => preset.Name)];

    public override string? DeviationKey => _deviationKey;

    /// <summary>The last setting is the deviation of the first candidates.</summary>
    public OptionsDefinition<TOptions> AsDeviation()
    {
        _deviationKey = _settings[^1].Key;
        return this;
    }

    public OptionsDefinition<TOptions> Preset(string preset, TOptions options)
    {
        _presets.Add((preset, options));
        return this;
    }

    public OptionsDefinition<TOptions> Whole(string key, string text, Func<TOptions, int> read, Func<TOptions, int, TOptions> write) => With(
        key, text, "a whole number", read(defaults).ToString(CultureInfo.InvariantCulture),
        (options, value) => int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) ? write(options, number) : null);

    public OptionsDefinition<TOptions> Number(string key, string text, Func<TOptions, double> read, Func<TOptions, double, TOptions> write) => With(
        key, text, "a number", NumberText.Of(read(defaults)), (options, value) => NumberOf(value) is { } number ? write(options, number) : null);

    public OptionsDefinition<TOptions> Flag(string key, string text, Func<TOptions, bool> read, Func<TOptions, bool, TOptions> write) =>
        Word(key, text, [("true", true), ("false", false)], read, write);

    public OptionsDefinition<TOptions> Word<TWord>(string key, string text, (string Text, TWord Value)[] words, Func<TOptions, TWord> read, Func<TOptions, TWord, TOptions> write)
        where TWord : struct => With(
        key, text, $"one of {string.Join(", ", words.Select(word => word.Text))}", Array.Find(words, word => word.Value.Equals(read(defaults))).Text,
        (options, value) => Array.FindIndex(words, word => word.Text == value) is var index and >= 0 ? write(options, words[index].Value) : null);

    public OptionsDefinition<TOptions> Kind(string key, string text, Func<TOptions, CovarianceKind> read, Func<TOptions, CovarianceKind, TOptions> write) =>
        Word(key, text, [("isotropic", CovarianceKind.Isotropic), ("diagonal", CovarianceKind.Diagonal), ("full", CovarianceKind.Full)], read, write);

    public OptionsDefinition<TOptions> Decay(string key, string text, Func<TOptions, Decay> read, Func<TOptions, Decay, TOptions> write) => With(
        key, text, "a number, or one that shrinks by a factor with every generation down to a limit, such as decay(0.04, 0.999, 0.01)", TextOf(read(defaults)),
        (options, value) => Numbers(value, "decay") switch
        {
            [var initial] => write(options, new Decay(initial)),
            [var initial, var factor, var limit] => write(options, new Decay(initial, factor, limit)),
            _ => null,
        });

    public OptionsDefinition<TOptions> Noise(string key, string text, Func<TOptions, ExtraNoise, TOptions> write) => With(
        key, text, "a variance, or decreasing(a, b) for max(a − b t, 0), such as decreasing(5, 0.1)", "0",
        (options, value) => Numbers(value, "decreasing") switch
        {
            [>= 0 and var variance] => write(options, ExtraNoise.Constant(variance)),
            [>= 0 and var initial, >= 0 and var decrease] => write(options, ExtraNoise.Decreasing(initial, decrease)),
            _ => null,
        });

    public override SearchMethod Create(ReadOnlySpan<double> start, ulong seed, IEnumerable<string> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        Dictionary<string, string> values = Parse(settings);
        TOptions options = values.Remove(PresetKey, out string? preset) ? OptionsOf(preset) : defaults;
        foreach ((string key, string value) in values)
            options = _write[key](options, value)
                ?? throw new OptionException(key, $"{key} is '{Excerpt.Of(value)}'; it must be {_settings.First(setting => setting.Key == key).Legal}.");
        return create(options, seed, start);
    }

    private Dictionary<string, string> Parse(IEnumerable<string> settings)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        string[] known = _presets.Count == 0 ? [.. _write.Keys] : [PresetKey, .. _write.Keys];
        foreach (string setting in settings)
        {
            string[] sides = setting.Split('=', 2, StringSplitOptions.TrimEntries);
            if (sides.Length < 2)
                throw new OptionException("settings", $"'{Excerpt.Of(setting)}' is no setting; write key=value.");
            if (!known.Contains(sides[0]))
                throw UnknownName.Option($"setting of {Name}", sides[0], known);
            if (!values.TryAdd(sides[0], sides[1]))
                throw new OptionException(sides[0], $"{sides[0]} is given twice; once is right.");
        }

        return values;
    }

    private TOptions OptionsOf(string preset) => _presets.FindIndex(known => known.Name == preset) is var index and >= 0
        ? _presets[index].Options
        : throw UnknownName.Option($"preset of {Name}", preset, Presets);

    private OptionsDefinition<TOptions> With(string key, string text, string legal, string usual, Func<TOptions, string, TOptions?> write)
    {
        _settings.Add(new(key, text, legal, usual));
        _write.Add(key, write);
        return this;
    }

    private static string TextOf(Decay decay) =>
        decay.Factor == 1 ? NumberText.Of(decay.Initial) : $"decay({NumberText.Of(decay.Initial)}, {NumberText.Of(decay.Factor)}, {NumberText.Of(decay.Limit)})";

    /// <summary>One number, or those of name(a, b, …) of which there are at least two; none of any other text.</summary>
    private static double[] Numbers(string text, string name)
    {
        if (NumberOf(text) is { } number)
            return [number];
        if (!text.StartsWith($"{name}(", StringComparison.Ordinal) || !text.EndsWith(')'))
            return [];
        double?[] numbers = Array.ConvertAll(text[(name.Length + 1)..^1].Split(','), NumberOf);
        return numbers.Length > 1 && numbers.All(value => value.HasValue) ? [.. numbers.Select(value => value!.Value)] : [];
    }

    private static double? NumberOf(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? number : null;
}
