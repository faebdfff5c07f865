using System.Text;
using System.Text.Json;
using Ratchet.Storage;

namespace Ratchet.Studies.Execution;

/// <summary>What the process of a run tells on its standard output, a line of JSON each: where it stands, warnings, and how it ended.</summary>
internal static class RunMessages
{
    public static string Progress(RunGauge gauge) => Write(json =>
    {
        json.WriteNumber("steps", gauge.Steps);
        json.WriteNumber("speed", double.IsFinite(gauge.StepsPerSecond) ? gauge.StepsPerSecond : 0);
    });

    public static string Warning(string message) => Write(json => json.WriteString("warning", message));

    public static string End(RunEnd end) => Write(json =>
    {
        json.WriteString("end", end.Kind.ToString());
        json.WriteString("message", end.Message);
    });

    /// <summary>The machine's error, which ends the study.</summary>
    public static string Error(Exception exception) => Write(json => json.WriteString("error", exception.Message));

    /// <summary>Takes a line in; what is no message is left out, as a simulator may print.</summary>
    /// <returns>How the run ended; null for every other message.</returns>
    /// <exception cref="IOException">The machine's error.</exception>
    public static RunEnd? Read(string line, RunGauge gauge, Action<string> warn)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            if (root.TryGetProperty("error", out JsonElement error))
                throw new IOException(error.GetString());
            if (root.TryGetProperty("end", out JsonElement end))
                return new RunEnd(Enum.Parse<RunEndKind>(end.GetString()!), root.GetProperty("message").GetString()!);
            if (root.TryGetProperty("warning", out JsonElement warning))
                warn(warning.GetString()!);
            else
                gauge.Set(root.GetProperty("steps").GetInt64(), root.GetProperty("speed").GetDouble());
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or ArgumentException or FormatException)
        {
            return null;
        }

        return null;
    }

    // Whoever tells the line ends it.
    private static string Write(Action<Utf8JsonWriter> properties) => Encoding.UTF8.GetString(JsonLine.Of(properties).AsSpan()[..^1]);
}
