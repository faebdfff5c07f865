using System.Runtime.InteropServices;

namespace Ratchet.Gymnasium;

/// <summary>
/// A worker and what its environments started, a group of processes under the worker's number. It ends its group itself, unless it dies before.
/// </summary>
internal static partial class ProcessGroup
{
    private const int KillSignal = 9;

    /// <summary>Ends what is left of a group. The number is not given to another process before the last of the group is gone.</summary>
    public static void Kill(int id)
    {
        if (!OperatingSystem.IsWindows())
            _ = SendSignal(-id, KillSignal);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int id, int signal);
}
