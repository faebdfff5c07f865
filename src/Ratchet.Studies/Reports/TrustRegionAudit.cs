using Ratchet.Numerics;
using Ratchet.Studies.Records;

namespace Ratchet.Studies.Reports;

/// <summary>
/// The updates of a run held to what its rule promises. Sums and maxima are those of the whole run where it tells them (a finished run does), else those over the lines of its metrics.
/// </summary>
public sealed record TrustRegionAudit
{
    private const string BeyondHalf = "train/share_beyond_half", NextBatch = "train/next_batch_max_kl";

    private TrustRegionAudit(TrustRegionPromise promise) => Promise = promise;

    /// <summary>What is promised.</summary>
    public TrustRegionPromise Promise { get; }

    /// <summary>Updates of the run.</summary>
    public long Updates { get; private init; }

    /// <summary>How many of them have a line in the metrics.</summary>
    public long Lines { get; private init; }

    /// <summary>Updates that broke the promise; 0 where nothing is promised.</summary>
    public long Violations { get; private init; }

    /// <summary>Greatest KL at any state of the batch, over all updates, in nats; NaN before the first.</summary>
    public double MaxKl { get; private init; }

    /// <summary>Greatest mean KL of an update, in nats.</summary>
    public double GreatestMeanKl { get; private init; }

    /// <summary>Greatest share of the bound that an update used: max over updates of KL / bound, the bound as it was then; NaN without a single bound.</summary>
    public double GreatestShareOfBound { get; private init; }

    /// <summary>Mean over updates of the share of states whose KL is beyond half of ε.</summary>
    public double ShareBeyondHalf { get; private init; }

    /// <summary>Greatest KL of two policies over the states of the batch that the newer one collected: out of sample, where nothing is promised.</summary>
    public double NextBatchMaxKl { get; private init; }

    /// <summary>Gradient steps of the primary phase.</summary>
    public long PrimarySteps { get; private init; }

    /// <summary>Gradient steps of the fixup phase.</summary>
    public long FixupSteps { get; private init; }

    /// <summary>Times that the policy was drawn back towards the old one.</summary>
    public long Interpolations { get; private init; }

    /// <summary>Updates whose new normaliser statistics had to wait.</summary>
    public long DeferredSwaps { get; private init; }

    /// <summary>The names of the numbers of an iteration that <see cref="Of"/> reads.</summary>
    internal static IReadOnlyList<string> Metrics { get; } =
    [
        "time/iterations", MetricNames.MaxKl, TrustRegionPromise.MeanKlMetric, BeyondHalf, NextBatch, "train/violations", "train/primary_steps", MetricNames.FixupSteps,
        "train/interpolations", "train/deferred_swaps",
    ];

    /// <summary>The audit of a run, finished or not.</summary>
    public static TrustRegionAudit Of(RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(run);
        MetricColumns lines = run.Iterations;
        var promise = TrustRegionPromise.Of(run.Options.Training);
        return new TrustRegionAudit(promise)
        {
            Updates = Whole(lines["time/iterations"] is [.., double last] ? last : 0),
            Lines = lines.Count,
            Violations = Whole(Total(run, "total/violations") ?? lines.Sum("train/violations")),
            MaxKl = Total(run, "total/max_kl") ?? Greatest(lines[MetricNames.MaxKl]),
            GreatestMeanKl = Greatest(lines[TrustRegionPromise.MeanKlMetric]),
            GreatestShareOfBound = promise.Bound is { } bound ? GreatestShare(run, lines[promise.Metric], bound) : double.NaN,
            ShareBeyondHalf = Mean(lines[BeyondHalf]),
            NextBatchMaxKl = Total(run, "total/next_batch_max_kl") ?? Greatest(lines[NextBatch]),
            PrimarySteps = Whole(Total(run, "total/primary_steps") ?? lines.Sum("train/primary_steps")),
            FixupSteps = Whole(Total(run, "total/fixup_steps") ?? lines.Sum(MetricNames.FixupSteps)),
            Interpolations = Whole(Total(run, "total/interpolations") ?? lines.Sum("train/interpolations")),
            DeferredSwaps = Whole(Total(run, "total/deferred_swaps") ?? lines.Sum("train/deferred_swaps")),
        };
    }

    private static double? Total(RunRecord run, string name) => run.Finished is { } totals && totals.TryGetValue(name, out double value) ? value : null;

    /// <summary>A bound that is scheduled is that at the beginning of the update's iteration.</summary>
    private static double GreatestShare(RunRecord run, ReadOnlySpan<double> kls, Schedule bound)
    {
        ReadOnlySpan<double> steps = run.Iterations[MetricNames.Steps];
        long batch = (long)run.Options.Training.Environments * run.Options.Training.Horizon;
        long length = (run.Options.Training.Steps + batch - 1) / batch * batch;
        var clock = new RunClock();
        double greatest = double.NaN;
        for (int i = 0; i < kls.Length; i++)
        {
            long before = Whole(steps[i]) - batch;
            clock.Set(before > 0 ? before : 0, length);
            double share = kls[i] / bound.At(clock);
            greatest = share > greatest || double.IsNaN(greatest) ? share : greatest;
        }

        return greatest;
    }

    internal static double Greatest(ReadOnlySpan<double> values)
    {
        double greatest = double.NaN;
        foreach (double value in values)
            if (value > greatest || double.IsNaN(greatest))
                greatest = value;
        return greatest;
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        int count = 0;
        foreach (double value in values)
        {
            if (!double.IsFinite(value))
                continue;
            sum += value;
            count++;
        }

        return sum / count;
    }

    /// <summary>A number of a file that is not trusted, as a count.</summary>
    private static long Whole(double value) => value is > 0 and < 1e15 ? (long)value : 0;
}
