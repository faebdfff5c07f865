using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Ratchet.Storage;

/// <summary>One JSON object with a line feed behind it, in UTF-8: for files and pipes, not for a web page, so that formulas and signs stay readable.</summary>
internal static class JsonLine
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>An object with the properties that are written.</summary>
    public static byte[] Of(Action<Utf8JsonWriter> properties)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            properties(json);
            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }
}
