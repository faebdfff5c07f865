namespace Ratchet.Studies.Statistics;

/// <summary>
/// One number for a rule over all tasks and seeds (Agarwal, Schwarzer, Castro, Courville and Bellemare, "Deep reinforcement learning at the edge of the statistical
/// precipice", NeurIPS 2021, section 4.3). Scores are normalised, so that tasks can be taken together; every task weighs the same, however many seeds it has.
/// </summary>
public static class Aggregates
{
    /// <summary>The share of runs that the interquartile mean leaves out at each end.</summary>
    private const double Trimmed = 0.25;

    /// <summary>Mean over tasks of the mean over seeds. One very good task can carry it.</summary>
    public static double Mean(ScoreTable scores) => Mean(RequireScores(scores));

    /// <summary>Median over tasks of the mean over seeds; between the middle two when their number is even. Says nothing of the tasks but the middle ones.</summary>
    public static double Median(ScoreTable scores) => Median(RequireScores(scores));

    /// <summary>
    /// Interquartile mean: the mean of the middle half of all runs of all tasks together, 25 % being left out at each end. A run of a task with n seeds among M tasks weighs 1 / (M·n);
    /// where a quarter of the weight ends inside a run, that run counts with the part of its weight that is left (10 runs: the two ends and half of the next ones are left out).
    /// With a number of runs that is divisible by four, in tasks with equally many seeds, that is the plain trimmed mean.
    /// </summary>
    public static double InterquartileMean(ScoreTable scores) => InterquartileMean(RequireScores(scores));

    /// <summary>Mean over tasks and seeds of max(0, target − score): how far the rule stays below the target; a run beyond the target makes up for no other. Less is better.</summary>
    /// <param name="scores">Normalised scores.</param>
    /// <param name="target">γ; 1 is the reference.</param>
    public static double OptimalityGap(ScoreTable scores, double target = 1) => OptimalityGap(RequireScores(scores), target);

    internal static double Mean(double[][] tasks)
    {
        double sum = 0;
        foreach (double[] scores in tasks)
            sum += MeanOf(scores);
        return sum / tasks.Length;
    }

    internal static double Median(double[][] tasks)
    {
        Span<double> means = tasks.Length <= 128 ? stackalloc double[tasks.Length] : new double[tasks.Length];
        for (int task = 0; task < tasks.Length; task++)
            means[task] = MeanOf(tasks[task]);
        means.Sort();
        int middle = means.Length / 2;
        return means.Length % 2 == 1 ? means[middle] : (means[middle - 1] + means[middle]) / 2;
    }

    internal static double InterquartileMean(double[][] tasks)
    {
        int count = tasks.Sum(scores => scores.Length), next = 0;
        double[] pooled = new double[count], weights = new double[count];
        foreach (double[] scores in tasks)
            foreach (double score in scores)
                (pooled[next], weights[next++]) = (score, 1.0 / tasks.Length / scores.Length);
        Array.Sort(pooled, weights);
        return InterquartileMean(pooled, weights);
    }

    /// <summary>The mean of the middle half of the weight, which is 1 in all.</summary>
    /// <param name="sorted">In rising order.</param>
    /// <param name="weights">Of each.</param>
    internal static double InterquartileMean(ReadOnlySpan<double> sorted, ReadOnlySpan<double> weights)
    {
        double sum = 0, done = 0, kept = 0;
        for (int i = 0; i < sorted.Length && done < 1 - Trimmed; i++)
        {
            double from = done < Trimmed ? Trimmed : done;
            done += weights[i];
            double share = (done < 1 - Trimmed ? done : 1 - Trimmed) - from;
            if (share <= 0)
                continue;
            sum += share * sorted[i];
            kept += share;
        }

        return sum / kept;
    }

    internal static double OptimalityGap(double[][] tasks, double target)
    {
        double sum = 0;
        foreach (double[] scores in tasks)
        {
            double missing = 0;
            foreach (double score in scores)
                missing += score < target ? target - score : 0;
            sum += missing / scores.Length;
        }

        return sum / tasks.Length;
    }

    internal static double MeanOf(double[] scores)
    {
        double sum = 0;
        foreach (double score in scores)
            sum += score;
        return sum / scores.Length;
    }

    private static double[][] RequireScores(ScoreTable scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        return scores.Copy();
    }
}
