namespace Ratchet.BlackBox.Methods;

/// <summary>Who is among the best.</summary>
internal static class Ranking
{
    /// <summary>The places of the greatest numbers, the greatest first; of equals the one that stands first. None of the numbers is NaN.</summary>
    public static int[] Best(double[] values, int count) => [.. Enumerable.Range(0, values.Length).OrderByDescending(i => values[i]).Take(count)];
}
