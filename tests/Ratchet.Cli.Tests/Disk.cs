using System.Diagnostics;
using Xunit;

namespace Ratchet.Cli.Tests;

/// <summary>A small disk in memory, mounted in a folder of its own: one that can be full, or read-only even for root.</summary>
internal sealed class Disk : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ratchet-disk-").FullName;

    private Disk()
    {
    }

    /// <summary>Skips the test where mounting is not allowed; in continuous integration it must be.</summary>
    /// <param name="size">Bytes.</param>
    public static Disk Mount(long size)
    {
        var disk = new Disk();
        string? problem = !OperatingSystem.IsLinux() ? "Only Linux has tmpfs." : Run("mount", "-t", "tmpfs", "-o", $"size={size}", "none", disk.Path);
        if (problem is null)
            return disk;
        Directory.Delete(disk.Path);
        if (string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase))
            Assert.Fail($"A small disk cannot be mounted: {problem}");
        Assert.Skip($"A small disk cannot be mounted: {problem}");
        throw new UnreachableException();
    }

    public string Path => _folder;

    public string Sub(string name) => System.IO.Path.Combine(_folder, name);

    public void MakeReadOnly() => Assert.Null(Run("mount", "-o", "remount,ro", Path));

    public void MakeWritable() => Assert.Null(Run("mount", "-o", "remount,rw", Path));

    /// <summary>Fills it with a file, up to some bytes.</summary>
    public void Fill(long free)
    {
        long size = new DriveInfo(Path).AvailableFreeSpace - free;
        if (size > 0)
            File.WriteAllBytes(Sub("filler"), new byte[size]);
    }

    public void Empty() => File.Delete(Sub("filler"));

    public void Dispose()
    {
        Run("umount", Path);
        Directory.Delete(Path);
    }

    /// <returns>What was wrong; null for nothing.</returns>
    private static string? Run(string command, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : error.Trim();
    }
}
