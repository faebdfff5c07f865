using System.IO.MemoryMappedFiles;

namespace Ratchet.Gymnasium;

/// <summary>
/// Memory that this process and a worker map. Its file has a name only until the worker has opened it too: nothing is left behind, however
/// the processes end.
/// </summary>
internal sealed unsafe class SharedMemory : IDisposable
{
    /// <summary>On Linux a file system in memory; elsewhere the system's folder for temporary files does.</summary>
    private const string MemoryFolder = "/dev/shm";

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private byte* _start;

    public SharedMemory(long size)
    {
        Size = size;
        // Allocated at once: a full file system then refuses here, in place of ending the process at the first touch of a page.
        FileStream stream = Directory.Exists(MemoryFolder) && TryOpen(MemoryFolder, size) is { } inMemory ? inMemory : Open(Path.GetTempPath(), size);
        FilePath = stream.Name;
        _file = MemoryMappedFile.CreateFromFile(stream, null, size, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false);
        _view = _file.CreateViewAccessor(0, size);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
        _start += _view.PointerOffset;
    }

    public long Size { get; }

    public string FilePath { get; }

    public byte* Start => _start;

    /// <summary>Takes the name away when the worker has mapped the file; Windows does it when both have closed it.</summary>
    public void Unlink()
    {
        if (!OperatingSystem.IsWindows())
            File.Delete(FilePath);
    }

    public void Dispose()
    {
        if (_start == null)
            return;
        _start = null;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
        Unlink();
    }

    private static FileStream? TryOpen(string folder, long size)
    {
        try
        {
            return Open(folder, size);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static FileStream Open(string folder, long size)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            PreallocationSize = size,
        };
        if (OperatingSystem.IsWindows())
            options.Options = FileOptions.DeleteOnClose;
        else
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(Path.Combine(folder, $"ratchet-{Guid.NewGuid():N}"), options);
    }
}
