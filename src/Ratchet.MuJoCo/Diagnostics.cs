using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ratchet.MuJoCo;

/// <summary>
/// MuJoCo's callbacks for errors and warnings. After an error the library's state is undefined and its handler may not return; an
/// exception must not cross native frames. So the handler says where it happened and ends the process with 2. Warnings are counted in
/// mjData, where <see cref="MuJoCoEnvironment"/> reads them; the handler only keeps the library from writing its log file.
/// </summary>
internal static unsafe class Diagnostics
{
    [ThreadStatic]
    private static string? t_environment;

    [ThreadStatic]
    private static long t_step;

    internal static void Install(nint library)
    {
        *(delegate* unmanaged[Cdecl]<byte*, void>*)NativeLibrary.GetExport(library, "mju_user_error") = &OnError;
        *(delegate* unmanaged[Cdecl]<byte*, void>*)NativeLibrary.GetExport(library, "mju_user_warning") = &OnWarning;
    }

    /// <summary>Says what this thread is about to do inside the library.</summary>
    internal static void Enter(string environment, long step)
    {
        t_environment = environment;
        t_step = step;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnError(byte* message)
    {
        try
        {
            string text = (Marshal.PtrToStringUTF8((nint)message) ?? "").ReplaceLineEndings(" ").Trim();
            Console.Error.WriteLine($"error: {t_environment ?? "MuJoCo"}, step {t_step}: MuJoCo: {text}");
        }
        catch (Exception)
        {
            // A closed error stream changes nothing: the process ends below in any case.
        }
        finally
        {
            Environment.Exit(2);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnWarning(byte* message)
    {
    }
}
