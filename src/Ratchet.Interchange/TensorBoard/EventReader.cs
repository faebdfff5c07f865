using Google.Protobuf;
using Ratchet.Interchange.Protos;

namespace Ratchet.Interchange.TensorBoard;

/// <summary>Reads the events of a file that is not trusted, one after the other: no more than one record of limited size is in memory.</summary>
/// <param name="stream">The file from its beginning.</param>
internal sealed class EventReader(Stream stream)
{
    /// <summary>What the first event of a file says.</summary>
    public const string FileVersion = "brain.Event:2";

    private const int LongestRecord = 1 << 20;
    private static readonly MessageParser<Event> Parser = Event.Parser.WithDiscardUnknownFields(true);

    private byte[] _record = new byte[4096];

    /// <summary>Where the event ends that was read last.</summary>
    public long End { get; private set; }

    /// <summary>The next event; null at the end of the file, or where a kill cut its last record off.</summary>
    /// <exception cref="DamagedEventsException">What follows is none.</exception>
    public Event? Read()
    {
        if (!TryReadRecord(out ReadOnlySpan<byte> data, out long end))
            return null;
        Event read = Parse(data);
        if (End == 0 && read.FileVersion != FileVersion)
            throw new DamagedEventsException($"does not begin with '{FileVersion}'");
        End = end;
        return read;
    }

    private bool TryReadRecord(out ReadOnlySpan<byte> data, out long end)
    {
        data = default;
        end = End;
        Span<byte> header = _record.AsSpan(0, EventRecord.HeaderSize);
        if (stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length)
            return false;
        if (!EventRecord.TryReadLength(header, out ulong length))
            throw new DamagedEventsException("has a record whose length has a wrong checksum");
        if (length > LongestRecord)
            throw new DamagedEventsException($"has a record of {length} bytes, more than {LongestRecord}");
        int size = (int)length + EventRecord.FooterSize;
        if (_record.Length < size)
            _record = new byte[size];
        Span<byte> rest = _record.AsSpan(0, size);
        if (stream.ReadAtLeast(rest, size, throwOnEndOfStream: false) < size)
            return false;
        end += EventRecord.HeaderSize + size;
        // The last bytes of a file may be those that never reached the disk.
        if (!EventRecord.IsWhole(rest))
            return end >= stream.Length ? false : throw new DamagedEventsException("has a record with a wrong checksum");
        data = rest[..^EventRecord.FooterSize];
        return true;
    }

    private static Event Parse(ReadOnlySpan<byte> data)
    {
        try
        {
            return Parser.ParseFrom(data);
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new DamagedEventsException($"has a record that is no event ({exception.Message})");
        }
    }
}

/// <summary>A record is not what a run wrote; the message goes on after the name of the file.</summary>
internal sealed class DamagedEventsException(string message) : Exception(message);
