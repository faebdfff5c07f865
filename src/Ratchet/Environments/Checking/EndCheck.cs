using Ratchet.Numerics;

namespace Ratchet.Environments.Checking;

/// <summary>Ends of episodes that are not what the simulator says they are.</summary>
internal static class EndCheck
{
    /// <summary>Fewer episodes may be alike by chance.</summary>
    private const int FewestEpisodes = 5;

    /// <summary>Shorter episodes are hardly a matter of time.</summary>
    private const int ShortestLimit = 20;

    /// <summary>Random words that the last step may have drawn before a reset of its own.</summary>
    private const int MostWords = 256;

    public static IEnumerable<Finding> Run(Workbench bench, PlayLog log)
    {
        PlayLog.Ending[] own = [.. log.Ends.Where(end => end.Terminated || end.Truncated)];
        if (LooksLikeATimeLimit(log))
        {
            int length = log.Ends[0].Length;
            yield return Finding.Warning(
                "truncation", $"All {log.Episodes} episodes terminated at step {length}: if that is a time limit, leave it to the definition (timeLimit: {length}) or return truncated, so that the value of the last state is not taken for zero.");
        }

        // An episode of one step has nothing between its first and its last observation to compare them with.
        if (own.Length > 0 && own.All(end => end.Length > 1) && ResetsItself(bench, own))
            yield return Finding.Error(
                "final-observation", $"The observation that ends an episode is the first one of the next: the simulator resets itself in its last step; leave that to the caller and return the final observation.");
    }

    private static bool LooksLikeATimeLimit(PlayLog log) =>
        log.Episodes >= FewestEpisodes && log.Ends[0].Length >= ShortestLimit && log.Ends.TrueForAll(end => end.Terminated && end.Length == log.Ends[0].Length);

    private static bool ResetsItself(Workbench bench, PlayLog.Ending[] ends)
    {
        bool alwaysTheSame = ends.All(end => end.First.AsSpan().SequenceEqual(ends[0].First));
        if (alwaysTheSame)
            return ends.Length >= FewestEpisodes && ends.All(end => end.Final.AsSpan().SequenceEqual(end.First)) && HasOtherObservations(bench, ends);
        Rehearsal other = bench.Second;
        return ends.All(end => IsReset(other.Environment, end));
    }

    /// <summary>A simulator whose observation never changes says nothing about its end.</summary>
    private static bool HasOtherObservations(Workbench bench, PlayLog.Ending[] ends)
    {
        Rehearsal player = bench.Second;
        player.Reset(0);
        while (!player.Ended && player.Steps < bench.Limit)
        {
            player.Step();
            if (!player.Ended && !player.Observation.AsSpan().SequenceEqual(ends[0].First))
                return true;
        }

        return false;
    }

    /// <summary>
    /// Whether the final observation is, to the bit, what a reset gives from the random numbers of the last step: from the first of
    /// them, or after some that the dynamics took (plain words, or normals, whose pair keeps one).
    /// </summary>
    private static bool IsReset(IEnvironment environment, PlayLog.Ending end)
    {
        Span<ulong> before = stackalloc ulong[RandomStream.StateSize], after = stackalloc ulong[RandomStream.StateSize];
        end.Before.Save(before);
        end.After.Save(after);
        ulong drawn = after[0] - before[0];
        if (drawn == 0)
            return false;
        RandomStream words = end.Before, normals = end.Before;
        for (int skipped = 0; skipped <= (int)(drawn < MostWords ? drawn : MostWords); skipped++)
        {
            if (GivesFinal(environment, words, end) || GivesFinal(environment, normals, end))
                return true;
            words.NextUInt32();
            normals.NextGaussian();
        }

        return false;
    }

    private static bool GivesFinal(IEnvironment environment, RandomStream random, PlayLog.Ending end) =>
        environment.Reset(ref random).SequenceEqual(end.Final);
}
