namespace Ratchet.Tests.Updates.ReadingEditions;

/// <summary>What an update learns from: s_i, a_i, A_i, the critic's targets R_i.</summary>
internal sealed record ReadingBatch(double[][] Observations, double[][] Actions, double[] Advantages, double[] Returns)
{
    public IEnumerable<int> Samples => Enumerable.Range(0, Advantages.Length);

    /// <summary>(A − mean) / deviation of some samples, the deviation with n − 1 (trust-region facts, §2.2).</summary>
    public static double[] Normalized(double[] advantages)
    {
        double mean = advantages.Average();
        double deviation = Math.Sqrt(advantages.Sum(a => (a - mean) * (a - mean)) / (advantages.Length - 1));
        return [.. advantages.Select(a => (a - mean) / deviation)];
    }
}
