using Ratchet.Environments.Tetris;

namespace Ratchet.BlackBox.Tetris;

/// <summary>Games of one controller.</summary>
/// <param name="Games">How many.</param>
/// <param name="Mean">Their mean lines.</param>
/// <param name="Error">The standard error of that mean; NaN for one game. Lines of a game are nearly geometrically distributed, so that it is about <c>Mean / √Games</c>.</param>
/// <param name="Least">Fewest lines of a game.</param>
/// <param name="Most">Most lines of a game.</param>
/// <param name="Placements">Pieces that were dropped.</param>
/// <param name="Unfinished">Games that the limit of placements ended.</param>
public sealed record TetrisEvaluation(int Games, double Mean, double Error, long Least, long Most, long Placements, int Unfinished)
{
    /// <summary>The games, at least one, in numbers.</summary>
    internal static TetrisEvaluation Of(IReadOnlyList<TetrisScore> scores)
    {
        double mean = scores.Average(score => (double)score.RowsRemoved);
        double variance = scores.Sum(score => (score.RowsRemoved - mean) * (score.RowsRemoved - mean)) / (scores.Count - 1.0);
        return new TetrisEvaluation(
            scores.Count, mean, Math.Sqrt(variance / scores.Count), scores.Min(score => score.RowsRemoved), scores.Max(score => score.RowsRemoved), scores.Sum(score => score.Placements),
            scores.Count(score => !score.IsOver));
    }
}
