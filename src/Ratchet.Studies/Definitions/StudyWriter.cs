using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ratchet.Numerics;
using Ratchet.Training;
using Ratchet.Updates.Drifts.Networks;

namespace Ratchet.Studies.Definitions;

/// <summary>Writes a <see cref="StudyDefinition"/> as JSON; <see cref="StudyReader"/> reads it back.</summary>
public static class StudyWriter
{
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The file's content, in UTF-8 with a line feed at its end.</summary>
    public static byte[] Write(StudyDefinition study)
    {
        ArgumentNullException.ThrowIfNull(study);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Readable))
            Write(json, study);
        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, StudyDefinition study)
    {
        json.WriteStartObject();
        json.WriteString("name", study.Name);
        json.WriteString("about", study.About);
        WriteAll(json, "tasks", study.Tasks, WriteTask);
        if (study.Sweep is null)
            WriteAll(json, "rules", study.Rules, WriteRule);
        json.WriteString("seeds", study.Seeds.ToString());
        json.WriteString("purpose", Words.Of(study.Purpose));
        json.WriteNumber("steps", study.Steps);
        json.WriteNumber("until", study.Until);
        WriteSettings(json, study.Settings);
        WriteNetworks(json, study);
        json.WriteStartObject("score");
        json.WriteString("source", Words.Of(study.Score.Source));
        json.WriteString("summary", Words.Of(study.Score.Summary));
        json.WriteEndObject();
        WriteNames(json, "figures", study.Figures);
        if (study.Sweep is { } sweep)
            WriteSweep(json, sweep);

        json.WriteEndObject();
    }

    /// <summary>The content of the drift networks that settings name, so that the study is whole without their files.</summary>
    private static void WriteNetworks(Utf8JsonWriter json, StudyDefinition study)
    {
        IEnumerable<IReadOnlyDictionary<string, string>> groups =
            [study.Settings, .. study.Tasks.Select(task => task.Settings), .. study.Rules.Select(rule => rule.Settings), .. study.Sweep is { } sweep ? [sweep.Rule.Settings] : Array.Empty<IReadOnlyDictionary<string, string>>()];
        string[] texts = [.. groups.Select(settings => settings.GetValueOrDefault("drift")).OfType<string>().Where(DriftNetworks.IsReference).Distinct(StringComparer.Ordinal)];
        if (texts.Length > 0)
            WriteNames(json, "networks", [.. texts.Select(text => DriftNetworks.Find(text).ToText())]);
    }

    private static void WriteTask(Utf8JsonWriter json, StudyTask task)
    {
        json.WriteString("name", task.Name);
        json.WriteString("environment", task.Environment);
        WriteSettings(json, task.Settings);
        if (!task.IsAggregated)
            json.WriteBoolean("aggregate", false);
        if (task.Reference is not { } reference)
            return;
        json.WriteStartObject("reference");
        json.WriteNumber("random", reference.Random);
        json.WriteNumber("reference", reference.Reference);
        json.WriteString("source", reference.Source);
        json.WriteEndObject();
    }

    private static void WriteRule(Utf8JsonWriter json, StudyRule rule)
    {
        json.WriteString("name", rule.Name);
        json.WriteString("rule", rule.Rule);
        WriteSettings(json, rule.Settings);
        if (rule.Tuning is { } tuning)
        {
            json.WriteStartObject("tuning");
            json.WriteNumber("trials", tuning.Trials);
            WriteNames(json, "tasks", tuning.Tasks);
            json.WriteString("seeds", tuning.Seeds.ToString());
            if (tuning.Note.Length > 0)
                json.WriteString("note", tuning.Note);
            json.WriteEndObject();
        }

        if (rule.Tasks is { } tasks)
            WriteNames(json, "tasks", tasks);
        if (rule.Seeds is { } seeds)
            json.WriteString("seeds", seeds.ToString());
    }

    /// <summary>The trials are not written: they follow from the sweep.</summary>
    private static void WriteSweep(Utf8JsonWriter json, StudySweep sweep)
    {
        json.WriteStartObject("sweep");
        json.WriteStartObject("rule");
        WriteRule(json, sweep.Rule);
        json.WriteEndObject();
        json.WriteStartObject("settings");
        foreach (SweptSetting setting in sweep.Settings)
            WriteSwept(json, setting);
        json.WriteEndObject();
        json.WriteString("search", sweep.Trials is null ? "grid" : "random");
        if (sweep.Trials is { } trials)
            json.WriteNumber("trials", trials);
        json.WriteNumber("seed", sweep.Seed);
        if (sweep.Halving is { } halving)
        {
            json.WriteStartObject("halving");
            json.WriteNumber("factor", halving.Factor);
            json.WriteNumber("start", halving.Start);
            json.WriteEndObject();
        }

        if (sweep.Selection is { } selection)
        {
            json.WriteStartObject("selection");
            json.WriteNumber("best", selection.Best);
            json.WriteString("seeds", selection.Seeds.ToString());
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteSwept(Utf8JsonWriter json, SweptSetting swept)
    {
        json.WritePropertyName(swept.Key);
        if (swept.Range is { } range)
        {
            json.WriteStartObject();
            json.WriteNumber("from", range.From);
            json.WriteNumber("to", range.To);
            json.WriteString("scale", range.Scale switch { SweptScale.Log => "log", SweptScale.LogComplement => "log-complement", _ => "linear" });
            json.WriteNumber("count", range.Count);
            json.WriteEndObject();
            return;
        }

        json.WriteStartArray();
        foreach (string value in swept.Values!)
            WriteSetting(json, Settings.Find(swept.Key), value);
        json.WriteEndArray();
    }

    private static void WriteSettings(Utf8JsonWriter json, IReadOnlyDictionary<string, string> settings)
    {
        if (settings.Count == 0)
            return;
        json.WriteStartObject("settings");
        foreach ((string key, string text) in settings)
        {
            json.WritePropertyName(key);
            WriteSetting(json, Settings.Find(key), text);
        }

        json.WriteEndObject();
    }

    private static void WriteSetting(Utf8JsonWriter json, Setting setting, string text)
    {
        switch (setting.Kind)
        {
            case SettingKind.Number when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _):
            case SettingKind.Flag:
                json.WriteRawValue(text);
                break;
            case SettingKind.List:
                json.WriteRawValue($"[{text.Replace(",", ", ", StringComparison.Ordinal)}]");
                break;
            default:
                json.WriteStringValue(text);
                break;
        }
    }

    private static void WriteAll<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> values, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (T value in values)
        {
            json.WriteStartObject();
            write(json, value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteNames(Utf8JsonWriter json, string name, IReadOnlyList<string> names)
    {
        json.WriteStartArray(name);
        foreach (string text in names)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
