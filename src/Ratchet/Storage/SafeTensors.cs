using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Ratchet.Storage;

/// <summary>
/// A <see cref="Snapshot"/> as a safetensors file: the length of the header (8 bytes, little-endian), the header (JSON: dtype, shape
/// and byte range of every array), and the arrays without gaps. Python's <c>safetensors</c> reads it.
/// </summary>
/// <remarks>
/// The metadata of a file of ours begins with the SHA-256 of the whole file, taken with zeros in its own place: a bit that flips anywhere is
/// found. Files of other programs have none and are read without.
/// </remarks>
public static class SafeTensors
{
    /// <summary>The format's own limit; a longer header is refused before memory is taken for it.</summary>
    internal const int LongestHeader = 100_000_000;

    /// <summary>Name of the entry that describes the file instead of an array.</summary>
    internal const string Metadata = "__metadata__";

    /// <summary>The metadata that every file of ours has.</summary>
    internal const string FormatKey = "format";

    /// <summary>Its value.</summary>
    internal const string Format = "ratchet";

    /// <summary>Where the header of a file of ours begins its checksum.</summary>
    internal static ReadOnlySpan<byte> ChecksumStart => "{\"__metadata__\":{\"sha256\":\""u8;

    /// <summary>Hexadecimal digits of the checksum.</summary>
    internal const int ChecksumLength = 2 * SHA256.HashSizeInBytes;

    private const int HeaderAlignment = 8;

    /// <summary>Writes all entries; the widest numbers come first, so that every array lies at a multiple of its numbers' size.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="snapshot">What.</param>
    /// <param name="withChecksum">False for a file that other programs will change: they would keep the checksum, and it would be wrong.</param>
    public static void Write(Stream stream, Snapshot snapshot, bool withChecksum = true)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(snapshot);
        KeyValuePair<string, Array>[] entries = [.. snapshot.Entries.OrderByDescending(entry => SizeOf(entry.Value)).ThenBy(entry => entry.Key, StringComparer.Ordinal)];
        Span<byte> header = Header(snapshot, entries, withChecksum);
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        if (withChecksum)
            Seal(length, header, entries);
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

    /// <summary>Reads a whole file, which is not trusted.</summary>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    /// <exception cref="SnapshotException">The file is damaged, or is no such file; the message names file and field.</exception>
    public static Snapshot ReadFile(string file)
    {
        using FileStream stream = File.OpenRead(file);
        return Read(file, stream);
    }

    /// <summary>The bytes of an array, as they stand in memory and in the file (little-endian: no other processor runs .NET's vectors).</summary>
    internal static Span<byte> BytesOf(Array values) => values switch
    {
        float[] floats => MemoryMarshal.AsBytes(floats.AsSpan()),
        double[] doubles => MemoryMarshal.AsBytes(doubles.AsSpan()),
        ulong[] words => MemoryMarshal.AsBytes(words.AsSpan()),
        _ => throw new ArgumentException($"A snapshot holds floats, doubles or 64-bit words, not {values.GetType()}."),
    };

    private static int SizeOf(Array values) => values is float[] ? sizeof(float) : sizeof(double);

    private static void Seal(ReadOnlySpan<byte> length, Span<byte> header, KeyValuePair<string, Array>[] entries)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(length);
        hash.AppendData(header);
        foreach ((_, Array values) in entries)
            hash.AppendData(BytesOf(values));
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash.GetHashAndReset()), header.Slice(ChecksumStart.Length, ChecksumLength));
    }

    private static Span<byte> Header(Snapshot snapshot, KeyValuePair<string, Array>[] entries, bool withChecksum)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject(Metadata);
            if (withChecksum)
            {
                json.WriteString("sha256", new string('0', ChecksumLength));
                json.WriteString(FormatKey, Format);
            }

            foreach ((string name, string text) in snapshot.Metadata)
                json.WriteString(name, text);
            json.WriteEndObject();
            long offset = 0;
            foreach ((string name, Array values) in entries)
            {
                long end = offset + (long)values.Length * SizeOf(values);
                WriteEntry(json, name, values, snapshot.ShapeOf(name), offset, end);
                offset = end;
            }

            json.WriteEndObject();
        }

        while (buffer.WrittenCount % HeaderAlignment != 0)
            buffer.Write(" "u8);
        return MemoryMarshal.AsMemory(buffer.WrittenMemory).Span;
    }

    private static void WriteEntry(Utf8JsonWriter json, string name, Array values, ReadOnlySpan<int> shape, long begin, long end)
    {
        json.WriteStartObject(name);
        json.WriteString("dtype", values switch { float[] => "F32", double[] => "F64", _ => "U64" });
        json.WriteStartArray("shape");
        foreach (int side in shape)
            json.WriteNumberValue(side);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(begin);
        json.WriteNumberValue(end);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
