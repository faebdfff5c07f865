using System.Text;
using Ratchet.Storage;

namespace Ratchet.Studies.Reports;

/// <summary>Writes what is made of runs: whole files, or none.</summary>
public static class ReportFile
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes beside and renames, so that whoever reads meanwhile (a browser on the page of a study that grows) sees the old file or the new one. Equal text writes nothing.</summary>
    /// <returns>Whether the file is another one now.</returns>
    public static bool Write(string file, string text)
    {
        byte[] bytes = Utf8.GetBytes(text);
        // A device is written to: a file that is renamed over it would take its place, for everyone where the user is root.
        if (OperatingSystem.IsLinux() && Path.GetFullPath(file).StartsWith("/dev/", StringComparison.Ordinal) && File.Exists(file))
        {
            using var device = new FileStream(file, FileMode.Open, FileAccess.Write);
            device.Write(bytes);
            return true;
        }

        if (File.Exists(file) && File.ReadAllBytes(file).AsSpan().SequenceEqual(bytes))
            return false;
        if (Path.GetDirectoryName(file) is { Length: > 0 } folder)
            Directory.CreateDirectory(folder);
        WholeFile.Write(file, stream => stream.Write(bytes));
        return true;
    }
}
