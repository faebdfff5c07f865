namespace Ratchet.Storage;

/// <summary>Writes a file beside, flushes it to the disk and renames it: at its name stands the whole new file or the whole old one, never a part.</summary>
internal static class WholeFile
{
    /// <summary>Where a file is written before it takes its place.</summary>
    public static string TemporaryOf(string file) => file + ".tmp";

    /// <summary>Writes the whole file, and puts it in its place.</summary>
    public static void Write(string file, Action<Stream> write)
    {
        WriteBeside(file, write);
        try
        {
            PutInPlace(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A folder may stand there.
            Remove(file);
            throw;
        }
    }

    /// <summary>Writes the whole file beside its place; what a failure left of it is removed.</summary>
    public static void WriteBeside(string file, Action<Stream> write)
    {
        try
        {
            using var stream = new FileStream(TemporaryOf(file), FileMode.Create, FileAccess.Write);
            write(stream);
            stream.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            Remove(file);
            throw;
        }
    }

    /// <summary>Gives the file beside the name that it was written for.</summary>
    public static void PutInPlace(string file) => File.Move(TemporaryOf(file), file, overwrite: true);

    /// <summary>Removes what stands beside a file, where that is possible: a process that was killed may have left it.</summary>
    public static void Remove(string file)
    {
        try
        {
            File.Delete(TemporaryOf(file));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next write replaces it; the error that counts is the one that brought us here.
        }
    }
}
