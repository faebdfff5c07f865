namespace Ratchet.Tests;

/// <summary>What a piece of work allocates on the thread that does it.</summary>
internal static class Allocation
{
    private const int Windows = 5;

    /// <summary>
    /// Bytes of the best of some rounds. The runtime may allocate once on a thread when it replaces code by better code; what the work itself
    /// allocates shows in every round.
    /// </summary>
    public static long Least(Action work)
    {
        long least = long.MaxValue;
        for (int window = 0; window < Windows && least > 0; window++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            work();
            least = long.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
