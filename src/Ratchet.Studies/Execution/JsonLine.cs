using System.Buffers;
using System.Text.Json;

namespace Ratchet.Studies.Execution;

/// <summary>One JSON object with a line feed behind it, in UTF-8.</summary>
internal static class JsonLine
{
    public static ReadOnlySpan<byte> Of(Action<Utf8JsonWriter> properties)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            properties(json);
            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan;
    }
}
