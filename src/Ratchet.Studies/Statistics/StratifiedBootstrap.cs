using Ratchet.Numerics;

namespace Ratchet.Studies.Statistics;

/// <summary>
/// Percentile intervals by the stratified bootstrap (Efron 1979; Agarwal et al. 2021, section 4.1): a resample draws, within each task, as many seeds as there are, with replacement;
/// the interval reaches from the 2.5 % to the 97.5 % quantile of the statistic over all resamples. Tasks are not resampled: the interval speaks of other seeds on these tasks.
/// Draws come from a stream of (seed, purpose), begun anew for every interval, so an interval does not depend on what else is computed.
/// </summary>
/// <remarks>
/// The spread of a resample is that of the sample, which is √((n−1)/n) too small for n seeds; the interval of a mean over M tasks therefore holds the true one with probability
/// P(|t| &lt; 1.96 √((n−1)/n)), t of M(n − 1) degrees of freedom, for normal scores: 0.90 for one task with 10 seeds, 0.93 for six of them, 0.84 for one task with 5 seeds.
/// </remarks>
public sealed class StratifiedBootstrap
{
    private const double LowQuantile = 0.025, HighQuantile = 0.975;

    private readonly int _replicates;
    private readonly ulong _seed;

    /// <summary>A bootstrap.</summary>
    /// <param name="replicates">Resamples, 100 … 1e6; 2000 is usual.</param>
    /// <param name="seed">Of the resamples.</param>
    public StratifiedBootstrap(int replicates = 2000, ulong seed = 1)
    {
        if (replicates is < 100 or > 1_000_000)
            throw new ArgumentOutOfRangeException(nameof(replicates), replicates, "replicates must be between 100 and 1000000.");
        (_replicates, _seed) = (replicates, seed);
    }

    /// <summary>The interval of a statistic of one rule.</summary>
    /// <param name="scores">Its scores.</param>
    /// <param name="statistic">Of scores by task.</param>
    public Interval Interval(ScoreTable scores, Func<double[][], double> statistic)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(statistic);
        var resample = new Resample(scores.Copy());
        RandomStream stream = Stream();
        return Replicate(() =>
        {
            resample.Draw(ref stream);
            return statistic(resample.Scores);
        });
    }

    /// <summary>The interval of a statistic of two rules, which are resampled independently of each other.</summary>
    public Interval Interval(ScoreTable first, ScoreTable second, Func<double[][], double[][], double> statistic)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(statistic);
        Resample one = new(first.Copy()), other = new(second.Copy());
        RandomStream stream = Stream();
        return Replicate(() =>
        {
            one.Draw(ref stream);
            other.Draw(ref stream);
            return statistic(one.Scores, other.Scores);
        });
    }

    /// <summary>Pointwise intervals of a statistic at many points, such as steps: the same runs are drawn at all of them.</summary>
    /// <param name="tasks">For each task and each seed, a number at every point.</param>
    /// <param name="isWhole">Which points have a finite number for every run.</param>
    /// <param name="statistic">Of the numbers at a point.</param>
    /// <returns>Lower and upper ends; NaN at points that are not whole.</returns>
    internal (double[] Low, double[] High) Band(double[][][] tasks, bool[] isWhole, CurveStatistic statistic)
    {
        double[][] weights = DrawWeights([.. tasks.Select(runs => runs.Length)]);
        double[] low = new double[isWhole.Length], high = new double[isWhole.Length], replicates = new double[_replicates];
        for (int point = 0; point < isWhole.Length; point++)
        {
            Interval interval = new(double.NaN, double.NaN);
            if (isWhole[point])
            {
                var numbers = new PointStatistic(tasks, point, statistic);
                for (int replicate = 0; replicate < replicates.Length; replicate++)
                    replicates[replicate] = numbers.Of(weights[replicate]);
                interval = Percentiles(replicates);
            }

            (low[point], high[point]) = (interval.Low, interval.High);
        }

        return (low, high);
    }

    /// <summary>Every resample as a weight for each run, task by task: how often it was drawn, divided by seeds and by tasks.</summary>
    private double[][] DrawWeights(int[] seeds)
    {
        double[][] weights = [.. Enumerable.Range(0, _replicates).Select(_ => new double[seeds.Sum()])];
        RandomStream stream = Stream();
        foreach (double[] resample in weights)
        {
            int first = 0;
            foreach (int count in seeds)
            {
                for (int i = 0; i < count; i++)
                    resample[first + stream.NextBelow(count)] += 1.0 / seeds.Length / count;
                first += count;
            }
        }

        return weights;
    }

    /// <summary>The q-quantile of numbers in rising order, on straight lines between them: number q (n − 1), counted from 0.</summary>
    internal static double Quantile(ReadOnlySpan<double> sorted, double q)
    {
        double place = q * (sorted.Length - 1);
        int below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]) : sorted[^1];
    }

    private RandomStream Stream() => new(_seed, StreamPurpose.User);

    private Interval Replicate(Func<double> draw)
    {
        double[] values = new double[_replicates];
        for (int replicate = 0; replicate < values.Length; replicate++)
            values[replicate] = draw();
        return Percentiles(values);
    }

    private static Interval Percentiles(double[] values)
    {
        Array.Sort(values);
        return new Interval(Quantile(values, LowQuantile), Quantile(values, HighQuantile));
    }

    /// <summary>Scores drawn with replacement within each task.</summary>
    private sealed class Resample(double[][] scores)
    {
        public double[][] Scores { get; } = [.. scores.Select(task => new double[task.Length])];

        public void Draw(ref RandomStream stream)
        {
            for (int task = 0; task < scores.Length; task++)
                for (int i = 0; i < scores[task].Length; i++)
                    Scores[task][i] = scores[task][stream.NextBelow(scores[task].Length)];
        }
    }
}
