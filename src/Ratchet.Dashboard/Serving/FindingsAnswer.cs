using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Ratchet.Dashboard.Index;
using Ratchet.Studies.Findings;
using Ratchet.Studies.Records;
using Ratchet.Training.Runs;

namespace Ratchet.Dashboard.Serving;

/// <summary><c>GET /api/findings</c>: what the doctor finds in a run. He reads every number of it, so one run is examined at a time.</summary>
internal sealed class FindingsAnswer
{
    // 200,000 lines; in memory they take about a third of it.
    private const long LongestMetrics = 256L << 20;

    private readonly SemaphoreSlim _place = new(1);

    public async Task WriteAsync(HttpContext context, IndexedRun run)
    {
        IReadOnlyList<Finding> findings = [];
        string? problem = null;
        await _place.WaitAsync(context.RequestAborted);
        try
        {
            findings = await Task.Run(() => Examine(run), context.RequestAborted);
        }
        catch (Exception exception) when (exception is RunException or IOException or UnauthorizedAccessException)
        {
            problem = exception.Message;
        }
        finally
        {
            _place.Release();
        }

        await Answer.WriteAsync(context, json => Write(json, run, findings, problem));
    }

    private static IReadOnlyList<Finding> Examine(IndexedRun run)
    {
        run.ReadOptions();
        return run.MetricsPath is { } path && RegularFile.Stat(path) is { Length: <= LongestMetrics }
            ? RunDoctor.Examine(RunRecord.Read(run.Folder))
            : throw new RunException(run.MetricsPath is null ? "The run has no metrics yet." : "The run's metrics are too long to be examined here: 'ratchet doctor' does it.");
    }

    private static void Write(Utf8JsonWriter json, IndexedRun run, IReadOnlyList<Finding> findings, string? problem)
    {
        json.WriteString("run"u8, run.Row.Name);
        json.WriteString("problem"u8, problem);
        json.WriteStartArray("findings"u8);
        foreach (Finding finding in findings)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, finding.Name);
            json.WriteString("severity"u8, finding.Severity.ToString().ToLowerInvariant());
            json.WriteString("sentence"u8, finding.Sentence);
            json.WriteString("mend"u8, finding.Mend);
            json.WriteStartArray("curves"u8);
            foreach (FindingEvidence evidence in finding.Evidence)
                json.WriteStringValue(evidence.Metric);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
