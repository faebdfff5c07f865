namespace Ratchet.Environments.Checking;

/// <summary>Whether stepping takes memory that the garbage collector has to bring back.</summary>
internal static class AllocationCheck
{
    private const int WarmUp = 200;
    private const int Measured = 200;

    public static IEnumerable<Finding> Run(Workbench bench)
    {
        Rehearsal player = bench.First;
        long bytes = 0;
        player.Reset(0);
        for (int step = 0; step < WarmUp + Measured; step++)
        {
            if (player.Ended || player.Steps >= bench.Limit)
                player.Reset((uint)step);
            double[] action = [.. player.DrawAction()];
            long before = GC.GetAllocatedBytesForCurrentThread();
            Transition transition = player.Environment.Step(action, ref player.Random);
            bool ended = transition.Terminated || transition.Truncated;
            if (step >= WarmUp)
                bytes += GC.GetAllocatedBytesForCurrentThread() - before;
            if (ended)
                player.Reset((uint)step);
            else
                player.TakeMask();
        }

        if (bytes >= Measured)
            yield return Finding.Warning(
                "allocation", $"Step allocates {bytes / Measured} bytes each time: keep arrays in fields and reuse them, so that the garbage collector does not slow the training down.");
    }
}
