namespace Ratchet.Studies.Statistics;

/// <summary>A curve over runs, on a grid of steps.</summary>
/// <param name="Center">The estimate at each point of the grid; NaN where not every run has a measurement yet.</param>
/// <param name="Low">Lower ends of pointwise 95 % intervals; null when there were too few seeds.</param>
/// <param name="High">Upper ends.</param>
public sealed record CurveBand(IReadOnlyList<double> Center, IReadOnlyList<double>? Low, IReadOnlyList<double>? High)
{
    /// <summary>A statistic of runs at every point of a grid.</summary>
    /// <param name="tasks">For each task and each seed, the run's numbers on the grid.</param>
    /// <param name="points">How many points the grid has.</param>
    /// <param name="statistic">Of the numbers at a point.</param>
    /// <param name="bootstrap">For the intervals; null for none.</param>
    public static CurveBand Of(double[][][] tasks, int points, CurveStatistic statistic, StratifiedBootstrap? bootstrap)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        bool[] isWhole = [.. Enumerable.Range(0, points).Select(point => tasks.All(runs => runs.All(run => double.IsFinite(run[point]))))];
        double[] weights = [.. tasks.SelectMany(runs => runs.Select(_ => 1.0 / tasks.Length / runs.Length))];
        double[] center = [.. isWhole.Select((whole, point) => whole ? new PointStatistic(tasks, point, statistic).Of(weights) : double.NaN)];
        if (bootstrap is null)
            return new CurveBand(center, null, null);
        (double[] low, double[] high) = bootstrap.Band(tasks, isWhole, statistic);
        return new CurveBand(center, low, high);
    }
}
