namespace Ratchet.Studies.Statistics;

/// <summary>
/// A statistic of all runs at one point of a grid, for many weightings of the runs. The runs are sorted once: a resample is then a weight for each run (how often it was drawn) and needs no
/// sorting of its own.
/// </summary>
internal sealed class PointStatistic
{
    private readonly double[] _sorted, _weights;
    private readonly int[] _runs;
    private readonly CurveStatistic _statistic;

    /// <param name="tasks">For each task and each seed, a number at every point.</param>
    /// <param name="point">The point.</param>
    /// <param name="statistic">What to compute.</param>
    public PointStatistic(double[][][] tasks, int point, CurveStatistic statistic)
    {
        _statistic = statistic;
        _sorted = [.. tasks.SelectMany(runs => runs.Select(run => run[point]))];
        _runs = [.. Enumerable.Range(0, _sorted.Length)];
        _weights = new double[_sorted.Length];
        if (statistic == CurveStatistic.InterquartileMean)
            Array.Sort(_sorted, _runs);
    }

    /// <summary>The statistic.</summary>
    /// <param name="weights">Of the runs, task by task; 1 in all.</param>
    public double Of(ReadOnlySpan<double> weights)
    {
        if (_statistic == CurveStatistic.Mean)
        {
            double sum = 0;
            for (int run = 0; run < weights.Length; run++)
                sum += weights[run] * _sorted[run];
            return sum;
        }

        for (int i = 0; i < _runs.Length; i++)
            _weights[i] = weights[_runs[i]];
        return Aggregates.InterquartileMean(_sorted, _weights);
    }
}
