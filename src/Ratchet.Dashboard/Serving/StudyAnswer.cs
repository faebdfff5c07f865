using System.Text.Json;
using Ratchet.Dashboard.Index;

namespace Ratchet.Dashboard.Serving;

/// <summary><c>GET /api/studies</c>: how far each study is, counted over its runs in the index.</summary>
internal static class StudyAnswer
{
    public static void Write(Utf8JsonWriter json, RunIndex index)
    {
        ILookup<string, IndexedRun> runs = index.Runs.Values.Where(run => run.Row.Study is not null).ToLookup(run => run.Row.Study!, StringComparer.Ordinal);
        json.WriteStartArray("studies"u8);
        foreach ((string name, string folder) in index.Studies)
            Write(json, name, folder, [.. runs[name].Select(run => run.Row)]);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, string folder, RunRow[] rows)
    {
        json.WriteStartObject();
        json.WriteString("study"u8, name);
        json.WriteNumber("total"u8, rows.Length);
        json.WriteNumber("begun"u8, rows.Length);
        json.WriteNumber("finished"u8, rows.Count(row => row.Status == RunStatus.Finished));
        json.WriteNumber("running"u8, rows.Count(row => row.Status == RunStatus.Running));
        json.WriteNumber("failed"u8, rows.Count(row => row.Status == RunStatus.Damaged));
        json.WriteBoolean("report"u8, ReportPage.Find(folder, isStudy: true) is not null);
        json.WriteEndObject();
    }
}
