using Ratchet.Studies.Records;

namespace Ratchet.Studies.Reports;

/// <summary>Where the time of a run's iterations went, in seconds, over the lines of its metrics.</summary>
/// <param name="Environment">In the environments' steps.</param>
/// <param name="Inference">In the rest of collecting: normalising, the policy, sampling, bookkeeping.</param>
/// <param name="Update">In learning.</param>
/// <param name="Elapsed">Seconds of training so far.</param>
/// <param name="StepsPerSecond">Environment steps so far over <paramref name="Elapsed"/>.</param>
public sealed record TimingSplit(double Environment, double Inference, double Update, double Elapsed, double StepsPerSecond)
{
    /// <summary>The sum of the three.</summary>
    public double Total => Environment + Inference + Update;

    /// <summary>The names of the numbers of an iteration that <see cref="Of"/> reads.</summary>
    internal static IReadOnlyList<string> Metrics { get; } = [MetricNames.Seconds, MetricNames.EnvironmentSeconds, MetricNames.InferenceSeconds, MetricNames.UpdateSeconds];

    /// <summary>Reads a run.</summary>
    public static TimingSplit Of(RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(run);
        MetricColumns lines = run.Iterations;
        double elapsed = run.Finished is { } end && end.TryGetValue(MetricNames.Seconds, out double whole) ? whole : lines[MetricNames.Seconds] is [.., double last] ? last : double.NaN;
        return new TimingSplit(
            lines.Sum(MetricNames.EnvironmentSeconds), lines.Sum(MetricNames.InferenceSeconds), lines.Sum(MetricNames.UpdateSeconds), elapsed, run.Steps / elapsed);
    }

    /// <summary>
    /// What the greatest share says: were its part free, the whole would take 1 − share of the time (Amdahl), so that no work on that part alone gives more than a factor of 1 / (1 − share).
    /// </summary>
    /// <returns>The part, its share, and that factor; null without times.</returns>
    public (string Part, double Share, double Limit)? Largest()
    {
        if (!(Total > 0))
            return null;
        (string Part, double Seconds) largest = ("environment", Environment);
        if (Inference > largest.Seconds)
            largest = ("policy and bookkeeping", Inference);
        if (Update > largest.Seconds)
            largest = ("update", Update);
        double share = largest.Seconds / Total;
        return (largest.Part, share, 1 / (1 - share));
    }
}
