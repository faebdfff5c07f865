using Ratchet.Studies.Records;
using Ratchet.Updates.Rules;
using static Ratchet.Studies.Findings.FindingText;
using static Ratchet.Studies.Findings.RunHistory;

namespace Ratchet.Studies.Findings;

/// <summary>What is wrong with the size of the policy's steps: KL beyond its bound, within the batch or on the next one's states; clips and fixups that do most of the work.</summary>
internal static class RegionFindings
{
    /// <summary>Of ε. On MuJoCo, FixPO's greatest KL on the next batch's states stays below 3 ε in a million steps.</summary>
    private const double FarBeyond = 5;

    /// <summary>One update in twenty: below that it is single states.</summary>
    private const double OftenBeyond = 0.05;

    /// <summary>Nats. e¹⁰: what was a usual action has become one in 20,000, in one update.</summary>
    private const double Jump = 10;

    /// <summary>One update in a hundred.</summary>
    private const double OftenJumps = 0.01;

    /// <summary>When the clip holds more than half of the samples, the gradient is that of the other half. PPO at its usual settings clips 5 to 25 %.</summary>
    private const double MostClipped = 0.5;

    /// <summary>Fixup steps for each primary one; FixPO at its usual settings takes 0 to 0.1.</summary>
    private const double MostFixup = 1;

    /// <summary>Updates in which the last resort was needed; usually none.</summary>
    private const double MostInterpolated = 0.2;

    /// <summary>Updates whose line search took no step.</summary>
    private const double MostRejected = 0.5;

    public static IEnumerable<Finding> Examine(RunHistory run) =>
        new[] { Broken(run), OutOfSample(run), Jumps(run), Clipped(run), Fixup(run), Interpolated(run), Rejected(run) }.OfType<Finding>();

    private static Finding? Broken(RunHistory run)
    {
        double violations = run.All("train/violations").Sum();
        if (run.Run.Finished?.TryGetValue("total/violations", out double total) == true && total > violations)
            violations = total;
        if (violations == 0)
            return null;
        int line = run["train/violations"].IndexOfAnyExcept(0, double.NaN);
        double greatest = Greatest(run.All(MetricNames.MaxKl));
        return new Finding(
            "kl-beyond-bound", FindingSeverity.Fault,
            $"{Count((long)violations, "update")} broke the bound that the rule promises; the greatest KL of any update is {Number(greatest)}.",
            "A rule that promises a bound keeps it by construction, so that this is a fault of the program or of the machine: run the same command in another folder, and report it when the same step fails again.",
            [new FindingEvidence("train/violations", violations, run.StepAt(line)), run.Evidence(MetricNames.MaxKl, greatest)]);
    }

    private static Finding? OutOfSample(RunHistory run)
    {
        if (run.Training.Parts.Neighbourhood != NeighbourhoodKind.MaxKl || !run.IsLong)
            return null;
        ReadOnlySpan<double> next = run["train/next_batch_max_kl"];
        int known = 0, beyond = 0;
        double greatest = 0;
        for (int i = 0; i < next.Length; i++)
        {
            if (double.IsNaN(next[i]))
                continue;
            known++;
            // The update before this line's is the one that was bounded.
            beyond += next[i] > FarBeyond * run.At(run.Training.Region.EpsilonKl, i - 1) ? 1 : 0;
            greatest = Math.Max(greatest, next[i]);
        }

        if (known == 0 || beyond < OftenBeyond * known)
            return null;
        return new Finding(
            "kl-out-of-sample", FindingSeverity.Warning,
            $"On the next batch's states the KL was beyond {Number(FarBeyond)} ε in {Share((double)beyond / known)} of the updates, up to {Number(greatest)}: the bound holds where it is kept and says little of other states.",
            "Collect larger batches (environments, horizon), so that they hold the states that come next, or lower epsilon-kl or the learning rate.",
            [run.Evidence("train/next_batch_max_kl", greatest)]);
    }

    private static Finding? Jumps(RunHistory run)
    {
        double[] all = run.All(MetricNames.MaxKl);
        int jumps = all.Count(kl => kl > Jump);
        if (run.Training.Parts.Neighbourhood == NeighbourhoodKind.MaxKl || !run.IsLong || all.Length == 0 || jumps < OftenJumps * all.Length)
            return null;
        return new Finding(
            "kl-jumps", FindingSeverity.Warning,
            $"In {Share((double)jumps / all.Length)} of the updates the policy changed by more than {Number(Jump)} nats in some state, up to {Number(Greatest(all))}; the rule bounds no state's KL.",
            "Promise a bound (--rule fixpo, or --set neighbourhood=max-kl), lower the learning rate, or raise log-deviation-floor where σ has become small.",
            [run.Evidence(MetricNames.MaxKl, Greatest(all))]);
    }

    private static Finding? Clipped(RunHistory run)
    {
        double share = Mean(run.Last(0.5, "train/clip_fraction"));
        if (run.Training.Parts.Drift is not (DriftKind.Ppo or DriftKind.DualClip) || !run.IsLong || !(share > MostClipped))
            return null;
        return new Finding(
            "clip-fraction", FindingSeverity.Warning,
            $"{Share(share)} of the samples were clipped in the last half of the run: the epochs run on long after the clip has ended the learning.",
            "Lower the learning rate or the epochs, or raise the clip.",
            [run.Evidence("train/clip_fraction", share)]);
    }

    private static Finding? Fixup(RunHistory run)
    {
        double fixup = run.Last(0.5, MetricNames.FixupSteps).Sum(), primary = run.Last(0.5, "train/primary_steps").Sum();
        if (!run.IsLong || !(fixup > MostFixup * primary) || primary == 0)
            return null;
        return new Finding(
            "fixup-steps", FindingSeverity.Warning,
            $"The last half of the run took {Number(fixup)} fixup steps to {Number(primary)} primary ones: most of the work draws back what the rest did.",
            "Lower the learning rate or the epochs, raise c-beta so that β acts before ε is reached, or raise epsilon-kl.",
            [run.Evidence(MetricNames.FixupSteps, fixup), run.Evidence("train/primary_steps", primary)]);
    }

    private static Finding? Interpolated(RunHistory run)
    {
        double share = Mean([.. run.Last(0.5, "train/interpolations").Select(count => count > 0 ? 1.0 : 0)]);
        if (!run.IsLong || !(share > MostInterpolated))
            return null;
        return new Finding(
            "interpolations", FindingSeverity.Warning,
            $"In {Share(share)} of the last half's updates the fixup did not end within its passes, and the policy was drawn back towards the old one.",
            "Lower the learning rate, raise max-fixup-passes, or raise epsilon-kl.",
            [run.Evidence("train/interpolations", share)]);
    }

    private static Finding? Rejected(RunHistory run)
    {
        double share = Mean([.. run.Last(0.5, "train/rejected_steps").Zip(run.Last(0.5, "train/skipped_steps"), (rejected, skipped) => rejected + skipped > 0 ? 1.0 : 0)]);
        if (!run.IsLong || !(share > MostRejected))
            return null;
        return new Finding(
            "steps-rejected", FindingSeverity.Warning,
            $"In {Share(share)} of the last half's updates the natural-gradient step was not taken: the policy stayed as it was.",
            "Lower mean-kl, raise the damping, or collect larger batches.",
            [run.Evidence("train/rejected_steps", share)]);
    }
}
