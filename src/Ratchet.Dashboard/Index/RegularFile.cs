namespace Ratchet.Dashboard.Index;

/// <summary>
/// A file of a run as it stands in the folder itself. A symbolic link is not followed, so that none leads out of the root; what has no size (a pipe and a device have none) is not
/// opened, because that may never return.
/// </summary>
internal static class RegularFile
{
    /// <summary>Length and time of the last writing; null when there is no such file, or when it is a link or has no size.</summary>
    public static (long Length, DateTime Written)? Stat(string path)
    {
        var file = new FileInfo(path);
        return file.Exists && (file.Attributes & (FileAttributes.ReparsePoint | FileAttributes.Directory | FileAttributes.Device)) == 0 && file.Length > 0
            ? (file.Length, file.LastWriteTimeUtc)
            : null;
    }
}
