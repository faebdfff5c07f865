using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Ratchet.Environments;
using Xunit;

namespace Ratchet.MuJoCo.Tests;

/// <summary>Finding the library needs no library.</summary>
public sealed class MissingLibraryTests
{
    [Fact]
    public void A_library_that_is_nowhere_gives_one_sentence_with_the_install_command()
    {
        string? problem = MuJoCoLibrary.Find(path: null, ["libno-such-mujoco.so"], out _);
        Assert.NotNull(problem);
        Assert.Contains("apt-get install libmujoco2.2.2", problem, StringComparison.Ordinal);
        Assert.Contains("RATCHET_MUJOCO", problem, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem);
    }

    [Fact]
    public void A_wrong_path_is_named_and_not_passed_over_for_another_library()
    {
        string? problem = MuJoCoLibrary.Find("/no/such/libmujoco.so", ["libmujoco.so.2.2.2"], out _);
        Assert.Contains("RATCHET_MUJOCO=/no/such/libmujoco.so", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_library_is_not_taken_for_MuJoCo()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "uses the name of Linux's C library");
        Assert.Contains("is not MuJoCo", MuJoCoLibrary.Find("libc.so.6", [], out _), StringComparison.Ordinal);
    }

    [Fact]
    public void Tasks_are_listed_without_the_library() =>
        Assert.Equal("halfcheetah hopper", string.Join(' ', MuJoCoTasks.All.Take(2).Select(task => task.Name)));
}

public sealed unsafe class MuJoCoLibraryTests : NeedsMuJoCo
{
    private const string ErrorTrigger = "RATCHET_TEST_MUJOCO_ERROR";

    [Fact]
    public void The_library_is_version_2_2_2()
    {
        var version = (delegate* unmanaged[Cdecl]<int>)NativeLibrary.GetExport(MuJoCoLibrary.Handle, "mj_version");
        Assert.Equal(222, version());
    }

    [Fact]
    public void A_model_that_does_not_compile_is_one_sentence_with_the_reason()
    {
        const string Xml = "<mujoco><worldbody><nonsense/></worldbody></mujoco>";
        var exception = Assert.Throws<EnvironmentException>(() => MuJoCoModel.Load("broken", Xml));
        Assert.StartsWith("model 'broken' is refused by MuJoCo:", exception.Message, StringComparison.Ordinal);
        Assert.Contains("nonsense", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Fact]
    public void An_error_inside_the_library_ends_the_process_with_2_and_names_environment_and_step()
    {
        string assembly = typeof(MuJoCoLibraryTests).Assembly.Location;
        var start = new ProcessStartInfo("dotnet", [assembly]) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment[ErrorTrigger] = "1";
        using Process process = Process.Start(start)!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(2, process.ExitCode);
        Assert.Equal("error: hopper, step 3: MuJoCo: planted", error.Trim());
    }

    /// <summary>The child process of the test above: three steps, then the library reports an error.</summary>
    [ModuleInitializer]
    internal static void PlantError()
    {
        if (Environment.GetEnvironmentVariable(ErrorTrigger) is null)
            return;
        MuJoCoEnvironment hopper = Make("hopper");
        var random = default(Numerics.RandomStream);
        for (int i = 0; i < 3; i++)
            hopper.Step([0, 0, 0], ref random);
        var error = (delegate* unmanaged[Cdecl]<byte*, void>)NativeLibrary.GetExport(MuJoCoLibrary.Handle, "mju_error");
        fixed (byte* message = "planted\0"u8)
            error(message);
    }
}
