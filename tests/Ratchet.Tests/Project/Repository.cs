using System.Diagnostics;
using Xunit;

namespace Ratchet.Tests.Project;

/// <summary>The checkout that the tests were built from.</summary>
internal static class Repository
{
    private static readonly Lazy<IReadOnlyList<TrackedFile>?> Files = new(ReadTrackedFiles);

    /// <summary>The folder that holds Ratchet.slnx.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>What git tracks; skips the calling test where there is no git or no checkout.</summary>
    public static IReadOnlyList<TrackedFile> TrackedFiles()
    {
        Assert.SkipWhen(Files.Value is null, "This is no git checkout (or git is missing).");
        return Files.Value!;
    }

    /// <summary>The C# files below a folder, without build output; their paths are relative to the root and have forward slashes.</summary>
    public static IEnumerable<string> SourceFiles(string folder) =>
        from path in Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
        let relative = Path.GetRelativePath(Root, path).Replace('\\', '/')
        where !relative.Split('/').Any(part => part is "bin" or "obj")
        orderby relative
        select relative;

    public static string Read(string relative) => File.ReadAllText(Path.Combine(Root, relative));

    /// <summary>Runs a program to its end, with nothing on standard input.</summary>
    public static ProcessResult Run(string file, IEnumerable<string> arguments, string? folder = null)
    {
        ProcessStartInfo start = new(file, arguments)
        {
            WorkingDirectory = folder ?? Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new ProcessResult(process.ExitCode, output, error.Result);
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Ratchet.slnx")))
                return folder.FullName;
        }
        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds Ratchet.slnx.");
    }

    private static List<TrackedFile>? ReadTrackedFiles()
    {
        try
        {
            // The checkout may belong to another user than the one who tests it.
            ProcessResult git = Run("git", ["-c", "safe.directory=*", "ls-files", "-s", "--eol", "-z"]);
            return git.ExitCode == 0 ? [.. git.Output.Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(Parse)] : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>"100755 HASH 0⇥i/lf    w/lf    attr/text=auto eol=lf⇥path"</summary>
    private static TrackedFile Parse(string entry)
    {
        string[] fields = entry.Split('\t', 3);
        string index = fields[1].Split(' ', 2)[0];
        return new TrackedFile(fields[2], fields[0].Split(' ', 2)[0], index["i/".Length..]);
    }
}

/// <summary>A file that git tracks.</summary>
/// <param name="Path">From the root, with forward slashes.</param>
/// <param name="Mode">100755 when executable.</param>
/// <param name="LineEndings">In the index: lf, crlf, mixed, none, or -text for a binary file.</param>
internal sealed record TrackedFile(string Path, string Mode, string LineEndings)
{
    public bool IsText => LineEndings != "-text";

    /// <summary>False for a file that was deleted and not yet committed so.</summary>
    public bool Exists => File.Exists(System.IO.Path.Combine(Repository.Root, Path));
}

internal sealed record ProcessResult(int ExitCode, string Output, string Error);
