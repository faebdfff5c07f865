using System.Text;
using System.Text.Json;
using Ratchet.Storage;
using Ratchet.Studies.Records;
using Ratchet.Training.Runs;

namespace Ratchet.Studies.Execution;

/// <summary>What the end of a run's files tells without reading all of them: how far it is, and how fast it was.</summary>
internal static class RunTail
{
    private const int LongestTail = 1 << 16;

    /// <summary>
    /// Whether a run is at a budget. The checkpoint decides, not the metrics: a run that was killed after a line of metrics goes back to the checkpoint before it.
    /// </summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="until">The budget, in environment steps.</param>
    /// <param name="steps">Those of the whole run.</param>
    public static bool IsDone(string folder, long until, long steps) => StepsOf(folder) >= until && (until < steps || IsFinished(folder));

    /// <summary>Environment steps of the last checkpoint; 0 where there is none that is whole.</summary>
    public static long StepsOf(string folder)
    {
        try
        {
            return Directory.Exists(folder) ? RunFolder.StepsOfCheckpoint(folder) ?? 0 : 0;
        }
        catch (Exception exception) when (exception is SnapshotException or RunException or OverflowException)
        {
            // Whoever goes on with the run puts it right, or says what is wrong.
            return 0;
        }
    }

    /// <summary>Seconds of training and environment steps at the last line of metrics that has both; null where there is none.</summary>
    public static (double Seconds, long Steps)? PaceOf(string folder)
    {
        foreach (string line in LastLines(folder).Reverse())
            if (Read(line) is { } pace)
                return pace;
        return null;
    }

    private static bool IsFinished(string folder) => LastLines(folder) is [.., var last] && last.StartsWith("{\"event\":\"finished\"", StringComparison.Ordinal);

    private static (double Seconds, long Steps)? Read(string line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            return root.TryGetProperty(MetricNames.Seconds, out JsonElement seconds) && root.TryGetProperty(MetricNames.Steps, out JsonElement steps)
                && seconds.TryGetDouble(out double time) && steps.TryGetInt64(out long count) && time > 0 && count > 0 ? (time, count) : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string[] LastLines(string folder)
    {
        try
        {
            string file = RunFolder.MetricsFileOf(folder);
            if (!File.Exists(file))
                return [];
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            byte[] tail = new byte[Math.Min(stream.Length, LongestTail)];
            stream.Seek(-tail.Length, SeekOrigin.End);
            int count = stream.ReadAtLeast(tail, tail.Length, throwOnEndOfStream: false);
            // What follows the last line feed is being written.
            return Encoding.UTF8.GetString(tail.AsSpan(0, count)).Split('\n')[..^1];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
