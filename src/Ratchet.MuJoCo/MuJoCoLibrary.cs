using System.Runtime.InteropServices;

namespace Ratchet.MuJoCo;

/// <summary>
/// The native library, MuJoCo 2.2.2: found under its usual names, or at the path that the environment variable <c>RATCHET_MUJOCO</c>
/// gives. It is loaded once, on first use; its version is checked and its error and warning callbacks are taken over then.
/// </summary>
public static unsafe class MuJoCoLibrary
{
    /// <summary>The environment variable that names the library's file.</summary>
    public const string PathVariable = "RATCHET_MUJOCO";

    private const string Remedy = $"install it with `apt-get install libmujoco2.2.2`, or set {PathVariable} to the path of the library";

    private static readonly string[] s_usualNames =
        OperatingSystem.IsWindows() ? ["mujoco.dll"]
        : OperatingSystem.IsMacOS() ? ["libmujoco.2.2.2.dylib", "libmujoco.dylib"]
        : ["libmujoco.so.2.2.2", "libmujoco.so"];

    private static readonly Lazy<string?> s_problem = new(Load);

    /// <summary>Whether MuJoCo 2.2.2 is there.</summary>
    public static bool IsAvailable => Problem is null;

    /// <summary>Why MuJoCo cannot be used, in one sentence with the remedy; null when it can.</summary>
    public static string? Problem => s_problem.Value;

    /// <summary>The loaded library.</summary>
    internal static nint Handle { get; private set; }

    /// <summary>Loads the library unless it is loaded.</summary>
    /// <exception cref="MuJoCoUnavailableException">The library is missing, or another version.</exception>
    public static void Require()
    {
        if (Problem is { } problem)
            throw new MuJoCoUnavailableException(problem);
    }

    /// <summary>The address of one of its functions.</summary>
    internal static nint Function(string name) => NativeLibrary.GetExport(Handle, name);

    private static string? Load()
    {
        string? problem = Find(Environment.GetEnvironmentVariable(PathVariable), s_usualNames, out nint handle);
        if (problem is not null)
            return problem;
        Handle = handle;
        Diagnostics.Install(handle);
        NativeLibrary.SetDllImportResolver(typeof(Native).Assembly, static (name, _, _) => name == Native.Library ? Handle : 0);
        return null;
    }

    /// <summary>
    /// Loads the library at <paramref name="path"/> or, when that is not given, the first that is found under a usual name.
    /// </summary>
    /// <returns>What is wrong, in one sentence; null when all is well.</returns>
    internal static string? Find(string? path, ReadOnlySpan<string> usualNames, out nint handle)
    {
        handle = 0;
        if (!string.IsNullOrEmpty(path))
            return NativeLibrary.TryLoad(path, out handle)
                ? CheckVersion(path, handle)
                : $"MuJoCo cannot be loaded from {PathVariable}={path}; {Remedy}.";
        foreach (string name in usualNames)
            if (NativeLibrary.TryLoad(name, typeof(Native).Assembly, searchPath: null, out handle))
                return CheckVersion(name, handle);
        return $"The MuJoCo environments need MuJoCo 2.2.2, which was not found ({string.Join(", ", usualNames)}); {Remedy}.";
    }

    /// <summary>
    /// The offsets in <see cref="Layout"/> hold for one version only: with another, every read would be of something else.
    /// </summary>
    private static string? CheckVersion(string name, nint handle)
    {
        if (!NativeLibrary.TryGetExport(handle, "mj_version", out nint version))
            return $"{name} is not MuJoCo: it has no function mj_version; {Remedy}.";
        int found = ((delegate* unmanaged[Cdecl]<int>)version)();
        return found == Layout.Version
            ? null
            : $"The MuJoCo environments need MuJoCo 2.2.2 (mj_version {Layout.Version}), but {name} has mj_version {found}; {Remedy}.";
    }
}
