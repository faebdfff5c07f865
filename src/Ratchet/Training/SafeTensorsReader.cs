using System.Buffers.Binary;
using System.Text.Json;

namespace Ratchet.Training;

/// <summary>
/// Reads a safetensors file into a <see cref="Snapshot"/>. The file is not trusted: every length is held against the bytes that are there
/// before memory is taken, and the arrays must fill the data without gap or overlap.
/// </summary>
internal sealed class SafeTensorsReader
{
    private readonly string _file;
    private readonly Stream _stream;

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
        byte[] header = ReadHeader();
        try
        {
            using JsonDocument document = JsonDocument.Parse(header);
            return ReadArrays(ReadEntries(document.RootElement));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The second is a name with half a surrogate pair: JSON, but no text.
            throw Damaged($"the header is not JSON ({exception.Message})");
        }
    }

    private byte[] ReadHeader()
    {
        Span<byte> prefix = stackalloc byte[sizeof(ulong)];
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
            if (property.Name != SafeTensors.Metadata)
                entries.Add(ReadEntry(property.Name, property.Value));
        }

        entries.Sort((a, b) => a.Begin != b.Begin ? a.Begin.CompareTo(b.Begin) : a.End.CompareTo(b.End));
        RequireNoGap(entries);
        return entries;
    }

    private Entry ReadEntry(string name, JsonElement value)
    {
        string type = Field(name, value, "dtype", JsonValueKind.String).GetString()!;
        if (type is not ("F32" or "F64" or "U64"))
            throw Damaged($"the entry '{name}' has the dtype '{type}'; expected F32, F64 or U64");
        long count = 1;
        foreach (long extent in Numbers(name, value, "shape"))
            count = extent == 0 || count <= _stream.Length / extent ? count * extent : throw Damaged($"the shape of '{name}' is larger than the file");
        long[] offsets = Numbers(name, value, "data_offsets");
        if (offsets.Length != 2 || offsets[1] < offsets[0])
            throw Damaged($"the data_offsets of '{name}' are [{string.Join(", ", offsets)}]; expected begin ≤ end");
        long size = type == "F32" ? sizeof(float) : sizeof(double);
        if (offsets[1] - offsets[0] != count * size)
            throw Damaged($"the entry '{name}' takes {offsets[1] - offsets[0]} bytes; its shape needs {count * size}");
        return new Entry(name, type, count, offsets[0], offsets[1]);
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

    private Snapshot ReadArrays(List<Entry> entries)
    {
        var snapshot = new Snapshot();
        foreach (Entry entry in entries)
        {
            switch (entry.Type)
            {
                case "F32":
                    snapshot.Add(entry.Name, ReadArray<float>(entry));
                    break;
                case "F64":
                    snapshot.Add(entry.Name, ReadArray<double>(entry));
                    break;
                default:
                    snapshot.Add(entry.Name, ReadArray<ulong>(entry));
                    break;
            }
        }

        return snapshot;
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
        for (int i = 0; i < numbers.Length; i++)
            if (array[i].ValueKind != JsonValueKind.Number || !array[i].TryGetInt64(out numbers[i]) || numbers[i] < 0)
                throw Damaged($"the {field} of '{entry}' holds {array[i].GetRawText()}; expected whole numbers, 0 or more");
        return numbers;
    }

    private SnapshotException Damaged(string what) => new($"{_file} is damaged: {what}.");

    private readonly record struct Entry(string Name, string Type, long Count, long Begin, long End);
}
