using System.Text.Json;
using Ratchet.Interchange.TensorBoard;
using Ratchet.Training;
using Ratchet.Training.Metrics;

namespace Ratchet.Cli.Torture;

/// <summary>Compares what two finished runs have left: each number of the metrics and of the curves that is not the clock's or the machine's, and every other file byte for byte.</summary>
internal static class RunComparison
{
    private const string MetricsFile = "metrics.jsonl";

    /// <summary>What tells of the machine, and what was the last but one; both depend on when a run was stopped.</summary>
    private static readonly string[] Unlike = ["config.json", ".lock", MetricsFile, TensorBoardEvents.FileName];

    private static readonly HashSet<string> OfTheMachine =
        [.. MetricTable.OfIteration.Where(metric => metric.DependsOnMachine).Select(metric => metric.Name)];

    /// <summary>The first difference, as a sentence; null when there is none.</summary>
    /// <param name="expected">Folder of the run that nothing interrupted.</param>
    /// <param name="found">Folder of the one that was killed.</param>
    public static string? Difference(string expected, string found) => DifferenceOfMetrics(expected, found) ?? DifferenceOfCurves(expected, found) ?? DifferenceOfFiles(expected, found);

    /// <summary>The hash of the parameters that a finished run's metrics end with.</summary>
    public static string HashOf(string folder)
    {
        using JsonDocument last = JsonDocument.Parse(File.ReadLines(Path.Combine(folder, MetricsFile)).Last());
        return last.RootElement.GetProperty("hash").GetString()!;
    }

    private static string? DifferenceOfMetrics(string expectedFolder, string foundFolder)
    {
        string[] expected = File.ReadAllLines(Path.Combine(expectedFolder, MetricsFile)), found = File.ReadAllLines(Path.Combine(foundFolder, MetricsFile));
        for (int i = 0; i < Math.Min(expected.Length, found.Length); i++)
        {
            (string[] one, string[] other) = (NumbersOf(expected[i]), NumbersOf(found[i]));
            if (!one.SequenceEqual(other, StringComparer.Ordinal))
                return $"line {i + 1} of {MetricsFile}: {one.Except(other, StringComparer.Ordinal).FirstOrDefault("nothing more")} became {other.Except(one, StringComparer.Ordinal).FirstOrDefault("nothing more")}";
        }

        return expected.Length == found.Length ? null : $"{MetricsFile} has {found.Length} lines instead of {expected.Length}";
    }

    /// <summary>A line without what depends on the machine and its clock.</summary>
    private static string[] NumbersOf(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        return [.. document.RootElement.EnumerateObject().Where(property => !OfTheMachine.Contains(property.Name)).Select(property => property.ToString())];
    }

    private static string? DifferenceOfCurves(string expected, string found)
    {
        ScalarPoint[] one = PointsOf(expected), other = PointsOf(found);
        for (int i = 0; i < Math.Min(one.Length, other.Length); i++)
            if (one[i] != other[i])
                return $"{TensorBoardEvents.FileName}: {one[i].Tag} of step {one[i].Step}, {one[i].Value}, became {other[i].Tag} of step {other[i].Step}, {other[i].Value}";
        return one.Length == other.Length ? null : $"{TensorBoardEvents.FileName} has {other.Length} numbers instead of {one.Length}";
    }

    private static ScalarPoint[] PointsOf(string folder) => [.. TensorBoardEvents.Read(folder).Where(point => !OfTheMachine.Contains(point.Tag))];

    private static string? DifferenceOfFiles(string expected, string found)
    {
        string[] names = FilesOf(expected);
        if (FilesOf(found).Except(names, StringComparer.Ordinal).FirstOrDefault() is { } stray)
            return $"{stray} is left over";
        foreach (string name in names)
        {
            if (!File.Exists(Path.Combine(found, name)))
                return $"{name} is missing";
            byte[] one = File.ReadAllBytes(Path.Combine(expected, name)), other = File.ReadAllBytes(Path.Combine(found, name));
            int first = one.AsSpan().CommonPrefixLength(other);
            if (first < one.Length || first < other.Length)
                return $"{name} differs from byte {first} on ({other.Length} bytes, {one.Length} expected)";
        }

        return null;
    }

    private static string[] FilesOf(string folder) =>
    [
        .. Directory.GetFiles(folder).Select(file => Path.GetFileName(file))
            .Where(name => !Unlike.Contains(name, StringComparer.Ordinal) && !name.Contains(".previous.", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
    ];
}
