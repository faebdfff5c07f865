using System.CommandLine;
using System.Globalization;
using Ratchet.Cli.Views;
using Ratchet.Training;
using Ratchet.Training.Failures;
using Ratchet.Updates;

namespace Ratchet.Cli.Commands;

/// <summary><c>ratchet replay</c>: runs a step that failed again, and names the first number that is not finite.</summary>
internal static class ReplayCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var file = new Argument<string>("dump") { Description = "The failure.safetensors of a run's folder." };
        Option<string?> threads = SharedOptions.Threads();
        Option<bool> json = SharedOptions.Json("Prints one JSON object.");
        var command = new Command(
            "replay",
            "Runs the step of a training that failed again, from its dump alone, and names the first number that is NaN or infinite; exit code 1 when there is one. In C#, FailureReplay.Run does it.")
        {
            file, threads, json,
        };
        command.SetAction(result =>
        {
            string path = result.GetRequiredValue(file);
            FailureReport report = FailureReplay.Run(path, SharedOptions.ReadThreads(result.GetValue(threads)));
            surroundings.Output.WriteLine(result.GetValue(json) ? ToJson(report) : ToText(path, report));
            return report.Noticed is null ? ExitCode.Success : ExitCode.Found;
        });
        return command;
    }

    private static string ToText(string path, FailureReport report)
    {
        TrainingOptions training = report.Options.Training;
        var lines = new List<string>
        {
            string.Create(CultureInfo.InvariantCulture, $"{path}: iteration {report.Iteration} of {training.Rule} on {training.Environment}, seed {training.Seed}"),
            $"the run     {report.Recorded}",
            $"the replay  {Compare(report)}",
        };
        if (report.Noticed is null)
            return string.Join('\n', lines);
        lines.Add($"first       {report.First?.ToString() ?? "no single number: every one is finite when it is computed alone"}");
        if (report.First is { } first)
            lines.Add($"            {Place(first)}");
        return string.Join('\n', lines);
    }

    private static string Compare(FailureReport report) =>
        report.Noticed is null ? "every number is finite: what failed came from outside the update (a fault of the machine's memory, or another version of the program)"
        : report.HasSameBits ? "the same, bit by bit"
        : $"{report.Noticed}; the state before it has other bits than the run's";

    private static string Place(NonFiniteQuantity first)
    {
        List<string> parts = [$"operation: {first.Operation}"];
        if (first.Layer is { } layer)
            parts.Add(layer);
        if (first.Environment is { } environment)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"sample: environment {environment}, step {first.Step}"));
        return string.Join("; ", parts);
    }

    private static string ToJson(FailureReport report) => JsonText.Write(json =>
    {
        json.WriteString("environment", report.Options.Training.Environment);
        json.WriteString("rule", report.Options.Training.Rule);
        json.WriteNumber("seed", report.Options.Training.Seed);
        json.WriteNumber("iteration", report.Iteration);
        json.WriteString("recorded", report.Recorded);
        json.WriteString("noticed", report.Noticed);
        json.WriteBoolean("same_bits", report.HasSameBits);
        json.WritePropertyName("first");
        if (report.First is not { } first)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteString("text", first.ToString());
        json.WriteString("operation", first.Operation);
        json.WriteString("value", first.Value.ToString(CultureInfo.InvariantCulture));
        json.WriteString("layer", first.Layer);
        JsonText.WriteNumber(json, "index", first.Index);
        JsonText.WriteNumber(json, "environment", first.Environment);
        JsonText.WriteNumber(json, "step", first.Step);
        json.WriteEndObject();
    });
}
