using System.Globalization;
using Ratchet.Environments.RandomPlay;

namespace Ratchet.Environments.Checking;

/// <summary>Numbers of a size that networks learn badly from.</summary>
internal static class ScaleCheck
{
    private const double LargeObservation = 10;
    private const double LargeReward = 30;
    private const double LargeReturn = 10_000;
    private const double SmallReward = 1e-3;
    private const double SmallReturn = 1e-2;

    /// <summary>Fewer observations may be alike by chance.</summary>
    private const int FewestSteps = 100;

    /// <summary>Wider observations are pictures, in which much never changes.</summary>
    private const int WidestList = 128;

    private const int MostNamed = 8;

    public static IEnumerable<Finding> Run(Workbench bench, PlayLog log)
    {
        EntryStatistics[] entries = log.Entries!.ToStatistics();
        if (bench.First.Environment.ObservationSpace is BoxSpace)
        {
            int[] large = [.. Indices(entries, entry => entry.Magnitude > LargeObservation)];
            if (large.Length > 0)
                yield return Finding.Warning(
                    "observation-scale", $"Observation {Named(large)} of a magnitude up to {entries.Max(entry => entry.Magnitude):0.#} in random play: train with normalize-observations = true, or divide by a typical value, so that all are about 1.");
            int[] constant = [.. Indices(entries, entry => entry.Min == entry.Max)];
            if (constant.Length > 0 && entries.Length <= WidestList && log.Steps >= FewestSteps)
                yield return Finding.Warning(
                    "constant-observation", $"Observation {Named(constant)} always the same in random play: leave out what never changes, or check that it is updated.");
        }

        foreach (Finding finding in Rewards(log))
            yield return finding;
    }

    private static IEnumerable<Finding> Rewards(PlayLog log)
    {
        double perStep = Math.Sqrt(log.SumOfSquaredRewards / log.Steps), perEpisode = Math.Sqrt(log.Ends.Sum(end => end.Return * end.Return) / log.Episodes);
        if (log.SumOfSquaredRewards == 0)
            yield return Finding.Warning(
                "reward-scale", $"All rewards of random play were 0: unless better actions are found by chance there is nothing to learn from, so reward progress too, or let episodes begin nearer to success.");
        else if (perStep > LargeReward || perEpisode > LargeReturn)
            yield return Finding.Warning(
                "reward-scale", $"Rewards have a magnitude of {perStep:0.##} a step and {perEpisode:0} an episode in random play: divide them by a typical value, or train with return-scaling = rewards.");
        else if (perStep < SmallReward && perEpisode < SmallReturn)
            yield return Finding.Warning(
                "reward-scale", $"Rewards have a magnitude of {perStep:0.0e0} a step and {perEpisode:0.0e0} an episode in random play: multiply them so that they are about 1, or train with return-scaling = rewards.");
    }

    private static IEnumerable<int> Indices(EntryStatistics[] entries, Func<EntryStatistics, bool> condition) =>
        Enumerable.Range(0, entries.Length).Where(i => condition(entries[i]));

    /// <summary>"entry 3 is", "entries 3 and 7 are", "entries 0, 1, 2 and 9 others are".</summary>
    private static string Named(int[] indices)
    {
        if (indices.Length == 1)
            return string.Create(CultureInfo.InvariantCulture, $"entry {indices[0]} is");
        int named = indices.Length > MostNamed ? MostNamed : indices.Length - 1;
        string last = indices.Length > MostNamed ? $"{indices.Length - MostNamed} others" : indices[^1].ToString(CultureInfo.InvariantCulture);
        return $"entries {string.Join(", ", indices[..named])} and {last} are";
    }
}
