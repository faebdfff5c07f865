using System.Diagnostics;
using System.Runtime.CompilerServices;
using Xunit;

namespace Ratchet.MuJoCo.Tests;

public sealed class LayoutTests
{
    [Fact]
    public void The_committed_layout_is_what_the_script_writes_from_the_headers()
    {
        bool canRun = File.Exists("/usr/include/mujoco/mujoco.h") && File.Exists("/usr/bin/cc");
        Assert.SkipUnless(canRun, "needs a C compiler and MuJoCo's headers (libmujoco-dev)");
        string repository = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", ".."));
        string written = Path.GetTempFileName();
        try
        {
            using Process process = Process.Start("sh", [Path.Combine(repository, "eng", "mujoco", "layout.sh"), written]);
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
            Assert.Equal(File.ReadAllText(written), File.ReadAllText(Path.Combine(repository, "src", "Ratchet.MuJoCo", "Layout.g.cs")));
        }
        finally
        {
            File.Delete(written);
        }
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
