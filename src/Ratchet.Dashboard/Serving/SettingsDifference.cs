using System.Text.Json;
using Ratchet.Dashboard.Index;
using Ratchet.Training;

namespace Ratchet.Dashboard.Serving;

/// <summary>The settings in which some runs differ.</summary>
internal static class SettingsDifference
{
    /// <summary>Writes <c>runs</c> and <c>settings</c>: of each setting that is not the same in all, its key, its meaning and each run's value; null where a run's rule does not have it, or its settings cannot be read.</summary>
    public static void Write(Utf8JsonWriter json, IndexedRun[] runs)
    {
        json.WriteStartArray("runs"u8);
        foreach (IndexedRun run in runs)
            json.WriteStringValue(run.Row.Name);
        json.WriteEndArray();
        RunOptions?[] options = [.. runs.Select(run => run.TryReadOptions())];
        json.WriteStartArray("settings"u8);
        foreach ((string key, string meaning, Func<RunOptions, string?> read) in RunSettings.All)
            Write(json, key, meaning, [.. options.Select(run => run is null ? null : read(run))]);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string key, string meaning, string?[] values)
    {
        if (Array.TrueForAll(values, value => value == values[0]))
            return;
        json.WriteStartObject();
        json.WriteString("key"u8, key);
        json.WriteString("meaning"u8, meaning);
        json.WriteStartArray("values"u8);
        foreach (string? value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
