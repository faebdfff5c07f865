namespace Ratchet.Environments.Checking;

/// <summary>
/// Whether an episode depends on its random stream and its actions alone: played by another instance, again by the same one, and
/// beside another one.
/// </summary>
internal static class DeterminismCheck
{
    /// <summary>The first finding hides the others, of which it would be the cause.</summary>
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

        // To its end, and then into the middle of a third one.
        one.Play(1, bench.Limit);
        one.Play(2, steps / 2);
        if (Repeat(recording, one) is { } leftOver)
        {
            yield return Finding.Error(
                "reset", $"The same episode, played again after others, differs in {leftOver}: something is left over from the episode before, so set every field anew in Reset.");
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

    private static string? Beside(Recording recording, Rehearsal one, Rehearsal other)
    {
        if (SharesBuffer(one, other))
            return "the observation of one is overwritten by the other";
        other.Reset(1);
        one.Reset(0);
        bool before = false;
        string? difference = recording.Difference(0, one) ?? recording.Replay(one, 0, between: () =>
        {
            // Both a step and a reset of the other one may do the harm.
            if (other.Ended || before && other.Steps % 7 == 0)
                other.Reset(2);
            other.Step();
            before = true;
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
