namespace Ratchet.Studies.Definitions;

/// <summary>Whose returns a score is made of.</summary>
public enum ScoreSource
{
    /// <summary>Episodes of the training: the mean of the last 100 finished ones.</summary>
    Training,

    /// <summary>Evaluation points, actions sampled.</summary>
    Sampled,

    /// <summary>Evaluation points, most probable actions.</summary>
    Deterministic,
}

/// <summary>How a curve becomes one number.</summary>
public enum ScoreSummary
{
    /// <summary>Mean over the last 10 % of the steps that are compared.</summary>
    Final,

    /// <summary>The greatest value.</summary>
    Best,

    /// <summary>Mean over the steps.</summary>
    Area,
}

/// <summary>The one number of a run.</summary>
/// <param name="Source">Whose returns.</param>
/// <param name="Summary">How the curve becomes one number.</param>
public sealed record StudyScore(ScoreSource Source, ScoreSummary Summary);
