using System.ComponentModel;
using System.Diagnostics;
using Ratchet.Environments;
using Ratchet.Numerics;
using Xunit;

namespace Ratchet.Gymnasium.Tests;

/// <summary>
/// Tests with a Python interpreter and, in place of the Gymnasium package, the small module beside them. Without an interpreter they are
/// skipped visibly, and fail in continuous integration; so are those with numpy's arrays without numpy.
/// </summary>
public abstract class NeedsPython
{
    private static readonly string? Python = Find("import numpy") ?? Find("");

    private static readonly bool HasNumpy = Find("import numpy") is not null;

    static NeedsPython() => Environment.SetEnvironmentVariable("PYTHONPATH", Path.Combine(AppContext.BaseDirectory, "python"));

    protected NeedsPython() => Require(Python is not null, "There is no Python 3; install the package python3.");

    internal static WorkerOptions Options => new() { Python = Python!, Count = 1 };

    /// <summary>A toy of <c>python/toys.py</c>; with numpy's arrays, or with lists.</summary>
    internal static string Toy(string name, bool arrays = false, string arguments = "")
    {
        if (arrays)
            Require(HasNumpy, "There is no numpy; install the package python3-numpy.");
        return $"gym:toys:{name}-v0?arrays={arrays}{(arguments.Length > 0 ? "&" : "")}{arguments}";
    }

    internal static RandomStream Stream(uint index = 0) => new(seed: 7, StreamPurpose.User, index);

    /// <summary>Whether a process runs (one that has ended and was not yet waited for does not).</summary>
    internal static bool Runs(int id)
    {
        try
        {
            using Process process = Process.GetProcessById(id);
            return !process.HasExited && !(OperatingSystem.IsLinux() && File.ReadAllText($"/proc/{id}/stat").Contains(") Z ", StringComparison.Ordinal));
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or IOException)
        {
            return false;
        }
    }

    /// <summary>Waits, generously, for the end of processes that end by themselves.</summary>
    internal static async Task RequireEnd(params int[] ids)
    {
        for (int i = 0; i < 600 && ids.Any(Runs); i++)
            await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(ids, Runs);
    }

    private static void Require(bool there, string problem)
    {
        if (string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase))
            Assert.True(there, problem);
        Assert.SkipUnless(there, problem);
    }

    private static string? Find(string script)
    {
        string[] candidates = [Environment.GetEnvironmentVariable("RATCHET_PYTHON") ?? "python3", "/usr/bin/python3", "python"];
        return candidates.FirstOrDefault(python =>
        {
            try
            {
                using Process process = Process.Start(new ProcessStartInfo(python, ["-c", $"import sys; assert sys.version_info >= (3, 8); {script}"]) { RedirectStandardError = true })!;
                process.StandardError.ReadToEnd();
                process.WaitForExit();
                return process.ExitCode == 0;
            }
            catch (Win32Exception)
            {
                return false;
            }
        });
    }
}
