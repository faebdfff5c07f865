using Ratchet.Numerics;

namespace Ratchet.BlackBox.Tetris;

/// <summary>How controllers of Tetris are searched for and measured.</summary>
public sealed record TetrisSearchOptions
{
    /// <summary>Rows of the board, 4 … 28.</summary>
    public int Height { get; init; } = 20;

    /// <summary>Games of a candidate, of which it has the mean, 1 … 10,000; one, as Szita and Lőrincz (2006) are read.</summary>
    public int Games { get; init; } = 1;

    /// <summary>Games that the centre plays after every so many generations, 1 … 100,000.</summary>
    public int EvaluationGames { get; init; } = 30;

    /// <summary>Generations between two such evaluations, 1 … 1e6.</summary>
    public int EvaluationInterval { get; init; } = 5;

    /// <summary>A game ends after so many placements, 100 … 1e12: a good controller plays for hours.</summary>
    public long MostPlacements { get; init; } = 50_000_000;

    /// <summary>Whether all candidates of a generation meet the same pieces.</summary>
    public bool CommonPieces { get; init; }

    /// <summary>Seed of the pieces.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Checks every field.</summary>
    /// <exception cref="OptionException">One is out of its range.</exception>
    public void Validate()
    {
        OptionRange.Check(Height, 4, 28, "height");
        OptionRange.Check(Games, 1, 10_000, "games");
        OptionRange.Check(EvaluationGames, 1, 100_000, "evaluation-games");
        OptionRange.Check(EvaluationInterval, 1, 1e6, "evaluation-interval");
        OptionRange.Check(MostPlacements, 100, 1e12, "most-placements");
    }
}
