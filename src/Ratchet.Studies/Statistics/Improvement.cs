namespace Ratchet.Studies.Statistics;

/// <summary>
/// Probability of improvement (Agarwal et al. 2021, section 4.3): P(X > Y) = mean over tasks of U / (n·m), where the Mann–Whitney statistic U counts the pairs of a run of X and a run of Y
/// in which X has the greater score, ties half. It says how often, not by how much.
/// </summary>
public static class Improvement
{
    /// <summary>P(X > Y).</summary>
    /// <param name="first">Scores of X.</param>
    /// <param name="second">Scores of Y on the same tasks, in the same order; they may have other seeds.</param>
    public static double Probability(ScoreTable first, ScoreTable second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Count != second.Count)
            throw new ArgumentException($"one rule has {first.Count} tasks, the other {second.Count}.", nameof(second));
        return Probability(first.Copy(), second.Copy());
    }

    internal static double Probability(double[][] first, double[][] second)
    {
        double sum = 0;
        for (int task = 0; task < first.Length; task++)
            sum += MannWhitney(first[task], second[task]) / ((double)first[task].Length * second[task].Length);
        return sum / first.Length;
    }

    private static double MannWhitney(double[] first, double[] second)
    {
        double wins = 0;
        foreach (double x in first)
            foreach (double y in second)
                wins += x > y ? 1 : x == y ? 0.5 : 0;
        return wins;
    }
}
