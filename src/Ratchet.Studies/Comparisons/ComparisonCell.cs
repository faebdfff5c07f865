using Ratchet.Studies.Statistics;

namespace Ratchet.Studies.Comparisons;

/// <summary>A rule on a task.</summary>
/// <param name="Task">The task's name.</param>
/// <param name="Rule">The rule's name.</param>
/// <param name="Scores">One for each seed, in the order of the seeds; not empty.</param>
/// <param name="Mean">The mean score with its bootstrap interval, in the units of the task's return.</param>
/// <param name="Deviation">Standard deviation over seeds (n − 1); NaN for one seed.</param>
/// <param name="Curve">The mean curve over seeds on <see cref="Comparison.Grid"/>.</param>
/// <param name="IsBest">Whether it is set in bold: <see cref="Comparison.BestRule"/>.</param>
public sealed record ComparisonCell(
    string Task, string Rule, IReadOnlyList<SeedScore> Scores, Estimate Mean, double Deviation, CurveBand Curve, bool IsBest)
{
    /// <summary>How many seeds there are.</summary>
    public int Seeds => Scores.Count;
}
