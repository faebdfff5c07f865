namespace Ratchet.Environments.Checking;

/// <summary>
/// Whether an episode depends on its random stream and its actions alone: played by another instance, again by the same one, and
/// beside another one.
/// </summary>
internal static class DeterminismCheck
{
    /// <summary>The first error hides the others, of which it would be the cause.</summary>
    public static IEnumerable<Finding> Run(Workbench bench)
    {
        Rehearsal one = bench.New(), other = bench.New();
        int steps = bench.RecordedSteps(one);
        Recording recording = Recording.Of(one, 0, steps);
        if (Repeat(recording, other) is { } unseeded)
        {
            yield return Finding.Error(
                "determinism", $"Two simulators with the same random stream and the same actions differ in {unseeded}: take every random number from the stream that Reset and Step are given, and nothing from the clock or from System.Random.");
            yield break;
        }

        if (LeftOver(bench, recording, one, steps) is { } leftOver)
        {
            yield return leftOver;
            if (leftOver.Severity == Severity.Error)
                yield break;
        }

        if (Beside(recording, one, other) is { } shared)
            yield return Finding.Error(
                "instances", $"Two simulators that run side by side disturb each other: {shared}; they must share nothing that changes, so look for static fields and shared buffers.");
    }

    private static string? Repeat(Recording recording, Rehearsal player)
    {
        player.Reset(0);
        return recording.Difference(0, player) ?? recording.Replay(player, 0);
    }

    /// <summary>
    /// Something may outlive an episode on purpose (a button that sticks): then it is out of sight at the reset, and part of the snapshot.
    /// From here on simulators are made blank before a reset, so that the other checks can repeat episodes.
    /// </summary>
    private static Finding? LeftOver(Workbench bench, Recording recording, Rehearsal one, int steps)
    {
        PlayOthers(bench, one, steps);
        one.Reset(0);
        string? atOnce = recording.Difference(0, one), difference = atOnce ?? recording.Replay(one, 0);
        Rehearsal fresh = bench.New();
        fresh.Reset(0);
        double[]? blank = Snapshot(fresh.Environment);
        if (difference is null)
        {
            bench.Blank = blank;
            return null;
        }

        PlayOthers(bench, one, steps);
        one.Reset(0);
        if (atOnce is not null || blank is null || blank.AsSpan().SequenceEqual(Snapshot(one.Environment)))
            return Finding.Error(
                "reset", $"The same episode, played again after others, differs in {difference}: something is left over from the episode before, so set every field anew in Reset.");
        bench.Blank = blank;
        return Finding.Warning(
            "reset", $"The same episode, played again after others, differs in {difference}: a number of the snapshot outlives the reset, so that episodes depend on their order; unless that is meant, set it anew in Reset.");
    }

    /// <summary>One episode to its end, and another one into its middle.</summary>
    private static void PlayOthers(Workbench bench, Rehearsal one, int steps)
    {
        one.Play(1, bench.Limit);
        one.Play(2, steps / 2);
    }

    /// <summary>Null where there is none; what is wrong with it is found later.</summary>
    private static double[]? Snapshot(IEnvironment environment)
    {
        var snapshot = new double[environment.SnapshotSize];
        try
        {
            environment.SaveSnapshot(snapshot);
            environment.LoadSnapshot(snapshot);
        }
        catch (Exception)
        {
            return null;
        }

        return snapshot.Length > 0 ? snapshot : null;
    }

    private static string? Beside(Recording recording, Rehearsal one, Rehearsal other)
    {
        if (SharesBuffer(one, other))
            return "the observation of one is overwritten by the other";
        other.Reset(1);
        one.Reset(0);
        string? difference = recording.Difference(0, one) ?? recording.Replay(one, 0, between: () =>
        {
            // Both a step and a reset of the other one may do the harm.
            if (other.Ended || other.Steps % 7 == 6)
                other.Reset(2);
            other.Step();
        });
        return difference is null ? null : $"one differs in {difference}";
    }

    /// <summary>A buffer that all share is right as long as one thread steps them one after another, and wrong from the second thread on.</summary>
    private static bool SharesBuffer(Rehearsal one, Rehearsal other)
    {
        one.Begin(0);
        ReadOnlySpan<double> observation = one.Environment.Reset(ref one.Random);
        double[] copy = observation.ToArray();
        other.Play(1, 3);
        return !observation.SequenceEqual(copy);
    }
}
