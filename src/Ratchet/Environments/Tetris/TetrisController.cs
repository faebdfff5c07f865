using System.Runtime.CompilerServices;
using Ratchet.Numerics;

namespace Ratchet.Environments.Tetris;

/// <summary>What a game gave.</summary>
/// <param name="RowsRemoved">The score.</param>
/// <param name="Placements">How many pieces were dropped.</param>
/// <param name="IsOver">Whether the game was lost; false when the limit on placements ended it.</param>
public readonly record struct TetrisScore(long RowsRemoved, long Placements, bool IsOver);

/// <summary>
/// Plays by a linear value: of all distinct placements of the piece it takes the one whose board, after landing and the removal of full rows,
/// has the greatest w·φ, the lowest number of equals. A placement that loses has the value −∞. φ are the 21 features of
/// <see cref="TetrisBoard.WriteFeatures"/> and the constant 1. Safe under concurrent callers.
/// </summary>
/// <remarks>
/// The controller of Szita and Lőrincz, "Learning Tetris using the noisy cross-entropy method" (2006); the reward of the move is not added.
/// Where no row fills up, all that a placement changes are the heights h of its columns, and the holes are Σ h less the filled cells. With
/// d the weights of the differences, u of the maximum height and l of the holes, the value of a piece that lands in row y on columns c … c + n − 1,
/// with tops t, is base + before(c) + from(c + n) + a + b·y + d·|y + t₁ − h(c−1)| + d·|h(c+n) − y − tₙ| + u·max: the sums over the columns
/// before and from there on are shared by all placements, and a, b depend on the weights alone. The sum of the terms is the w·φ of the
/// features up to rounding (exactly for small whole weights).
/// </remarks>
public sealed unsafe class TetrisController
{
    /// <summary>How many weights: one for each feature, and the constant.</summary>
    public const int WeightCount = TetrisBoard.Features + 1;

    private const int Width = TetrisBoard.Width;
    private const int CellsOfPiece = 4;
    private const int MaxHeightFeature = TetrisBoard.Features - 2;
    private const int HolesFeature = TetrisBoard.Features - 1;

    private readonly double[] _weights;

    /// <summary>Of column k: its height's weight, and the holes', as every row that a column is higher is a cell or a hole.</summary>
    private readonly double[] _slopes = new double[Width];

    /// <summary>At k: of the difference between the columns k − 1 and k; 0 at both walls.</summary>
    private readonly double[] _edges = new double[Width + 1];

    /// <summary>a and b of each placement of each piece.</summary>
    private readonly double[] _offsets = new double[TetrisPlacements.Pieces * TetrisPlacements.Count];
    private readonly double[] _gradients = new double[TetrisPlacements.Pieces * TetrisPlacements.Count];

    /// <summary>A controller with the given weights.</summary>
    /// <param name="weights">[22] in the order of the features, the constant last.</param>
    /// <exception cref="ArgumentException">There are not 22, or one is not finite.</exception>
    public TetrisController(ReadOnlySpan<double> weights)
    {
        if (weights.Length != WeightCount)
            throw new ArgumentException($"A Tetris controller has {WeightCount} weights: {TetrisBoard.Features} features and a constant; found {weights.Length}.", nameof(weights));
        for (int i = 0; i < weights.Length; i++)
            if (!double.IsFinite(weights[i]))
                throw new ArgumentException($"Weight {i} of a Tetris controller is {weights[i]}; expected a finite number.", nameof(weights));
        _weights = weights.ToArray();
        for (int k = 0; k < Width; k++)
            _slopes[k] = weights[k] + weights[HolesFeature];
        weights.Slice(Width, Width - 1).CopyTo(_edges.AsSpan(1));
        for (int piece = 0; piece < TetrisPlacements.Pieces; piece++)
            Prepare((Tetromino)piece);
    }

    /// <summary>The weights.</summary>
    public ReadOnlySpan<double> Weights => _weights;

    /// <summary>Plays one game. The pieces are the stream's, whatever is done with them: equal streams give equal pieces.</summary>
    /// <param name="height">Rows of the board, 20 or 10.</param>
    /// <param name="pieces">Draws the pieces.</param>
    /// <param name="maxPlacements">Where to stop a game that is not lost; good controllers play for hundreds of thousands.</param>
    public TetrisScore Play(int height, ref RandomStream pieces, long maxPlacements = long.MaxValue)
    {
        var board = new TetrisBoard(height);
        bool isOver = false;
        long rows = 0, placements = 0;
        for (; !isOver && placements < maxPlacements; placements++)
        {
            Tetromino piece = TetrisPlacements.Draw(ref pieces);
            rows += board.Drop(piece, Choose(board, piece), out isOver);
        }

        return new TetrisScore(rows, placements, isOver);
    }

    /// <summary>The placement with the greatest value; the first one where all of them lose.</summary>
    [SkipLocalsInit]
    public int Choose(in TetrisBoard board, Tetromino piece)
    {
        double* values = stackalloc double[TetrisPlacements.Count];
        return Evaluate(board, piece, values);
    }

    /// <summary>The values of all placements of a piece.</summary>
    /// <param name="board">Where it is dropped.</param>
    /// <param name="piece">The piece.</param>
    /// <param name="values">[40], written: −∞ for a placement that loses, and for the numbers that are no distinct placement.</param>
    public void Evaluate(in TetrisBoard board, Tetromino piece, Span<double> values)
    {
        values = values[..TetrisPlacements.Count];
        values.Fill(double.NegativeInfinity);
        fixed (double* value = values)
            Evaluate(board, piece, value);
    }

    /// <summary>w·φ of a board.</summary>
    [SkipLocalsInit]
    public double Evaluate(in TetrisBoard board)
    {
        Span<double> features = stackalloc double[TetrisBoard.Features];
        board.WriteFeatures(features);
        double value = _weights[^1];
        for (int i = 0; i < features.Length; i++)
            value += _weights[i] * features[i];
        return value;
    }

    private void Prepare(Tetromino piece)
    {
        for (int orientation = 0; orientation < TetrisPlacements.OrientationCount(piece); orientation++)
        {
            TetrisShape shape = TetrisShape.Of(piece, orientation);
            for (int first = 0; first + shape.Width <= Width; first++)
            {
                double offset = 0, gradient = 0;
                for (int i = 0; i < shape.Width; i++)
                {
                    gradient += _slopes[first + i];
                    offset += _slopes[first + i] * shape.Top(i);
                    if (i > 0)
                        offset += _edges[first + i] * Math.Abs(shape.Top(i) - shape.Top(i - 1));
                }

                int at = (int)piece * TetrisPlacements.Count + orientation * Width + first;
                (_offsets[at], _gradients[at]) = (offset, gradient);
            }
        }
    }

    [SkipLocalsInit]
    private int Evaluate(in TetrisBoard board, Tetromino piece, double* values)
    {
        Unsafe.SkipInit(out TetrisSkyline skyline);
        double bestValue = double.NegativeInfinity;
        int best = 0;
        ReadOnlySpan<TetrisLanding> landings = TetrisLanding.Of(piece);
        fixed (double* slopes = _slopes, edges = _edges, offsets = _offsets, gradients = _gradients)
        {
            skyline.Survey(board, slopes, edges);
            double common = _weights[^1] - _weights[HolesFeature] * (skyline.FilledCells + CellsOfPiece), heightWeight = _weights[MaxHeightFeature];
            for (int orientation = 0; orientation < landings.Length; orientation++)
            {
                ref readonly TetrisLanding landing = ref landings[orientation];
                for (int first = 0; first + landing.Width <= Width; first++)
                {
                    int placement = orientation * Width + first, prepared = (int)piece * TetrisPlacements.Count + placement;
                    int row = skyline.Land(landing, first), highest = Math.Max(skyline.Highest, row + landing.Height);
                    double value = skyline.FullRows(landing, first, row) != 0 ? EvaluateRemoval(board, piece, placement)
                        : highest > board.Height ? double.NegativeInfinity
                        : common + heightWeight * highest + (offsets[prepared] + gradients[prepared] * row) + skyline.Surroundings(landing, first, row, edges);
                    values[placement] = value;
                    if (value > bestValue)
                        (bestValue, best) = (value, placement);
                }
            }
        }

        return best;
    }

    /// <summary>A placement that removes rows, which few do: done on a copy of the board.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private double EvaluateRemoval(in TetrisBoard board, Tetromino piece, int placement)
    {
        TetrisBoard after = board;
        after.Drop(piece, placement, out bool isOver);
        return isOver ? double.NegativeInfinity : Evaluate(after);
    }
}
