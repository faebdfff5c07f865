using static Ratchet.Studies.Findings.FindingText;
using static Ratchet.Studies.Findings.RunHistory;

namespace Ratchet.Studies.Findings;

/// <summary>What is wrong with the observation normaliser: statistics that wait or stand still while the observations move away.</summary>
internal static class NormaliserFindings
{
    /// <summary>Updates whose new statistics had to wait. FixPO on HalfCheetah, the most of its usual tasks, defers a quarter.</summary>
    private const double MostDeferred = 0.5;

    /// <summary>Deviations of the acting statistics. A policy that has learnt to move sees means that are 1 to 2 off those of all it has ever seen.</summary>
    private const double FarOff = 5;

    /// <summary>Of a deviation, in one update: batches that are <see cref="FarOff"/> move statistics that are not frozen by more than this for their first 500 updates.</summary>
    private const double Still = 0.01;

    public static IEnumerable<Finding> Examine(RunHistory run)
    {
        if (!run.Training.Network.NormalizeObservations || !run.IsLong)
            yield break;
        if (Deferred(run) is { } deferred)
            yield return deferred;
        else if (Frozen(run) is { } frozen)
            yield return frozen;
    }

    private static Finding? Deferred(RunHistory run)
    {
        double share = Mean(run.Last(0.5, "train/deferred_swaps"));
        if (!(share > MostDeferred))
            return null;
        return new Finding(
            "normaliser-deferred", FindingSeverity.Warning,
            $"In {Share(share)} of the last half's updates the new statistics of observations had to wait, because they would have moved the policy beyond ε.",
            "Raise epsilon-kl, lower the learning rate so that the policy leaves them room, or collect larger batches.",
            [run.Evidence("train/deferred_swaps", share)]);
    }

    private static Finding? Frozen(RunHistory run)
    {
        double shift = Median(run.Last(0.25, "rollout/normalizer_shift")), mean = Median(run.Last(0.25, "rollout/input_mean")), deviation = Median(run.Last(0.25, "rollout/input_std_max"));
        if (!(shift < Still) || (!(mean > FarOff) && !(deviation > FarOff)))
            return null;
        return new Finding(
            "normaliser-frozen", FindingSeverity.Warning,
            $"The normalised observations of the last quarter lie {Number(mean)} deviations from 0 and deviate by {Number(deviation)}, but an update moves the statistics by only {Number(shift)}: they are those of an earlier policy.",
            "Begin anew without the old statistics (--from-parts policy,value), collect the first batches from states like those that come later, or scale the observations in the environment.",
            [run.Evidence("rollout/normalizer_shift", shift), run.Evidence("rollout/input_mean", mean), run.Evidence("rollout/input_std_max", deviation)]);
    }
}
