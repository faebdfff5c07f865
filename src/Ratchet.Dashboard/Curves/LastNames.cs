using System.Text.Json;

namespace Ratchet.Dashboard.Curves;

/// <summary>The names of the numbers in the last lines of metrics.</summary>
internal static class LastNames
{
    private const int Tail = 1 << 16;
    private const int MostNames = 256;
    private const int LongestName = 200;

    /// <summary>In the order of the file. A line that is none of a run's has none.</summary>
    public static IReadOnlyCollection<string> Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        byte[] tail = new byte[stream.Length < Tail ? stream.Length : Tail];
        stream.Position = stream.Length - tail.Length;
        ReadOnlySpan<byte> rest = tail.AsSpan(0, stream.ReadAtLeast(tail, tail.Length, throwOnEndOfStream: false));
        var names = new OrderedDictionary<string, bool>(StringComparer.Ordinal);
        while (rest.IndexOf((byte)'\n') is >= 0 and var length)
        {
            Take(rest[..length], names);
            rest = rest[(length + 1)..];
        }

        return names.Keys;
    }

    private static void Take(ReadOnlySpan<byte> line, OrderedDictionary<string, bool> names)
    {
        try
        {
            var json = new Utf8JsonReader(line);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
                return;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName && names.Count < MostNames)
            {
                string? name = json.ValueSpan.Length <= LongestName ? json.GetString() : null;
                json.Read();
                if (name is not null && json.TokenType is JsonTokenType.Number or JsonTokenType.Null)
                    names[name!] = true;
                else
                    json.Skip();
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Cut at its beginning by the tail, or damaged.
        }
    }
}
