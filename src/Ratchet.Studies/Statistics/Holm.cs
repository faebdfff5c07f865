namespace Ratchet.Studies.Statistics;

/// <summary>
/// Holm's correction for several tests (Holm 1979): the k-th smallest of m p-values, k from 0, is multiplied by m − k, and is at least as large as those before it. Whatever the tests have to do
/// with each other, the probability of even one false rejection stays below the level.
/// </summary>
public static class Holm
{
    /// <summary>The adjusted p-values, in the order given, at most 1.</summary>
    public static double[] Adjust(IReadOnlyList<double> pValues)
    {
        ArgumentNullException.ThrowIfNull(pValues);
        int[] order = [.. Enumerable.Range(0, pValues.Count).OrderBy(i => pValues[i])];
        double[] adjusted = new double[order.Length];
        double largest = 0;
        for (int k = 0; k < order.Length; k++)
        {
            largest = Math.Max(largest, Math.Min(1, (order.Length - k) * pValues[order[k]]));
            adjusted[order[k]] = largest;
        }

        return adjusted;
    }
}
