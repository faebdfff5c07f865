using Ratchet.Studies.Records;
using static Ratchet.Studies.Findings.FindingText;
using static Ratchet.Studies.Findings.RunHistory;

namespace Ratchet.Studies.Findings;

/// <summary>What is wrong with how the policy learns: its randomness gone before there was anything to keep, a return that does not rise, a learning rate of 0.</summary>
internal static class PolicyFindings
{
    /// <summary>The finding of a return that does not rise.</summary>
    public const string Stalled = "return-stalled";

    /// <summary>
    /// Of the first entropy, or of the first σ. Policies that solve a task sharpen too (σ to 0.05 of its start on Reacher), but their return has risen by then: the share
    /// alone is no fault.
    /// </summary>
    private const double Collapsed = 0.05;

    /// <summary>A part of the run's length: after it, sharpening is what a schedule is for.</summary>
    private const double Early = 0.5;

    /// <summary>
    /// Of the spread (greatest − least) of the first hundred returns. That spread is about 5 deviations, and the mean of a hundred errs by a tenth of one: a rise of a tenth of
    /// the spread is 3.5 errors of the difference of two such means.
    /// </summary>
    private const double Rise = 0.1;

    /// <summary>A run that has done less of its steps may still be about to begin.</summary>
    private const double EnoughOfRun = 0.25;

    /// <summary>Lines without any learning at the end of a run: a schedule that ends with the run has none, and one in ten is lost time.</summary>
    private const double MostIdle = 0.1;

    public static IEnumerable<Finding> Examine(RunHistory run)
    {
        if (Collapse(run) is { } collapse)
            yield return collapse;
        if (Idle(run) is { } idle)
            yield return idle;
        if (Stall(run) is { } stall)
            yield return stall;
    }

    private static Finding? Collapse(RunHistory run)
    {
        string metric = run.All(MetricNames.Deviation).Length > 0 ? MetricNames.Deviation : MetricNames.Entropy;
        double[] known = run.All(metric);
        // The entropy of a continuous action has no zero: it becomes negative, and says nothing without its σ.
        if (!run.IsLong || known.Length == 0 || !(known[0] > 0) || (metric == MetricNames.Entropy && known.Any(value => value < 0)))
            return null;
        int line = FirstBelow(run[metric], Collapsed * known[0]);
        if (line < 0 || run.StepAt(line) > Early * run.PlannedSteps || !(known[^1] < Collapsed * known[0]) || run.Count - line < EnoughLines)
            return null;
        double[] returns = run.All(MetricNames.Return);
        if (returns.Length == 0 || !HasNothingToKeep(run, returns))
            return null;
        string what = metric == MetricNames.Deviation ? "mean σ" : "entropy";
        return new Finding(
            "entropy-collapse", FindingSeverity.Warning,
            $"The policy's {what} fell below {Share(Collapsed)} of its first {Number(known[0])} at step {Number(run.StepAt(line))}, and the return since then is {Number(returns[^1])} (first {Number(returns[0])}, best {Number(Greatest(returns))}): it stopped exploring before it had found anything to keep.",
            "Pay for entropy (--set entropy-coefficient=0.01), lower the learning rate, or bound the change of the policy (--rule fixpo).",
            [new FindingEvidence(metric, known[^1], run.StepAt(line)), run.Evidence(MetricNames.Return, returns[^1])]);
    }

    /// <summary>Whether the return is no better than the first policy's, or has lost more than half of what was gained.</summary>
    private static bool HasNothingToKeep(RunHistory run, double[] returns)
    {
        double now = Mean(run.Last(0.1, MetricNames.Return)), best = Greatest(returns);
        return now <= FirstReturn(run).Mean + (Rise * FirstReturn(run).Spread) || now < 0.5 * (FirstReturn(run).Mean + best);
    }

    private static Finding? Idle(RunHistory run)
    {
        ReadOnlySpan<double> rates = run["train/learning_rate"];
        int idle = 0;
        while (idle < rates.Length && rates[rates.Length - 1 - idle] == 0)
            idle++;
        if (!run.IsLong || idle < MostIdle * run.Count)
            return null;
        return new Finding(
            "learning-rate-zero", FindingSeverity.Warning,
            $"The learning rate has been 0 since step {Number(run.StepAt(run.Count - idle))}: the last {Share((double)idle / run.Count)} of the updates changed nothing.",
            "Let the schedule span the run: --set \"learning-rate=linear(3e-4, 0)\" ends with it.",
            [run.Evidence("train/learning_rate", 0)]);
    }

    /// <summary>A return that has not risen by more than chance explains.</summary>
    public static Finding? Stall(RunHistory run)
    {
        // A policy that was taken over may be as good as it gets.
        if (!run.IsLong || run.Run.Options.From is not null || run.Run.Steps < EnoughOfRun * run.PlannedSteps)
            return null;
        (int line, double first, double spread) = FirstReturn(run);
        double[] last = run.Last(0.1, MetricNames.Return);
        // Within the hundred episodes that the first mean is of, the last mean cannot be another one.
        if (line < 0 || last.Length == 0 || run["rollout/episodes"][^1] < run["rollout/episodes"][line] + 100)
            return null;
        double now = Mean(last), best = Greatest(run.All(MetricNames.Return));
        if (now > first + (Rise * spread) || best > first + (2 * Rise * spread))
            return null;
        return new Finding(
            Stalled, FindingSeverity.Warning,
            $"After {Number(run.Run.Steps)} steps the return is {Number(now)}; it began at {Number(first)} and was never above {Number(best)}, no more than chance explains.",
            $"See whether reward can be met at random ('ratchet random {run.Training.Environment}'), give it a denser reward, more steps or a longer horizon of the discount, or another learning rate.",
            [run.Evidence(MetricNames.Return, now)]);
    }

    /// <summary>
    /// The first line with a return, its mean and the spread (greatest − least) of a hundred returns, or of as many as there were. A mean of a few episodes errs more than one of a
    /// hundred, and those that end first are often the worst: both only hide a stall, and a task that is learnt within a hundred episodes is not taken for one.
    /// </summary>
    private static (int Line, double Mean, double Spread) FirstReturn(RunHistory run)
    {
        ReadOnlySpan<double> returns = run[MetricNames.Return], episodes = run["rollout/episodes"], least = run["rollout/ep_rew_min"], greatest = run["rollout/ep_rew_max"];
        int first = FirstAtLeast(returns, double.NegativeInfinity), hundred = Math.Max(first, FirstAtLeast(episodes, 100));
        if (first < 0 || least.Length < returns.Length || greatest.Length < returns.Length)
            return (-1, double.NaN, double.NaN);
        return (first, Math.Min(returns[first], returns[hundred]), Math.Max(greatest[first] - least[first], greatest[hundred] - least[hundred]));
    }

    private static int FirstAtLeast(ReadOnlySpan<double> values, double bound)
    {
        for (int i = 0; i < values.Length; i++)
            if (values[i] >= bound)
                return i;
        return -1;
    }

    private static int FirstBelow(ReadOnlySpan<double> values, double bound)
    {
        for (int i = 0; i < values.Length; i++)
            if (values[i] < bound)
                return i;
        return -1;
    }
}
