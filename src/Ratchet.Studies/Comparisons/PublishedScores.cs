using Ratchet.Studies.Definitions;

namespace Ratchet.Studies.Comparisons;

/// <summary>The scores of a run as its study published them, computed from every measurement, where the curve that was published beside them is a thinner one.</summary>
/// <param name="Steps">The steps compared.</param>
/// <param name="Final">The mean over the last 10 % of them.</param>
/// <param name="Best">The greatest measurement.</param>
/// <param name="Area">The mean over all of them.</param>
public sealed record PublishedScores(long Steps, double Final, double Best, double Area)
{
    /// <summary>The score of a summary.</summary>
    public double Of(ScoreSummary summary) => summary switch
    {
        ScoreSummary.Final => Final,
        ScoreSummary.Best => Best,
        _ => Area,
    };
}
