using Ratchet.Environments.Drawing;
using Ratchet.Numerics;

namespace Ratchet.Environments.Tetris;

/// <summary>
/// Tetris as Bertsekas and Tsitsiklis have it: a decision is a placement of the current piece, there is no look-ahead, and the reward is the
/// number of rows that it removes. The action is the placement's number, orientation · 10 + column (<see cref="TetrisPlacements"/>); the mask
/// leaves the distinct ones. An action that it forbids is no error: it does what its distinct twin does. The rule of the end is that of
/// <see cref="TetrisBoard"/>.
/// </summary>
/// <remarks>
/// Observation: the 21 features of <see cref="TetrisBoard.WriteFeatures"/>, in cells (normalise observations, as the presets do), and the piece
/// as one of seven ones, in the order I, O, T, S, Z, J, L. State: the rows from the bottom, bit k for column k from the left, and the piece.
/// </remarks>
public sealed class TetrisEnvironment : IEnvironment, IDrawable
{
    /// <summary>The longest game that an evaluation plays. The game itself has no limit, and no trained network has come near this one.</summary>
    private const int MaxPlacements = 1_000_000;

    private static readonly DiscreteSpace Actions = new(TetrisPlacements.Count);

    private readonly double[] _observation = new double[TetrisBoard.Features + TetrisPlacements.Pieces];
    private TetrisBoard _board;
    private Tetromino _piece;

    /// <summary>An empty board.</summary>
    /// <param name="height">Rows, 20 or 10.</param>
    public TetrisEnvironment(int height = 20)
    {
        _board = new TetrisBoard(height);
        StateFields = [new StateField("rows", height), new StateField("piece", 1)];
        double[] high = new double[_observation.Length];
        high.AsSpan(0, TetrisBoard.Features - 1).Fill(height);
        high[TetrisBoard.Features - 1] = TetrisBoard.Width * height;
        high.AsSpan(TetrisBoard.Features).Fill(1);
        ObservationSpace = new BoxSpace(new double[high.Length], high);
    }

    /// <summary>The task on 20 rows.</summary>
    public static EnvironmentDefinition Definition { get; } =
        new("tetris", "Place falling tetrominoes: remove full rows, 10 columns by 20 rows", MaxPlacements, null, () => new TetrisEnvironment()) { StepMicroseconds = 0.2 };

    /// <summary>The task on 10 rows.</summary>
    public static EnvironmentDefinition SmallDefinition { get; } = Definition with
    {
        Name = "tetris-10x10", Summary = "Tetris on 10 columns by 10 rows, for quick experiments", Create = () => new TetrisEnvironment(10),
    };

    /// <inheritdoc/>
    public Space ObservationSpace { get; }

    /// <inheritdoc/>
    public Space ActionSpace => Actions;

    /// <inheritdoc/>
    public bool HasActionMask => true;

    /// <summary>The distinct placements of the current piece; some of them may lose.</summary>
    public ReadOnlySpan<bool> ActionMask => TetrisPlacements.Of(_piece);

    /// <inheritdoc/>
    public IReadOnlyList<StateField> StateFields { get; }

    /// <summary>An empty board, and the first piece.</summary>
    public ReadOnlySpan<double> Reset(ref RandomStream random)
    {
        _board = new TetrisBoard(_board.Height);
        _piece = TetrisPlacements.Draw(ref random);
        return Observe();
    }

    /// <summary>Drops the piece and draws the next one. Terminates where something remains above the top row.</summary>
    public Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
    {
        int removed = _board.Drop(_piece, Actions.ToIndex(action), out bool isOver);
        _piece = TetrisPlacements.Draw(ref random);
        return new Transition(Observe(), removed, isOver);
    }

    /// <inheritdoc/>
    public void GetState(Span<double> state)
    {
        for (int row = 0; row < _board.Height; row++)
            state[row] = _board.GetRow(row);
        state[_board.Height] = (int)_piece;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">A number is no row or no piece.</exception>
    public void SetState(ReadOnlySpan<double> state)
    {
        int height = _board.Height;
        for (int row = 0; row < height; row++)
            _board.SetRow(row, IsWhole(state[row], (1 << TetrisBoard.Width) - 1)
                ? (int)state[row]
                : throw new InvalidDataException($"row {row} of a Tetris state is {state[row]}; expected a whole number from 0 to 1023, bit k for column k."));
        _piece = IsWhole(state[height], TetrisPlacements.Pieces - 1)
            ? (Tetromino)state[height]
            : throw new InvalidDataException($"the piece of a Tetris state is {state[height]}; expected a whole number from 0 to 6, in the order I, O, T, S, Z, J, L.");
    }

    /// <summary>The board, and beside it the piece that is to be placed; five placements a second.</summary>
    public void Draw(Scene scene)
    {
        const int width = TetrisBoard.Width, beside = width + 1;
        int height = _board.Height;
        scene.View(-0.3, -0.3, beside + TetrisShape.MaxWidth + 0.3, height + 0.3);
        scene.SecondsPerFrame = 0.2;
        scene.Rectangle(0, 0, width, height, Paint.Faint);
        var cells = new Paint[width * height];
        for (int i = 0; i < cells.Length; i++)
            cells[i] = (_board.GetRow(height - 1 - (i / width)) >> (i % width) & 1) != 0 ? Paint.Blue : Paint.None;
        scene.Cells(0, 0, 1, width, cells);
        scene.Text(beside + 2, height - 1, 1, "next");
        var piece = new Paint[TetrisShape.MaxWidth * TetrisShape.MaxWidth];
        TetrisShape shape = TetrisShape.Of(_piece, 0);
        for (int i = 0; i < piece.Length; i++)
            piece[i] = (shape.Cells(i % TetrisShape.MaxWidth) >> (TetrisShape.MaxWidth - 1 - (i / TetrisShape.MaxWidth)) & 1) != 0 ? Paint.Orange : Paint.None;
        scene.Cells(beside, height - 2 - TetrisShape.MaxWidth, 1, TetrisShape.MaxWidth, piece);
    }

    private static bool IsWhole(double value, int max) => value >= 0 && value <= max && value == Math.Floor(value);

    private ReadOnlySpan<double> Observe()
    {
        _board.WriteFeatures(_observation);
        Span<double> piece = _observation.AsSpan(TetrisBoard.Features);
        piece.Clear();
        piece[(int)_piece] = 1;
        return _observation;
    }
}
