using Ratchet.Training;
using static Ratchet.Studies.Findings.FindingText;
using static Ratchet.Studies.Findings.RunHistory;

namespace Ratchet.Studies.Findings;

/// <summary>What is wrong with what comes from the environments and goes to them: ends of episodes, scales, actions at their bounds.</summary>
internal static class SamplingFindings
{
    /// <summary>Half of the cut-off episodes: where the last observation is the next first one by chance, it is so rarely.</summary>
    private const double MostMissing = 0.5;

    /// <summary>Fewer cut-off episodes than this prove no habit.</summary>
    private const int EnoughTruncations = 3;

    /// <summary>Numbers of this size drive the tanh of a first layer with unit rows far into its flat ends, and a ReLU's gradient norm beyond any clip.</summary>
    private const double LargeInput = 100;

    /// <summary>When no entry varies by more than this, the networks see a constant: weights of order 1 turn it into less than the noise of the advantages.</summary>
    private const double SmallDeviation = 0.01;

    /// <summary>A clip of ± 10 deviations cuts 1 number in 10²³ of a Gaussian; one in twenty shows a distribution that its deviation does not describe.</summary>
    private const double MostClipped = 0.05;

    /// <summary>A critic of gain 1 that steps by 3e-4 needs some 10⁶ steps to reach 500: longer than most runs.</summary>
    private const double LargeReturns = 500;

    /// <summary>A new critic errs by some tenths: returns below this are lost in its noise until it has unlearnt it.</summary>
    private const double SmallReturns = 0.01;

    /// <summary>No policy that still chooses sends the same bound in 19 of 20 steps; bang-bang control changes sides.</summary>
    private const double MostAtOneBound = 0.95;

    /// <summary>All numbers at one bound or the other: the samples are far wider than the range.</summary>
    private const double MostAtBounds = 0.98;

    /// <summary>Steps of one environment without an end: five times the usual time limit of 1,000.</summary>
    private const double LongWithoutEnd = 5000;

    public static IEnumerable<Finding> Examine(RunHistory run)
    {
        if (MissingFinals(run) is { } missing)
            yield return missing;
        if (Endless(run) is { } endless)
            yield return endless;
        if (Observations(run) is { } observations)
            yield return observations;
        if (Clipping(run) is { } clipping)
            yield return clipping;
        if (Returns(run) is { } returns)
            yield return returns;
        if (Actions(run) is { } actions)
            yield return actions;
    }

    private static Finding? MissingFinals(RunHistory run)
    {
        double truncations = run.All("rollout/truncations").Sum(), missing = run.All("rollout/missing_finals").Sum();
        if (truncations < EnoughTruncations || missing < MostMissing * truncations)
            return null;
        return new Finding(
            "missing-final-observation", FindingSeverity.Fault,
            $"{Number(missing)} of {Count((long)truncations, "episode")} that were cut off came without their final observation, so that the rewards beyond the time limit were estimated from a wrong state.",
            $"Write the last observation of an episode into finalObservations before the next episode's first one goes into observations, and see 'ratchet check-environment {run.Training.Environment}'.",
            [run.Evidence("rollout/missing_finals", missing), run.Evidence("rollout/truncations", truncations)]);
    }

    private static Finding? Endless(RunHistory run)
    {
        double each = (double)run.Run.Steps / run.Training.Environments, episodes = run.Latest("rollout/episodes");
        if (each < LongWithoutEnd || episodes > 0 || double.IsNaN(episodes))
            return null;
        return new Finding(
            "no-episode-ends", FindingSeverity.Warning,
            $"No episode has ended in {Number(each)} steps of each environment, so that there is no return to judge the policy by.",
            "Give the environment a time limit: --wrap time-limit=1000, or TimeLimit in its definition.",
            [run.Evidence("rollout/episodes", 0)]);
    }

    private static Finding? Observations(RunHistory run)
    {
        if (run.Training.Network.NormalizeObservations || !run.IsLong)
            return null;
        double greatest = Median(run.Last(0.5, "rollout/input_max")), most = Median(run.Last(0.5, "rollout/input_std_max")), least = Median(run.Last(0.5, "rollout/input_std_min"));
        if (!(greatest > LargeInput) && !(most < SmallDeviation))
            return null;
        return new Finding(
            "observation-scale", FindingSeverity.Warning,
            $"The networks see numbers up to {Number(greatest)}, whose deviations lie between {Number(least)} and {Number(most)}; they learn from numbers of order 1.",
            "Train with --set normalize-observations=true, or scale the observations in the environment.",
            [run.Evidence("rollout/input_max", greatest), run.Evidence("rollout/input_std_max", most), run.Evidence("rollout/input_std_min", least)]);
    }

    private static Finding? Clipping(RunHistory run)
    {
        double share = Median(run.Last(0.5, "rollout/input_clipped"));
        if (!run.IsLong || !(share > MostClipped))
            return null;
        return new Finding(
            "observations-clipped", FindingSeverity.Warning,
            $"{Share(share)} of the normalised numbers lie at the clip of ± {Number(run.Training.Network.ObservationClip)}, where the policy cannot tell them apart.",
            "Bound the outliers in the environment, or raise observation-clip.",
            [run.Evidence("rollout/input_clipped", share)]);
    }

    private static Finding? Returns(RunHistory run)
    {
        // Scaled targets are of order 1 whatever the rewards are.
        if (run.Training.ReturnScaling != ReturnScaling.None || !run.IsLong)
            return null;
        double deviation = Median(run.All("train/return_std"));
        double furthest = Greatest([.. run.All("rollout/ep_rew_max").Concat(run.All("rollout/ep_rew_min")).Select(Math.Abs)]);
        if (deviation > LargeReturns)
            return OfReturns(run, "train/return_std", deviation, $"The discounted returns deviate by {Number(deviation)}, which a critic whose output begins near 0 reaches only after many steps.");
        return furthest is > 0 and < SmallReturns
            ? OfReturns(run, "rollout/ep_rew_max", furthest, $"No episode's return was further than {Number(furthest)} from 0, less than a new critic errs.")
            : null;
    }

    private static Finding OfReturns(RunHistory run, string metric, double value, string sentence) => new(
        "return-scale", FindingSeverity.Warning, sentence, "Train with --set return-scaling=rewards, or scale the rewards in the environment.", [run.Evidence(metric, value)]);

    private static Finding? Actions(RunHistory run)
    {
        double stuck = Median(run.Last(0.25, "rollout/action_stuck")), all = Median(run.Last(0.25, "rollout/action_at_bound"));
        if (!run.IsLong || (!(stuck >= MostAtOneBound) && !(all >= MostAtBounds)))
            return null;
        return new Finding(
            "actions-at-bound", FindingSeverity.Warning,
            stuck >= MostAtOneBound
                ? $"One number of the actions lay at the same bound in {Share(stuck)} of the last quarter's steps, so that the policy no longer controls it."
                : $"{Share(all)} of the last quarter's action numbers lay at one bound or the other: the samples are far wider than the range of the actions.",
            "Check that the action's bounds and units are the simulator's, begin narrower (--set initial-log-deviation=-1), or bound by shape (--set distribution=beta).",
            [run.Evidence("rollout/action_stuck", stuck), run.Evidence("rollout/action_at_bound", all)]);
    }
}
