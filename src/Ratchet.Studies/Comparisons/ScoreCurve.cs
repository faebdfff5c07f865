using Ratchet.Studies.Definitions;
using Ratchet.Studies.Records;

namespace Ratchet.Studies.Comparisons;

/// <summary>The measurements that scores of a source are made of.</summary>
internal static class ScoreCurve
{
    /// <summary>The number of a run's metrics.</summary>
    public static string MetricOf(ScoreSource source) => source switch
    {
        ScoreSource.Training => MetricNames.Return,
        ScoreSource.Sampled => MetricNames.SampledReturn,
        _ => MetricNames.DeterministicReturn,
    };

    /// <summary>Seconds of training over the steps.</summary>
    public static Curve ClockOf(MetricColumns iterations) => new(iterations[MetricNames.Steps], iterations[MetricNames.Seconds]);

    /// <summary>It over the steps.</summary>
    /// <param name="source">Where scores come from.</param>
    /// <param name="iterations">A run's lines of iterations.</param>
    /// <param name="evaluations">Its lines of evaluation points.</param>
    public static Curve Of(ScoreSource source, MetricColumns iterations, MetricColumns evaluations)
    {
        MetricColumns lines = source == ScoreSource.Training ? iterations : evaluations;
        return new Curve(lines[MetricNames.Steps], lines[MetricOf(source)]);
    }
}
