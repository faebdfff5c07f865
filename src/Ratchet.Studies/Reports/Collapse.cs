using Ratchet.Studies.Comparisons;
using Ratchet.Studies.Definitions;

namespace Ratchet.Studies.Reports;

/// <summary>
/// Whether a run lost what it had learnt. With w(s) the mean return of training over the tenth of the compared steps that ends at s, a run is <em>collapsed</em> when at the end it is nearer to the
/// random policy than to its own best:
/// <code>
/// w(end) &lt; random + ½ (max over s of w(s) − random)
/// </code>
/// It must have learnt something that it can lose: max w(s) − random ≥ 0.1 (reference − random). A failed run counts with its last return, as its score does; without a reference for its task
/// nothing is said of a run.
/// </summary>
internal static class Collapse
{
    /// <summary>What was kept of the best, below which a run is collapsed.</summary>
    private const double Kept = 0.5;

    /// <summary>Share of the way from the random policy to the reference that a run must have gone.</summary>
    private const double Learnt = 0.1;

    public const string Definition =
        "A run is collapsed when its mean return over the last 10 % of the steps compared is less than half way from the random policy's to the best that it had over any window as long; "
        + "runs whose best did not go a tenth of the way from the random policy's to the reference had nothing to lose, and are none of these.";

    /// <summary>Whether a run is collapsed; null when its task has no reference, or it no returns for one window.</summary>
    /// <param name="returns">Returns of training.</param>
    /// <param name="steps">The steps compared.</param>
    /// <param name="reference">Of the task.</param>
    public static bool? Of(Curve returns, long steps, TaskReference? reference)
    {
        if (reference is null || BestWindow(returns, steps) is not { } best)
            return null;
        double gained = best - reference.Random;
        return gained >= Learnt * (reference.Reference - reference.Random) && returns.Score(ScoreSummary.Final, steps) < reference.Random + Kept * gained;
    }

    /// <summary>The greatest mean over a window of a tenth of the steps that ends at a measurement; null when no window is full.</summary>
    internal static double? BestWindow(Curve returns, long steps)
    {
        Curve cut = returns.Until(steps);
        double window = Curve.FinalShare * steps;
        double[] ends = [.. cut.Steps];
        double[] areas = Areas(cut);
        double? best = null;
        for (int i = 0; i < ends.Length; i++)
        {
            double from = ends[i] - window;
            // The first measurement stands for the steps before it, in which no episode may have ended.
            if (from < ends[0])
                continue;
            double mean = (areas[i] - AreaUntil(from)) / window;
            best = best is null || mean > best ? mean : best;
        }

        return best;

        double AreaUntil(double step)
        {
            int next = Array.BinarySearch(ends, step);
            next = next < 0 ? ~next : next;
            return areas[next] - cut.Values[next] * (ends[next] - step);
        }
    }

    /// <summary>∫ return d(steps) up to each measurement, which stands for the steps since the one before it.</summary>
    private static double[] Areas(Curve curve)
    {
        double[] areas = new double[curve.Count];
        for (int i = 0; i < areas.Length; i++)
            areas[i] = i == 0 ? curve.Values[0] * curve.Steps[0] : areas[i - 1] + curve.Values[i] * (curve.Steps[i] - curve.Steps[i - 1]);
        return areas;
    }
}
