using System.Globalization;
using Ratchet.Numerics;

namespace Ratchet.Environments.Checking;

/// <summary>Whether a snapshot holds everything that the rest of the episode depends on.</summary>
internal static class SnapshotCheck
{
    private const string Topic = "snapshot";

    public static IEnumerable<Finding> Run(Workbench bench)
    {
        Rehearsal player = bench.First;
        if (player.Environment.SnapshotSize == 0)
        {
            yield return Finding.Warning(
                Topic, $"The simulator makes no snapshots, so that a run cannot be resumed in mid-episode: give it StateFields, GetState and SetState, or SnapshotSize, SaveSnapshot and LoadSnapshot.");
            yield break;
        }

        Recording recording = Recording.Of(player, 0, bench.RecordedSteps(player));
        // Into an instance that has done nothing, as a resumed run has them; then into one that stands elsewhere.
        Rehearsal loaded = bench.New();
        foreach (int moment in (int[])[recording.Steps / 2, 0])
        {
            Finding? finding = Continue(recording, moment, player, loaded);
            if (finding is null)
                continue;
            yield return finding;
            yield break;
        }
    }

    private static Finding? Continue(Recording recording, int moment, Rehearsal player, Rehearsal loaded)
    {
        player.Reset(0);
        for (int step = 1; step <= moment; step++)
            player.Step(recording.ActionBefore(step));
        string place = string.Create(CultureInfo.InvariantCulture, $"after step {moment}");
        var snapshot = new double[player.Environment.SnapshotSize];
        RandomStream random = player.Random;
        try
        {
            player.Environment.SaveSnapshot(snapshot);
            loaded.Begin(0);
            loaded.Environment.LoadSnapshot(snapshot);
        }
        catch (Exception exception)
        {
            return Finding.Error(Topic, $"A snapshot {place} {Finding.Reason(exception)}: SaveSnapshot and LoadSnapshot take SnapshotSize numbers, and the latter works on a new simulator that was never reset.");
        }

        loaded.Random = random;
        loaded.TakeMask();
        if (!loaded.Mask.SequenceEqual(player.Mask))
            return Finding.Error(Topic, $"A simulator that loads a snapshot {place} has another action mask than the one that saved it: compute the mask in LoadSnapshot (or SetState) too.");
        if (recording.Replay(player, moment) is { } disturbed)
            return Finding.Error(Topic, $"Saving a snapshot {place} changes what follows: {disturbed} differs; SaveSnapshot (or GetState) must only read.");
        return recording.Replay(loaded, moment) is { } lost
            ? Finding.Error(Topic, $"A simulator that loads a snapshot {place} does not go on as the one that saved it: {lost} differs; put everything that the future depends on into the snapshot (or the StateFields).")
            : null;
    }
}
