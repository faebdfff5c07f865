using System.Globalization;
using Ratchet.Numerics;

namespace Ratchet.Training;

/// <summary>Makes the settings of one options record, which it gets from the run's options and puts back.</summary>
internal sealed class SettingGroup<T>(Func<RunOptions, T> get, Func<RunOptions, T, RunOptions> put, SettingCondition? condition = null, bool shapesTraining = true)
{
    public Setting Number(string key, double low, double high, string summary, Func<T, double> read, Func<T, double, T> write) => Make(
        key, SettingKind.Number, summary, $"a number between {Format(low)} and {Format(high)}",
        (options, text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= low && value <= high
            ? write(options, value)
            : default,
        options => NumberText.Of(read(options)));

    /// <summary>A number that may change in the course of the run.</summary>
    public Setting Number(string key, double low, double high, string summary, Func<T, Schedule> read, Func<T, Schedule, T> write) => Make(
        key, SettingKind.Number, summary, $"a number between {Format(low)} and {Format(high)}, or a schedule",
        (options, text) => Schedule.Parse(text) is { } value && value.Least >= low && value.Greatest <= high ? write(options, value) : default,
        options => read(options).ToString());

    /// <summary>A whole number, in digits or in a notation such as 3e6.</summary>
    public Setting Whole(string key, long low, long high, string summary, Func<T, long> read, Func<T, long, T> write) => Make(
        key, SettingKind.Number, summary,
        high == int.MaxValue ? $"a whole number, at least {low}" : $"a whole number between {Format(low)} and {Format(high)}",
        (options, text) => long.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out long value) && value >= low && value <= high ? write(options, value) : default,
        options => read(options).ToString(CultureInfo.InvariantCulture));

    /// <summary>A seed: all 64 bits are legal.</summary>
    public Setting Bits(string key, string summary, Func<T, ulong> read, Func<T, ulong, T> write) => Make(
        key, SettingKind.Number, summary, $"a whole number between 0 and {ulong.MaxValue}",
        (options, text) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) ? write(options, value) : default,
        options => read(options).ToString(CultureInfo.InvariantCulture));

    public Setting Flag(string key, string summary, Func<T, bool> read, Func<T, bool, T> write) => Make(
        key, SettingKind.Flag, summary, "true or false",
        (options, text) => text switch
        {
            "true" => write(options, true),
            "false" => write(options, false),
            _ => default,
        },
        options => read(options) ? "true" : "false");

    public Setting Word<TWord>(string key, (string Text, TWord Value)[] words, string summary, Func<T, TWord> read, Func<T, TWord, T> write)
        where TWord : struct, Enum => Make(
        key, SettingKind.Word, summary, $"one of {string.Join(", ", words.Select(word => word.Text))}",
        (options, text) =>
        {
            int index = Array.FindIndex(words, word => word.Text == text);
            return index < 0 ? default : write(options, words[index].Value);
        },
        options => Array.Find(words, word => EqualityComparer<TWord>.Default.Equals(word.Value, read(options))).Text);

    /// <summary>A text that whoever reads the option understands.</summary>
    public Setting Text(string key, string summary, string legal, Func<T, string> read, Func<T, string, T> write) =>
        Make(key, SettingKind.Text, summary, legal, (options, text) => write(options, text), read);

    /// <summary>Whole numbers separated by commas; an empty text is the empty list.</summary>
    public Setting List(string key, int low, int high, int longest, string summary, Func<T, IReadOnlyList<int>> read, Func<T, IReadOnlyList<int>, T> write) => Make(
        key, SettingKind.List, summary, $"at most {longest} whole numbers between {low} and {high}, separated by commas, such as 64,64",
        (options, text) =>
        {
            string[] parts = text.Length == 0 ? [] : text.Split(',', StringSplitOptions.TrimEntries);
            var values = new int[parts.Length];
            for (int i = 0; i < parts.Length; i++)
                if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out values[i]) || values[i] < low || values[i] > high)
                    return default;
            return values.Length <= longest ? write(options, values) : default;
        },
        options => string.Join(',', read(options).Select(value => value.ToString(CultureInfo.InvariantCulture))));

    /// <summary>Numbers separated by commas; an empty text is the empty list.</summary>
    public Setting Numbers(string key, double low, double high, string summary, Func<T, IReadOnlyList<double>> read, Func<T, IReadOnlyList<double>, T> write) => Make(
        key, SettingKind.List, summary, $"numbers between {Format(low)} and {Format(high)}, separated by commas",
        (options, text) =>
        {
            string[] parts = text.Length == 0 ? [] : text.Split(',', StringSplitOptions.TrimEntries);
            double[] values = parts.Length == 0 ? [] : new double[parts.Length];
            for (int i = 0; i < parts.Length; i++)
                if (!double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out values[i]) || !(values[i] >= low && values[i] <= high))
                    return default;
            return write(options, values);
        },
        options => string.Join(',', read(options).Select(NumberText.Of)));

    private static string Format(double bound) => (Math.Abs(bound) is >= 1e5 or (> 0 and < 1e-3))
        ? bound.ToString("0.###e0", CultureInfo.InvariantCulture)
        : NumberText.Of(bound);

    private Setting Make(string key, SettingKind kind, string summary, string legal, Func<T, string, T?> write, Func<T, string> read) => new(
        key, kind, summary, legal, (run, text) => write(get(run), text) is { } written ? put(run, written) : null, run => read(get(run)))
    {
        Condition = condition,
        ShapesTraining = shapesTraining,
    };
}
