using System.Numerics;
using Ratchet.Numerics;

namespace Ratchet.Studies.Statistics;

/// <summary>
/// Two-sided permutation test on paired differences (Fisher 1935): if two rules do equally well, the sign of each difference between runs of equal task and seed could as well be the other one.
/// The statistic is |Σ over tasks of (mean of the differences) / (their root mean square)|: every task has the same say, whatever the units of its return, and the root mean square does not
/// change with the signs. p is the share of all choices of signs whose statistic is at least the one found. With up to 20 differences all choices are tried; with more, random ones are,
/// and p = (1 + found) / (1 + tried), which is never 0 (Phipson and Smyth 2010).
/// </summary>
public static class SignFlipTest
{
    /// <summary>Up to so many differences that are not 0, every choice of signs is tried: 2¹⁹ = 524,288, the first sign being fixed.</summary>
    public const int MostForExact = 20;

    /// <summary>Statistics that differ by less than this share of their largest possible value are equal: rounding.</summary>
    private const double Rounding = 1e-12;

    private const int SignsPerWord = 32;

    /// <summary>The p-value.</summary>
    /// <param name="differences">For each task, the differences of its pairs; a task may have none.</param>
    /// <param name="replicates">Random choices of signs where not all are tried.</param>
    /// <param name="seed">Of the random choices.</param>
    /// <returns>1 where all differences are 0; null where there is none.</returns>
    public static double? PValue(IReadOnlyList<IReadOnlyList<double>> differences, int replicates = 100_000, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(differences);
        if (differences.All(task => task.Count == 0))
            return null;
        double[] terms = [.. differences.Where(task => task.Count > 0).SelectMany(Terms).Where(term => term != 0)];
        double found = Math.Abs(terms.Sum()) - Rounding * terms.Sum(Math.Abs);
        return terms.Length == 0 ? 1 : terms.Length <= MostForExact ? ShareOfAll(terms, found) : ShareOfRandom(terms, found, replicates, seed);
    }

    private static IEnumerable<double> Terms(IReadOnlyList<double> task)
    {
        // Divided by the largest first, so that squares neither overflow nor vanish.
        double largest = task.Max(Math.Abs);
        if (largest == 0)
            return [];
        double scale = Math.Sqrt(task.Sum(difference => difference / largest * (difference / largest)) / task.Count);
        return task.Select(difference => difference / largest / scale / task.Count);
    }

    /// <summary>Gray code: each choice differs from the one before in one sign. The first sign stays, because a choice and its opposite have the same statistic.</summary>
    private static double ShareOfAll(double[] terms, double found)
    {
        double[] signed = [.. terms];
        double sum = terms.Sum();
        int choices = 1 << (terms.Length - 1), extreme = 0;
        for (int choice = 0; choice < choices; choice++)
        {
            if (Math.Abs(sum) >= found)
                extreme++;
            int flipped = 1 + BitOperations.TrailingZeroCount(choice + 1);
            if (flipped >= terms.Length)
                continue;
            sum -= 2 * signed[flipped];
            signed[flipped] = -signed[flipped];
        }

        return (double)extreme / choices;
    }

    private static double ShareOfRandom(double[] terms, double found, int replicates, ulong seed)
    {
        var stream = new RandomStream(seed, StreamPurpose.User);
        int extreme = 0;
        for (int replicate = 0; replicate < replicates; replicate++)
        {
            double sum = 0;
            uint signs = 0;
            for (int i = 0; i < terms.Length; i++)
            {
                if (i % SignsPerWord == 0)
                    signs = stream.NextUInt32();
                sum += (signs >> (i % SignsPerWord) & 1) == 0 ? terms[i] : -terms[i];
            }

            if (Math.Abs(sum) >= found)
                extreme++;
        }

        return (1.0 + extreme) / (1.0 + replicates);
    }
}
