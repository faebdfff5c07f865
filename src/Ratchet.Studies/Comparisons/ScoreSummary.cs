namespace Ratchet.Studies.Comparisons;

/// <summary>How the curve of a run becomes one number.</summary>
public enum ScoreSummary
{
    /// <summary>The mean over the last 10 % of the steps compared.</summary>
    Final,

    /// <summary>The greatest measurement within the steps compared.</summary>
    Best,

    /// <summary>The mean over all steps compared: the area under the curve divided by the steps.</summary>
    Area,
}
