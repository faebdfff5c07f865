using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Ratchet.Cli.Views;
using Ratchet.Studies.Findings;
using Ratchet.Studies.Records;
using Ratchet.Training;

namespace Ratchet.Cli.Commands;

/// <summary><c>ratchet doctor</c>: reads a run and says what is wrong with it, and why it is slow.</summary>
internal static class DoctorCommand
{
    public static Command Create(Surroundings surroundings)
    {
        Argument<string> folder = SharedOptions.Folder();
        Option<bool> json = SharedOptions.Json("Prints one JSON object.");
        var command = new Command(
            "doctor",
            "Reads a run, finished or not, and says what is wrong with it and why it is slow, each with the mend; exit code 1 when something is wrong. In C#, RunDoctor.Examine does it.")
        {
            folder, json,
        };
        command.SetAction(result =>
        {
            var run = RunRecord.Read(result.GetRequiredValue(folder));
            IReadOnlyList<Finding> findings = RunDoctor.Examine(run);
            surroundings.Output.WriteLine(result.GetValue(json) ? ToJson(run, findings) : ToText(run, findings));
            return findings.Any(finding => finding.Severity > FindingSeverity.Note) ? ExitCode.Found : ExitCode.Success;
        });
        return command;
    }

    private static string ToText(RunRecord run, IReadOnlyList<Finding> findings)
    {
        TrainingOptions training = run.Options.Training;
        var lines = new List<string>
        {
            string.Create(CultureInfo.InvariantCulture, $"{run.Path}: {training.Rule} on {training.Environment}, seed {training.Seed}, {run.Steps:#,0} steps"),
        };
        foreach (Finding finding in findings)
        {
            lines.Add("");
            lines.Add($"{Word(finding.Severity)} ({finding.Name}): {finding.Sentence}");
            lines.Add($"  {finding.Mend}");
        }

        lines.Add("");
        int wrong = findings.Count(finding => finding.Severity > FindingSeverity.Note);
        lines.Add(wrong == 0 ? "Nothing is wrong." : wrong == 1 ? "1 thing is wrong." : $"{wrong} things are wrong.");
        return string.Join('\n', lines);
    }

    private static string ToJson(RunRecord run, IReadOnlyList<Finding> findings) => JsonText.Write(json =>
    {
        json.WriteString("run", run.Path);
        json.WriteString("environment", run.Options.Training.Environment);
        json.WriteString("rule", run.Options.Training.Rule);
        json.WriteNumber("seed", run.Options.Training.Seed);
        json.WriteNumber("steps", run.Steps);
        json.WriteStartArray("findings");
        foreach (Finding finding in findings)
            Write(json, finding);
        json.WriteEndArray();
    });

    private static void Write(Utf8JsonWriter json, Finding finding)
    {
        json.WriteStartObject();
        json.WriteString("name", finding.Name);
        json.WriteString("severity", Word(finding.Severity));
        json.WriteString("sentence", finding.Sentence);
        json.WriteString("mend", finding.Mend);
        json.WriteStartArray("evidence");
        foreach (FindingEvidence evidence in finding.Evidence)
        {
            json.WriteStartObject();
            json.WriteString("metric", evidence.Metric);
            JsonText.WriteNumber(json, "value", evidence.Value);
            json.WriteNumber("step", evidence.Step);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Word(FindingSeverity severity) => severity switch
    {
        FindingSeverity.Fault => "fault",
        FindingSeverity.Warning => "warning",
        _ => "note",
    };
}
