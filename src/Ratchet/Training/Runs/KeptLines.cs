using System.Buffers;
using System.Text.Json;
using Ratchet.Storage;

namespace Ratchet.Training.Runs;

/// <summary>The lines of <c>metrics.jsonl</c> up to a checkpoint: where they end, and the time of training that they tell of.</summary>
/// <param name="Length">Bytes of the lines, with their line feeds.</param>
/// <param name="Seconds">That of the last iteration among them; 0 when there is none.</param>
internal readonly record struct KeptLines(long Length, double Seconds)
{
    private const int BlockSize = 1 << 16;
    private const int LongestLine = 1 << 20;

    /// <summary>Reads from the beginning of a file that is not trusted, a block at a time.</summary>
    /// <exception cref="RunException">There are fewer lines, or one of them is none of ours.</exception>
    public static KeptLines Read(string path, Stream stream, long lines)
    {
        byte[] block = new byte[BlockSize];
        var line = new ArrayBufferWriter<byte>();
        long read = 0, length = 0;
        double seconds = 0;
        while (read < lines)
        {
            int count = stream.Read(block);
            if (count == 0)
                throw new RunException($"{path} has {read} whole lines; the checkpoint was taken after line {lines}: put the file back, or begin anew in another folder.");
            ReadOnlySpan<byte> rest = block.AsSpan(0, count);
            while (read < lines && rest.IndexOf((byte)'\n') is >= 0 and var end)
            {
                line.Write(rest[..end]);
                read++;
                length += line.WrittenCount + 1;
                seconds = SecondsOf(path, read, line.WrittenMemory) ?? seconds;
                line.ResetWrittenCount();
                rest = rest[(end + 1)..];
            }

            if (read < lines)
                line.Write(rest);
            if (line.WrittenCount > LongestLine)
                throw new RunException($"line {read + 1} of {path} has more than {LongestLine} bytes: it is none of a run's.");
        }

        return new KeptLines(length, seconds);
    }

    private static double? SecondsOf(string path, long number, ReadOnlyMemory<byte> line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            return document.RootElement.TryGetProperty(MetricsLog.SecondsField, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double seconds)
                && seconds is >= 0 and < double.PositiveInfinity ? seconds : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new RunException($"line {number} of {path} is no JSON object ({Excerpt.Of(exception.Message)}): put the file back, or begin anew in another folder.", exception);
        }
    }
}
