using Google.Protobuf;
using Ratchet.Interchange.Protos;
using Ratchet.Training.Runs;

namespace Ratchet.Interchange.TensorBoard;

/// <summary>An event file that grows: every event is one write, so that a killed process loses none that it wrote. Appending allocates nothing.</summary>
internal sealed class EventFile : IDisposable
{
    private readonly FileStream _file;
    private byte[] _record = new byte[4096];

    /// <summary>Opens the file and drops what lies beyond some steps; at 0 steps it begins anew.</summary>
    /// <param name="path">The file; made if it is not there.</param>
    /// <param name="steps">Environment steps at the checkpoint that the run goes on from.</param>
    /// <param name="wallTime">Seconds since 1970, for the first event of a new file.</param>
    /// <exception cref="RunException">The file is none of ours, or damaged.</exception>
    public EventFile(string path, long steps, double wallTime)
    {
        if (Directory.Exists(path))
            throw new RunException($"{path} is a folder, where a run has a file: move it away, or choose another folder for the run.");
        long kept = steps > 0 && File.Exists(path) ? Measure(path, steps) : 0;
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0);
        _file.SetLength(kept);
        _file.Seek(kept, SeekOrigin.Begin);
        if (kept == 0)
            Append(new Event { WallTime = wallTime, FileVersion = EventReader.FileVersion });
    }

    /// <summary>Adds an event.</summary>
    public void Append(Event written)
    {
        int size = written.CalculateSize();
        if (_record.Length < size + EventRecord.Overhead)
            _record = new byte[2 * (size + EventRecord.Overhead)];
        Span<byte> record = _record.AsSpan(0, size + EventRecord.Overhead);
        written.WriteTo(record.Slice(EventRecord.HeaderSize, size));
        EventRecord.Seal(record);
        _file.Write(record);
    }

    /// <summary>Sees to it that everything written is on the disk.</summary>
    public void Flush() => _file.Flush(flushToDisk: true);

    public void Dispose() => _file.Dispose();

    private static long Measure(string path, long steps)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16);
        return KeptEvents.Measure(path, stream, steps);
    }
}
