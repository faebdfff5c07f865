using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Ratchet.Training;

/// <summary>
/// A <see cref="Snapshot"/> as a safetensors file: the length of the header (8 bytes, little-endian), the header (JSON: dtype, shape
/// and byte range of every array), and the arrays without gaps. Python's <c>safetensors</c> reads it.
/// </summary>
public static class SafeTensors
{
    /// <summary>The format's own limit; a longer header is refused before memory is taken for it.</summary>
    internal const int LongestHeader = 100_000_000;

    /// <summary>Name of the entry that describes the file instead of an array.</summary>
    internal const string Metadata = "__metadata__";

    private const int HeaderAlignment = 8;

    /// <summary>Writes all entries; the widest numbers come first, so that every array lies at a multiple of its numbers' size.</summary>
    public static void Write(Stream stream, Snapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(snapshot);
        KeyValuePair<string, Array>[] entries = [.. snapshot.Entries.OrderByDescending(entry => SizeOf(entry.Value)).ThenBy(entry => entry.Key, StringComparer.Ordinal)];
        ReadOnlySpan<byte> header = Header(entries);
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach ((_, Array values) in entries)
            stream.Write(BytesOf(values));
    }

    /// <summary>Reads a whole file, which is not trusted.</summary>
    /// <param name="file">How errors name it.</param>
    /// <param name="stream">Must know its length.</param>
    /// <exception cref="SnapshotException">The file is damaged, or is no such file; the message names file and field.</exception>
    public static Snapshot Read(string file, Stream stream) => SafeTensorsReader.Read(file, stream);

    /// <summary>The bytes of an array, as they stand in memory and in the file (little-endian: no other processor runs .NET's vectors).</summary>
    internal static Span<byte> BytesOf(Array values) => values switch
    {
        float[] floats => MemoryMarshal.AsBytes(floats.AsSpan()),
        double[] doubles => MemoryMarshal.AsBytes(doubles.AsSpan()),
        ulong[] words => MemoryMarshal.AsBytes(words.AsSpan()),
        _ => throw new ArgumentException($"A snapshot holds floats, doubles or 64-bit words, not {values.GetType()}."),
    };

    private static int SizeOf(Array values) => values is float[] ? sizeof(float) : sizeof(double);

    private static ReadOnlySpan<byte> Header(KeyValuePair<string, Array>[] entries)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject(Metadata);
            json.WriteString("format", "ratchet");
            json.WriteEndObject();
            long offset = 0;
            foreach ((string name, Array values) in entries)
            {
                long end = offset + (long)values.Length * SizeOf(values);
                WriteEntry(json, name, values, offset, end);
                offset = end;
            }

            json.WriteEndObject();
        }

        while (buffer.WrittenCount % HeaderAlignment != 0)
            buffer.Write(" "u8);
        return buffer.WrittenSpan;
    }

    private static void WriteEntry(Utf8JsonWriter json, string name, Array values, long begin, long end)
    {
        json.WriteStartObject(name);
        json.WriteString("dtype", values switch { float[] => "F32", double[] => "F64", _ => "U64" });
        json.WriteStartArray("shape");
        json.WriteNumberValue(values.Length);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(begin);
        json.WriteNumberValue(end);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
