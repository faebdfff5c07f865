using System.Text.Json;
using Ratchet.Studies.Records;

namespace Ratchet.Dashboard.Index;

/// <summary>The numbers of the last lines of <c>metrics.jsonl</c> that the list shows.</summary>
/// <param name="Steps">Environment steps so far.</param>
/// <param name="Seconds">Seconds of training so far; NaN where unknown, as the two below.</param>
/// <param name="Return">Return of the last 100 episodes.</param>
/// <param name="StepsPerSecond">Steps over seconds so far.</param>
/// <param name="SecondsPerLine">About how long a line takes.</param>
/// <param name="IsFinished">Whether the last line says that the run is finished.</param>
internal sealed record LatestNumbers(long Steps, double Seconds, double Return, double StepsPerSecond, double SecondsPerLine, bool IsFinished)
{
    // A line has 1.4 kB; an evaluation point may stand after the last iteration.
    private const int UsualTail = 1 << 14;
    private const int LongestTail = 1 << 20;

    private const string Iterations = "time/iterations";
    private const string Speed = "time/fps";
    private static readonly string[] WantedNames = [MetricNames.Steps, MetricNames.Seconds, MetricNames.Return, Iterations, Speed];

    /// <summary>Those of a run without a line.</summary>
    public static LatestNumbers None { get; } = new(0, double.NaN, double.NaN, double.NaN, double.NaN, IsFinished: false);

    /// <summary>Reads the end of a file of metrics, however long the file is.</summary>
    /// <exception cref="InvalidDataException">The last lines are none of a run's.</exception>
    public static LatestNumbers Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        for (int size = UsualTail; ; size *= 8)
        {
            bool isWhole = size >= stream.Length;
            byte[] tail = new byte[Math.Min(size, stream.Length)];
            stream.Position = stream.Length - tail.Length;
            int count = stream.ReadAtLeast(tail, tail.Length, throwOnEndOfStream: false);
            if (Find(tail.AsSpan(0, count)) is { } found)
                return found;
            if (isWhole && tail.AsSpan(0, count).IndexOf((byte)'\n') < 0 && count < LongestTail)
                return None;
            if (isWhole || size >= LongestTail)
                throw new InvalidDataException($"the last lines of {path} are none of a run's.");
        }
    }

    /// <summary>The last whole line that is an iteration or the end; an evaluation point behind it tells nothing for the list.</summary>
    private static LatestNumbers? Find(ReadOnlySpan<byte> tail)
    {
        int end = tail.LastIndexOf((byte)'\n');
        while (end >= 0)
        {
            int start = tail[..end].LastIndexOf((byte)'\n') + 1;
            if (Parse(tail[start..end]) is { } numbers)
                return numbers;
            end = start - 1;
        }

        return null;
    }

    private static LatestNumbers? Parse(ReadOnlySpan<byte> line)
    {
        var numbers = new Dictionary<string, double>(StringComparer.Ordinal);
        bool isFinished = false;
        try
        {
            var json = new Utf8JsonReader(line);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
                return null;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                string? wanted = Wanted(ref json);
                bool isEvent = json.ValueTextEquals("event"u8);
                json.Read();
                if (isEvent && !(isFinished = json.TokenType == JsonTokenType.String && json.ValueTextEquals("finished"u8)))
                    return null;
                if (wanted is not null && json.TokenType == JsonTokenType.Number)
                    numbers[wanted] = json.GetDouble();
                else
                    json.Skip();
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }

        if (!numbers.TryGetValue(MetricNames.Steps, out double steps) || !(steps is >= 0 and <= 1e18))
            return null;
        double seconds = numbers.GetValueOrDefault(MetricNames.Seconds, double.NaN);
        double perLine = numbers.TryGetValue(Iterations, out double lines) ? seconds / lines : double.NaN;
        return new((long)steps, seconds, numbers.GetValueOrDefault(MetricNames.Return, double.NaN), numbers.GetValueOrDefault(Speed, double.NaN), perLine, isFinished);
    }

    private static string? Wanted(ref Utf8JsonReader json)
    {
        foreach (string name in WantedNames)
            if (json.ValueTextEquals(name))
                return name;
        return null;
    }
}
