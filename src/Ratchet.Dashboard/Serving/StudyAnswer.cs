using System.Text.Json;
using Ratchet.Dashboard.Index;
using Ratchet.Studies.Definitions;
using Ratchet.Studies.Execution;

namespace Ratchet.Dashboard.Serving;

/// <summary><c>GET /api/studies</c>: how far each study is: the runs that its definition asks for, and what those in the index have done.</summary>
internal static class StudyAnswer
{
    public static void Write(Utf8JsonWriter json, RunIndex index)
    {
        ILookup<string, RunRow> rows = index.Runs.Values.Select(run => run.Row).Where(row => row.Study is not null).ToLookup(row => row.Study!, StringComparer.Ordinal);
        json.WriteStartArray("studies"u8);
        foreach ((string name, string folder) in index.Studies)
            Write(json, name, folder, [.. rows[name]]);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, string folder, RunRow[] rows)
    {
        (StudyDefinition? definition, string? problem) = Read(folder);
        long until = definition?.Until ?? long.MaxValue;
        RunRow[] left = [.. rows.Where(row => row.Status != RunStatus.Finished && row.Latest.Steps < until)];
        json.WriteStartObject();
        json.WriteString("study"u8, name);
        json.WriteString("problem"u8, problem);
        json.WriteString("about"u8, definition?.About);
        json.WriteNumber("total"u8, definition?.RunCount ?? rows.Length);
        json.WriteNumber("done"u8, rows.Length - left.Length);
        json.WriteNumber("running"u8, left.Count(row => row.Status == RunStatus.Running));
        json.WriteNumber("failed"u8, left.Count(row => row.Status != RunStatus.Running && HasFailed(folder, name, row)));
        json.WriteBoolean("report"u8, ReportPage.Find(folder, isStudy: true) is not null);
        json.WriteEndObject();
    }

    private static (StudyDefinition? Definition, string? Problem) Read(string folder)
    {
        try
        {
            return RegularFile.Stat(Path.Combine(folder, RunFiles.Study)) is null ? (null, null) : (StudyFiles.ReadDefinition(folder), null);
        }
        catch (Exception exception) when (exception is StudyException or IOException or UnauthorizedAccessException)
        {
            return (null, exception.Message);
        }
    }

    /// <summary>Whether the study gave the run up. A file that tells of it and is damaged tells the same.</summary>
    private static bool HasFailed(string folder, string study, RunRow row)
    {
        string run = study == "." ? row.Name : row.Name[(study.Length + 1)..];
        try
        {
            return run.StartsWith("runs/", StringComparison.Ordinal) && StudyFiles.ReadFailure(folder, run["runs/".Length..]) is not null;
        }
        catch (Exception exception) when (exception is StudyException or IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }
}
