using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Ratchet.Storage;

/// <summary>
/// Reads a safetensors file into a <see cref="Snapshot"/>. The file is not trusted: every length is held against the bytes that are there
/// before memory is taken, and the arrays must fill the data without gap or overlap. Memory and time are at most proportional to its length.
/// </summary>
internal sealed class SafeTensorsReader
{
    private const int LongestReason = 400;

    private readonly string _file;
    private readonly Stream _stream;
    private readonly Snapshot _snapshot = new();
    private bool _isOurs;

    private SafeTensorsReader(string file, Stream stream) => (_file, _stream) = (file, stream);

    /// <summary>Reads a whole file.</summary>
    /// <param name="file">How errors name it.</param>
    /// <param name="stream">Must know its length.</param>
    /// <exception cref="SnapshotException">The file is damaged, or is no such file; the message names file and field.</exception>
    public static Snapshot Read(string file, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new SafeTensorsReader(file, stream).Read();
    }

    private Snapshot Read()
    {
        _isOurs = BeginsAsOurs();
        byte[] header = ReadHeader();
        try
        {
            using JsonDocument document = JsonDocument.Parse(header);
            ReadArrays(ReadEntries(document.RootElement));
            RequireWhole(header);
            return _snapshot;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The second is a name with half a surrogate pair: JSON, but no text.
            throw Damaged($"the header is not JSON ({exception.Message})");
        }
    }

    /// <summary>
    /// Whether a file that cannot be read was ours before it was damaged: most of the name of the checksum stands where ours has it, or the beginning is gone
    /// (a shorter file, or the zeros that a power cut leaves).
    /// </summary>
    private bool BeginsAsOurs()
    {
        ReadOnlySpan<byte> expected = SafeTensors.ChecksumStart;
        Span<byte> start = stackalloc byte[sizeof(ulong) + expected.Length];
        int read = _stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        _stream.Position = 0;
        if (read <= sizeof(ulong) || !start[..read].ContainsAnyExcept((byte)0))
            return true;
        Span<byte> found = start[sizeof(ulong)..read];
        if (found.Length < expected.Length)
            return expected.StartsWith(found);
        // Before it, files of all programs are alike.
        int name = expected.IndexOf("sha256"u8), equal = 0;
        for (int i = name; i < expected.Length; i++)
            equal += found[i] == expected[i] ? 1 : 0;
        return 2 * equal > expected.Length - name;
    }

    private byte[] ReadHeader()
    {
        Span<byte> prefix = stackalloc byte[sizeof(ulong)];
        if (_stream.Length == 0)
            throw Damaged("it is empty");
        if (_stream.Length < prefix.Length)
            throw Damaged($"it has {_stream.Length} bytes; the length of the header alone takes {prefix.Length}");
        _stream.ReadExactly(prefix);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        long rest = _stream.Length - prefix.Length;
        if (length > (ulong)rest || length > SafeTensors.LongestHeader)
            throw Damaged($"the header's length is {length}; at most {Math.Min(rest, SafeTensors.LongestHeader)} bytes are possible");
        byte[] header = new byte[length];
        _stream.ReadExactly(header);
        return header;
    }

    private List<Entry> ReadEntries(JsonElement header)
    {
        if (header.ValueKind != JsonValueKind.Object)
            throw Damaged("the header is not an object");
        var entries = new List<Entry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (JsonProperty property in header.EnumerateObject())
        {
            if (!names.Add(property.Name))
                throw Damaged($"the entry '{property.Name}' stands twice");
            if (property.Name == SafeTensors.Metadata)
                ReadMetadata(property.Value);
            else
                entries.Add(ReadEntry(property.Name, property.Value));
        }

        entries.Sort((a, b) => a.Begin != b.Begin ? a.Begin.CompareTo(b.Begin) : a.End.CompareTo(b.End));
        RequireNoGap(entries);
        return entries;
    }

    private void ReadMetadata(JsonElement metadata)
    {
        if (metadata.ValueKind != JsonValueKind.Object)
            throw Damaged($"{SafeTensors.Metadata} is not an object");
        foreach (JsonProperty property in metadata.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.String)
                throw Damaged($"the {SafeTensors.Metadata} '{property.Name}' is not a text");
            if (!_snapshot.Metadata.TryAdd(property.Name, property.Value.GetString()!))
                throw Damaged($"the {SafeTensors.Metadata} '{property.Name}' stands twice");
        }
    }

    private Entry ReadEntry(string name, JsonElement value)
    {
        string type = Field(name, value, "dtype", JsonValueKind.String).GetString()!;
        if (type is not ("F32" or "F64" or "U64"))
            throw Damaged($"the entry '{name}' has the dtype '{type}'; expected F32, F64 or U64");
        long count = 1;
        long[] shape = Numbers(name, value, "shape");
        foreach (long extent in shape)
            count = extent <= int.MaxValue && (extent == 0 || count <= _stream.Length / extent) ? count * extent : throw Damaged($"the shape of '{name}' is larger than the file");
        long[] offsets = Numbers(name, value, "data_offsets");
        if (offsets.Length != 2 || offsets[1] < offsets[0])
            throw Damaged($"the data_offsets of '{name}' are [{string.Join(", ", offsets)}]; expected begin ≤ end");
        long size = type == "F32" ? sizeof(float) : sizeof(double);
        if (offsets[1] - offsets[0] != count * size)
            throw Damaged($"the entry '{name}' takes {offsets[1] - offsets[0]} bytes; its shape needs {count * size}");
        if (count * size > int.MaxValue)
            throw Damaged($"the entry '{name}' takes {count * size} bytes; at most {int.MaxValue} can be read");
        return new Entry(name, type, Array.ConvertAll(shape, extent => (int)extent), count, offsets[0], offsets[1]);
    }

    private void RequireNoGap(List<Entry> entries)
    {
        long position = 0;
        foreach (Entry entry in entries)
        {
            if (entry.Begin != position)
                throw Damaged($"the entry '{entry.Name}' begins at {entry.Begin}; the one before it ends at {position}");
            position = entry.End;
        }

        long data = _stream.Length - _stream.Position;
        if (position != data)
            throw Damaged($"the entries take {position} bytes; the file holds {data}");
    }

    private void ReadArrays(List<Entry> entries)
    {
        foreach (Entry entry in entries)
        {
            Array values = entry.Type switch
            {
                "F32" => ReadArray<float>(entry),
                "F64" => ReadArray<double>(entry),
                _ => ReadArray<ulong>(entry),
            };
            _snapshot.Add(entry.Name, values, entry.Shape);
        }
    }

    /// <summary>Holds the file against its checksum; only files of other programs have none.</summary>
    private void RequireWhole(byte[] header)
    {
        bool saysOurs = _snapshot.Metadata.TryGetValue(SafeTensors.FormatKey, out string? format) && format == SafeTensors.Format;
        ReadOnlySpan<byte> start = SafeTensors.ChecksumStart;
        if (!header.AsSpan().StartsWith(start))
        {
            _isOurs |= saysOurs;
            if (_isOurs)
                throw Damaged("its checksum is missing");
            return;
        }

        Span<byte> place = header.AsSpan(start.Length, Math.Min(SafeTensors.ChecksumLength, header.Length - start.Length));
        string found = Encoding.UTF8.GetString(place);
        place.Fill((byte)'0');
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        _stream.Position = 0;
        Span<byte> block = stackalloc byte[sizeof(ulong)];
        _stream.ReadExactly(block);
        hash.AppendData(block);
        hash.AppendData(header);
        byte[] data = new byte[1 << 16];
        _stream.Position += header.Length;
        for (int read = _stream.Read(data); read > 0; read = _stream.Read(data))
            hash.AppendData(data, 0, read);
        if (Convert.ToHexStringLower(hash.GetHashAndReset()) != found)
            throw Damaged("its bytes do not have the checksum that it gives");
        _snapshot.Metadata.Remove("sha256");
        _snapshot.Metadata.Remove(SafeTensors.FormatKey);
    }

    private T[] ReadArray<T>(Entry entry)
    {
        var values = new T[entry.Count];
        _stream.ReadExactly(SafeTensors.BytesOf(values));
        return values;
    }

    private JsonElement Field(string entry, JsonElement value, string field, JsonValueKind kind)
    {
        if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty(field, out JsonElement found) && found.ValueKind == kind)
            return found;
        throw Damaged($"the entry '{entry}' has no {field}");
    }

    private long[] Numbers(string entry, JsonElement value, string field)
    {
        JsonElement array = Field(entry, value, field, JsonValueKind.Array);
        var numbers = new long[array.GetArrayLength()];
        int i = 0;
        // Not by index: that walks from the start when an element is itself an array.
        foreach (JsonElement number in array.EnumerateArray())
            if (number.ValueKind != JsonValueKind.Number || !number.TryGetInt64(out numbers[i++]) || numbers[i - 1] < 0)
                throw Damaged($"the {field} of '{entry}' holds {number.GetRawText()}; expected whole numbers, 0 or more");
        return numbers;
    }

    private SnapshotException Damaged(string what)
    {
        what = Excerpt.Of(what, LongestReason);
        return new SnapshotException(_isOurs ? $"{_file} is damaged: {what}." : $"{_file} is not a whole safetensors file: {what}.") { IsDamage = _isOurs };
    }

    private readonly record struct Entry(string Name, string Type, int[] Shape, long Count, long Begin, long End);
}
