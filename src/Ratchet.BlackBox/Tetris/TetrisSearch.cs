using Ratchet.Environments.Tetris;
using Ratchet.Numerics;

namespace Ratchet.BlackBox.Tetris;

/// <summary>A finished generation of a search for a controller.</summary>
/// <param name="Generation">Its number, from 1.</param>
/// <param name="Mean">Mean lines of its candidates.</param>
/// <param name="Best">Most lines of one.</param>
/// <param name="Center">Games of the centre after it; null where it did not play.</param>
/// <param name="Placements">Pieces that were dropped, those of the evaluation included.</param>
/// <param name="Unfinished">Games that the limit of placements ended.</param>
public sealed record TetrisGeneration(long Generation, double Mean, double Best, TetrisEvaluation? Center, long Placements, int Unfinished);

/// <summary>
/// A search for the weights of a linear Tetris controller (<see cref="TetrisController"/>), as Szita and Lőrincz did it with the noisy cross-entropy method (Neural Computation 18:12, 2006):
/// a candidate's fitness is the lines that it removes in its games. The same bits for any number of threads.
/// </summary>
public sealed class TetrisSearch
{
    /// <summary>Games of the centre draw from streams that no candidate meets.</summary>
    private const ulong EvaluationKey = 0x7465_7472_6973_0001;

    private readonly TetrisSearchOptions _options;
    private readonly SearchMethod _method;

    /// <summary>A search at its beginning.</summary>
    /// <param name="method">What searches, over <see cref="TetrisController.WeightCount"/> numbers.</param>
    /// <param name="options">How candidates are measured.</param>
    public TetrisSearch(SearchMethod method, TetrisSearchOptions options)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (method.Dimension != TetrisController.WeightCount)
            throw new ArgumentException($"The search is over {method.Dimension} numbers; a controller has {TetrisController.WeightCount}.", nameof(method));
        (_method, _options) = (method, options);
    }

    /// <summary>What searches.</summary>
    public SearchMethod Method => _method;

    /// <summary>How candidates are measured.</summary>
    public TetrisSearchOptions Options => _options;

    /// <summary>Does a generation.</summary>
    /// <param name="threads">Games at a time.</param>
    /// <param name="stop">Ends it in the middle: nothing of the generation is kept.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public TetrisGeneration Advance(int threads, CancellationToken stop = default)
    {
        int population = _method.Population;
        long generation = _method.Generation;
        double[] fitness = new double[population];
        TetrisScore[] scores = Play(population * _options.Games, threads, stop, game => new RandomStream(
            _options.Seed, StreamPurpose.Environment, checked((uint)(((_options.CommonPieces ? generation : (generation * population) + (game / _options.Games)) * _options.Games) + (game % _options.Games)))),
            game => CandidateOf(game / _options.Games));
        for (int game = 0; game < scores.Length; game++)
            fitness[game / _options.Games] += (double)scores[game].RowsRemoved / _options.Games;

        _method.Tell(fitness);
        TetrisEvaluation? center = _method.Generation % _options.EvaluationInterval == 0 ? Evaluate(_options.EvaluationGames, generation, threads, stop) : null;
        return new TetrisGeneration(
            _method.Generation, fitness.Average(), fitness.Max(), center, scores.Sum(score => score.Placements) + (center?.Placements ?? 0), scores.Count(score => !score.IsOver) + (center?.Unfinished ?? 0));
    }

    /// <summary>Lets the centre play.</summary>
    /// <param name="games">How many games.</param>
    /// <param name="number">Each number has games of its own.</param>
    /// <param name="threads">Games at a time.</param>
    /// <param name="stop">Ends it.</param>
    public TetrisEvaluation Evaluate(int games, long number, int threads, CancellationToken stop = default)
    {
        var controller = new TetrisController(_method.Center);
        return TetrisEvaluation.Of(
            Play(games, threads, stop, game => new RandomStream(_options.Seed ^ EvaluationKey, StreamPurpose.EvaluationEnvironment, checked((uint)((number * games) + game))), _ => controller));
    }

    private TetrisController CandidateOf(int index)
    {
        double[] weights = new double[TetrisController.WeightCount];
        _method.Candidate(index, weights);
        return new TetrisController(weights);
    }

    /// <summary>Good candidates play a thousand times as long as bad ones: each thread takes the next game when it is done with one.</summary>
    private TetrisScore[] Play(int games, int threads, CancellationToken stop, Func<int, RandomStream> streamOf, Func<int, TetrisController> controllerOf)
    {
        var scores = new TetrisScore[games];
        Evaluation.Run(Enumerable.Range(0, games), threads, stop, game =>
        {
            RandomStream pieces = streamOf(game);
            scores[game] = controllerOf(game).Play(_options.Height, ref pieces, _options.MostPlacements);
        });
        return scores;
    }
}
