using Google.Protobuf;
using Ratchet.Interchange.Protos;
using Ratchet.Training;

namespace Ratchet.Interchange.TensorBoard;

/// <summary>The events of a file up to a checkpoint. The file is not trusted: no more than one record of limited size is in memory.</summary>
internal sealed class KeptEvents
{
    /// <summary>What the first event of a file says.</summary>
    public const string FileVersion = "brain.Event:2";

    private const int LongestRecord = 1 << 20;
    private static readonly MessageParser<Event> Parser = Event.Parser.WithDiscardUnknownFields(true);

    private readonly string _path;
    private readonly Stream _stream;
    private byte[] _record = new byte[4096];
    private long _end;

    private KeptEvents(string path, Stream stream) => (_path, _stream) = (path, stream);

    /// <summary>Finds where the events that are not beyond some steps end; a record that a kill cut off, the last of the file, is dropped.</summary>
    /// <param name="path">Of the file, for messages.</param>
    /// <param name="stream">The file from its beginning.</param>
    /// <param name="steps">Environment steps at the checkpoint.</param>
    /// <returns>Bytes to keep.</returns>
    /// <exception cref="RunException">The file is none of ours, or damaged where it must be whole.</exception>
    public static long Measure(string path, Stream stream, long steps) => new KeptEvents(path, stream).Measure(steps);

    /// <summary>The numbers of a file, in their order; a record that a kill cut off, the last of the file, is none.</summary>
    /// <exception cref="RunException">The file is damaged.</exception>
    public static List<CurvePoint> ReadPoints(string path, Stream stream)
    {
        var events = new KeptEvents(path, stream);
        var points = new List<CurvePoint>();
        try
        {
            while (events.TryRead(out ReadOnlySpan<byte> data))
            {
                Event read = Parse(data);
                foreach (Summary.Types.Scalar scalar in read.Summary?.Value ?? [])
                    points.Add(new CurvePoint(read.Step, scalar.Tag, scalar.SimpleValue));
            }
        }
        catch (DamageException exception)
        {
            throw new RunException($"{path} {exception.Message}.");
        }

        return points;
    }

    private long Measure(long steps)
    {
        long kept = 0, last = 0;
        try
        {
            while (TryRead(out ReadOnlySpan<byte> data))
            {
                Event read = Parse(data);
                if (kept == 0 && read.FileVersion != FileVersion)
                    throw new DamageException($"does not begin with '{FileVersion}'");
                if (read.Step > steps)
                    break;
                (kept, last) = (_end, read.Step);
            }
        }
        catch (DamageException exception) when (last < steps)
        {
            throw new RunException($"{_path} {exception.Message} (at byte {kept}): remove the file, and the run goes on with a new one; metrics.jsonl has the same numbers.");
        }
        catch (DamageException)
        {
            // All that the checkpoint knows of is there: what is damaged was written after it, and is dropped with the rest.
        }

        return kept;
    }

    /// <returns>False at the end of the file, or where its last record is cut off.</returns>
    private bool TryRead(out ReadOnlySpan<byte> data)
    {
        data = default;
        Span<byte> header = _record.AsSpan(0, EventRecord.HeaderSize);
        if (_stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length)
            return false;
        if (!EventRecord.TryReadLength(header, out ulong length))
            throw new DamageException("has a record whose length has a wrong checksum");
        if (length > LongestRecord)
            throw new DamageException($"has a record of {length} bytes, more than {LongestRecord}");
        int size = (int)length + EventRecord.FooterSize;
        if (_record.Length < size)
            _record = new byte[size];
        Span<byte> rest = _record.AsSpan(0, size);
        if (_stream.ReadAtLeast(rest, size, throwOnEndOfStream: false) < size)
            return false;
        _end += EventRecord.HeaderSize + size;
        if (!EventRecord.IsWhole(rest))
            return _end >= _stream.Length ? false : throw new DamageException("has a record with a wrong checksum");
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
            throw new DamageException($"has a record that is no event ({exception.Message})");
        }
    }

    /// <summary>A record is not what a run wrote; the message goes on after the name of the file.</summary>
    private sealed class DamageException(string message) : Exception(message);
}
