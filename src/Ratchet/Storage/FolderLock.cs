namespace Ratchet.Storage;

/// <summary>Holds a folder for one process at a time, by a file in it that nobody else may open.</summary>
internal static class FolderLock
{
    /// <summary>The file's name.</summary>
    public const string FileName = ".lock";

    // What an IOException says when another process holds the file: EAGAIN, and ERROR_SHARING_VIOLATION.
    private const int LockedOnLinux = 11;
    private const int LockedOnMacOS = 35;
    private const int LockedOnWindows = unchecked((int)0x80070020);

    /// <summary>Takes the lock. The system gives it free when the process ends, however it ends; the file stays.</summary>
    /// <returns>What holds the folder until it is disposed of; null when another process has it.</returns>
    public static FileStream? TryTake(string folder)
    {
        try
        {
            return new FileStream(Path.Combine(folder, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (exception.HResult is LockedOnLinux or LockedOnMacOS or LockedOnWindows)
        {
            return null;
        }
    }
}
