using System.Globalization;
using System.Text.Json;
using Ratchet.Dashboard.Curves;
using Ratchet.Dashboard.Index;
using Ratchet.Training;
using Ratchet.Updates.Rules;

namespace Ratchet.Dashboard.Serving;

/// <summary><c>GET /api/run</c>: the row of the list, every setting, the bound that the rule promises, and which numbers there are.</summary>
internal static class RunAnswer
{
    public static void Write(Utf8JsonWriter json, IndexedRun run)
    {
        RunRow row = run.Row;
        row.Write(json);
        json.WriteBoolean("report"u8, ReportPage.Find(run.Folder, isStudy: false) is not null);
        json.WriteStartArray("names"u8);
        foreach (string name in run.MetricsPath is { } path ? LastNames.Read(path) : [])
            json.WriteStringValue(name);
        json.WriteEndArray();
        if (run.TryReadOptions() is { } options)
            WriteOptions(json, options);
    }

    private static void WriteOptions(Utf8JsonWriter json, RunOptions options)
    {
        WriteBound(json, options.Training);
        json.WriteStartArray("settings"u8);
        foreach ((string key, string meaning, Func<RunOptions, string?> read) in RunSettings.All)
        {
            if (read(options) is not { } value)
                continue;
            json.WriteStartObject();
            json.WriteString("key"u8, key);
            json.WriteString("value"u8, value);
            json.WriteString("meaning"u8, meaning);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>ε on the greatest KL or δ on the mean one. A rule without a region promises none, and one on a schedule is no single line.</summary>
    private static void WriteBound(Utf8JsonWriter json, TrainingOptions training)
    {
        (string name, string symbol, string text) = training.Parts.Neighbourhood switch
        {
            NeighbourhoodKind.MaxKl => ("train/max_kl", "ε", training.Region.EpsilonKl.ToString()),
            NeighbourhoodKind.MeanKl => ("train/approx_kl", "δ", training.Region.MeanKl.ToString()),
            _ => ("", "", ""),
        };
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
            return;
        json.WriteStartObject("bound"u8);
        json.WriteString("name"u8, name);
        json.WriteString("symbol"u8, symbol);
        json.WriteNumber("value"u8, value);
        json.WriteEndObject();
    }
}
