namespace Ratchet.Studies.Statistics;

/// <summary>What a curve over runs shows at each point.</summary>
public enum CurveStatistic
{
    /// <summary><see cref="Aggregates.Mean(ScoreTable)"/>.</summary>
    Mean,

    /// <summary><see cref="Aggregates.InterquartileMean(ScoreTable)"/>.</summary>
    InterquartileMean,
}
