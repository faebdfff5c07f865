using System.Buffers;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace Ratchet.Environments.Wrappers;

/// <summary>
/// A new file that any number of <see cref="RecordEpisodes"/>, on any threads, write to: one line of JSON for each finished episode, in the order in
/// which they end. It is made at the first step of any of them, and closed when the last of them is disposed.
/// </summary>
/// <remarks>A line goes to the system at once and whole: whatever ends the process later, the file keeps it.</remarks>
public sealed class EpisodeFile
{
    private readonly Lock _lock = new();
    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly Utf8JsonWriter _json;
    private SafeFileHandle? _handle;
    private bool _isOurs;
    private long _length;
    private int _writers;

    /// <summary>Names the file; nothing is done with it yet.</summary>
    public EpisodeFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Path = path;
        _json = new Utf8JsonWriter(_line);
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Its length in bytes as a number of a snapshot: 0 while it is not made, else the length + 1.</summary>
    internal long Position
    {
        get
        {
            lock (_lock)
                return _isOurs ? _length + 1 : 0;
        }
    }

    internal void Join()
    {
        lock (_lock)
            _writers++;
    }

    internal void Leave()
    {
        lock (_lock)
        {
            if (--_writers > 0)
                return;
            _handle?.Dispose();
            _handle = null;
        }
    }

    /// <summary>Makes the file, if this object did not make it before.</summary>
    /// <exception cref="IOException">There is one already, or it cannot be made.</exception>
    internal void Open()
    {
        lock (_lock)
        {
            if (!_isOurs && File.Exists(Path))
                throw new IOException($"'{Path}' is there already, and is not overwritten; name a new file, or remove that one.");
            _handle ??= File.OpenHandle(Path, _isOurs ? FileMode.Open : FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read);
            _isOurs = true;
        }
    }

    /// <summary>Goes back to where a snapshot was made: what a killed run wrote after it will be written again.</summary>
    /// <exception cref="IOException">The file is gone, or shorter than it was.</exception>
    internal void ContinueAt(long position)
    {
        lock (_lock)
        {
            if (position == Position || position == 0)
                return;
            _handle ??= File.OpenHandle(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
            if (RandomAccess.GetLength(_handle) < position - 1)
                throw new IOException($"'{Path}' is shorter than it was when the run was saved.");
            RandomAccess.SetLength(_handle, position - 1);
            (_isOurs, _length) = (true, position - 1);
        }
    }

    /// <summary>Appends one line, as <see cref="EpisodeRecording"/> reads it.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    internal void Append<T>(T episode, Action<Utf8JsonWriter, T> write)
    {
        lock (_lock)
        {
            _line.ResetWrittenCount();
            _json.Reset();
            write(_json, episode);
            _json.Flush();
            _line.Write("\n"u8);
            Open();
            try
            {
                RandomAccess.Write(_handle!, _line.WrittenSpan, _length);
                _length += _line.WrittenCount;
            }
            catch (IOException)
            {
                // A full disk leaves no half line.
                RandomAccess.SetLength(_handle!, _length);
                throw;
            }
        }
    }
}
