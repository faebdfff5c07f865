using Ratchet.Numerics;

namespace Ratchet.BlackBox;

/// <summary>What an evolution strategy makes of the fitness of a generation before it follows it.</summary>
public enum FitnessShaping
{
    /// <summary>(F − mean) / deviation over the population; all zeros where all are equal.</summary>
    ZScore,

    /// <summary>Ranks, evenly from −½ for the worst to ½ for the best (Salimans et al. 2017); equal ones share the mean of their ranks.</summary>
    CentredRank,

    /// <summary>1 for the better of a mirrored pair, 0 for the other one, ½ for both of a tie (Jackson et al. 2024): pairs need not be comparable with each other.</summary>
    PairwiseRank,
}

/// <summary>The shaping of a generation: candidates 2p and 2p + 1 are a pair.</summary>
internal static class Shaping
{
    public static double[] Of(FitnessShaping shaping, ReadOnlySpan<double> fitness)
    {
        double[] values = Comparable(fitness);
        return shaping switch
        {
            FitnessShaping.ZScore => ZScore(values),
            FitnessShaping.CentredRank => CentredRank(values),
            _ => PairwiseRank(values),
        };
    }

    /// <summary>What is no number is as bad as the worst that is one, and a little worse in any ranking: −∞ would have no mean.</summary>
    public static double[] Comparable(ReadOnlySpan<double> fitness)
    {
        double least = double.PositiveInfinity, greatest = double.NegativeInfinity;
        foreach (double value in fitness)
            if (double.IsFinite(value))
                (least, greatest) = (value < least ? value : least, value > greatest ? value : greatest);
        double[] values = fitness.ToArray();
        double worst = least > greatest ? 0 : least - ((greatest - least) * 0.1) - 1e-9;
        for (int i = 0; i < values.Length; i++)
            if (!double.IsFinite(values[i]))
                values[i] = worst;
        return values;
    }

    private static double[] ZScore(double[] values)
    {
        double mean = values.Sum() / values.Length, variance = values.Sum(value => (value - mean) * (value - mean)) / values.Length, deviation = Math.Sqrt(variance);
        return Array.ConvertAll(values, value => deviation > 0 ? (value - mean) / deviation : 0);
    }

    private static double[] CentredRank(double[] values)
    {
        int count = values.Length;
        int[] order = [.. Enumerable.Range(0, count).OrderBy(i => values[i])];
        double[] shaped = new double[count];
        for (int first = 0, next; first < count; first = next)
        {
            for (next = first + 1; next < count && values[order[next]].Equals(values[order[first]]);)
                next++;
            double rank = (first + next - 1) / 2.0;
            for (int i = first; i < next; i++)
                shaped[order[i]] = count > 1 ? (rank / (count - 1)) - 0.5 : 0;
        }

        return shaped;
    }

    private static double[] PairwiseRank(double[] values)
    {
        double[] shaped = new double[values.Length];
        for (int i = 0; i + 1 < values.Length; i += 2)
        {
            shaped[i] = values[i] > values[i + 1] ? 1 : values[i] < values[i + 1] ? 0 : 0.5;
            shaped[i + 1] = 1 - shaped[i];
        }

        return shaped;
    }
}
