using System.Text.Json;
using Ratchet.Studies.Definitions;
using Ratchet.Studies.Execution;

namespace Ratchet.Cli.Views;

/// <summary>A line of JSON for each run that begins or ends, and one for the study's start and end.</summary>
internal sealed class StudyJsonView(TextWriter output, TextWriter error) : IStudyView
{
    public void OnStart(StudyProgress progress) => Write("start", json =>
    {
        json.WriteString("study", progress.Study.Name);
        json.WriteNumber("until", progress.Until);
        WriteCounts(json, progress);
    });

    public void OnRunStarted(StudyProgress progress, StudyRun run) => Write("run-start", json => json.WriteString("run", run.Name));

    public void OnRunEnded(StudyProgress progress, StudyRun run, RunEnd end) => Write("run-end", json =>
    {
        json.WriteString("run", run.Name);
        json.WriteString("state", end.Kind == RunEndKind.InUse ? "in-use" : StudyWording.Word(end.Kind));
        if (end.Message.Length > 0)
            json.WriteString("message", end.Message);
        WriteCounts(json, progress);
        JsonText.WriteNumber(json, "seconds_left", progress.SecondsLeft);
    });

    public void OnReuse(string folder, int count) => Write("reuse", json =>
    {
        json.WriteString("from", folder);
        json.WriteNumber("runs", count);
    });

    public void OnEnd(StudyFolder folder, string page) => Write("end", json =>
    {
        json.WriteString("folder", folder.Path);
        json.WriteString("page", page);
        StudyClock clock = folder.Clock;
        json.WriteNumber("wall_seconds", clock.WallSeconds);
        json.WriteNumber("core_seconds", clock.CoreSeconds);
        json.WriteNumber("processes", clock.Processes);
    });

    public void OnWarning(string message) => error.WriteLine(Wording.Warning(message));

    private static void WriteCounts(Utf8JsonWriter json, StudyProgress progress)
    {
        RunCounts total = progress.Total;
        json.WriteNumber("done", total.Done);
        json.WriteNumber("running", total.Running);
        json.WriteNumber("left", total.Left);
        json.WriteNumber("failed", total.Failed);
    }

    private void Write(string name, Action<Utf8JsonWriter> properties)
    {
        output.WriteLine(JsonText.Write(json =>
        {
            json.WriteString("event", name);
            properties(json);
        }));
        output.Flush();
    }
}
