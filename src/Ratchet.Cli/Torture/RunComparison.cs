using System.Text.Json;
using Ratchet.Interchange.TensorBoard;
using Ratchet.Training;

namespace Ratchet.Cli.Torture;

/// <summary>Compares what two finished runs have left.</summary>
internal static class RunComparison
{
    private const string CheckpointFile = "checkpoint.safetensors";
    private const string MetricsFile = "metrics.jsonl";

    /// <summary>The first difference, as a sentence; null when there is none.</summary>
    /// <param name="expected">Folder of the run that nothing interrupted.</param>
    /// <param name="found">Folder of the one that was killed.</param>
    public static string? Difference(string expected, string found) =>
        DifferenceOfMetrics(File.ReadAllLines(Path.Combine(expected, MetricsFile)), File.ReadAllLines(Path.Combine(found, MetricsFile)))
        ?? DifferenceOfBytes(File.ReadAllBytes(Path.Combine(expected, CheckpointFile)), File.ReadAllBytes(Path.Combine(found, CheckpointFile)))
        ?? DifferenceOfCurves(PointsOf(expected), PointsOf(found));

    /// <summary>The hash of the parameters that a finished run's metrics end with.</summary>
    public static string HashOf(string folder)
    {
        using JsonDocument last = JsonDocument.Parse(File.ReadLines(Path.Combine(folder, MetricsFile)).Last());
        return last.RootElement.GetProperty("hash").GetString()!;
    }

    private static string? DifferenceOfMetrics(string[] expected, string[] found)
    {
        for (int i = 0; i < Math.Min(expected.Length, found.Length); i++)
        {
            (string[] one, string[] other) = (NumbersOf(expected[i]), NumbersOf(found[i]));
            if (!one.SequenceEqual(other))
                return $"line {i + 1} of {MetricsFile}: {one.Except(other, StringComparer.Ordinal).FirstOrDefault("nothing more")} became {other.Except(one, StringComparer.Ordinal).FirstOrDefault("nothing more")}";
        }

        return expected.Length == found.Length ? null : $"{MetricsFile} has {found.Length} lines instead of {expected.Length}";
    }

    /// <summary>A line without what depends on the machine and its clock.</summary>
    private static string[] NumbersOf(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        return [.. document.RootElement.EnumerateObject().Where(property => !DependsOnTheMachine(property.Name)).Select(property => property.ToString())];
    }

    private static bool DependsOnTheMachine(string name) => MetricTable.OfIteration.Any(metric => metric.DependsOnMachine && metric.Name == name);

    private static ScalarPoint[] PointsOf(string folder) => [.. TensorBoardEvents.Read(folder).Where(point => !DependsOnTheMachine(point.Tag))];

    private static string? DifferenceOfCurves(ScalarPoint[] expected, ScalarPoint[] found)
    {
        int first = expected.AsSpan().CommonPrefixLength(found);
        return first == expected.Length && first == found.Length
            ? null
            : $"{TensorBoardEvents.FileName} differs from point {first + 1} on ({found.Length} points, {expected.Length} expected)";
    }

    private static string? DifferenceOfBytes(byte[] expected, byte[] found)
    {
        int first = expected.AsSpan().CommonPrefixLength(found);
        return first == expected.Length && first == found.Length
            ? null
            : $"{CheckpointFile} differs from byte {first} on ({found.Length} bytes, {expected.Length} expected)";
    }
}
