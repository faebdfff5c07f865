using Ratchet.Environments.Drawing;
using Ratchet.Numerics;

namespace Ratchet.Environments.MinAtar;

/// <summary>
/// Breakout: a paddle in row 9 keeps a ball in play that breaks bricks, +1 each; over when the ball is lost. The ball moves diagonally. It
/// breaks one brick at a contact: as long as it touches bricks it passes through the next ones.
/// </summary>
internal struct Breakout : IGame
{
    private const int Paddle = 0;
    private const int Ball = 1;
    private const int Trail = 2;
    private const int Brick = 3;

    private const int FirstBrickRow = 1;
    private const int BrickRows = 3;
    private const int Bricks = BrickRows * Grid.Size;

    private int _paddle;
    private int _x;
    private int _y;
    private int _dx;
    private int _dy;
    private int _lastX;
    private int _lastY;
    private bool _strike;

    /// <summary>Bit 10·(y − 1) + x for the brick at (x, y).</summary>
    private uint _bricks;

    /// <inheritdoc/>
    public static int Channels => 4;

    /// <inheritdoc/>
    public static IReadOnlyList<Mark> Marks { get; } = [new(Trail, "trail", Paint.Grey), new(Brick, "brick", Paint.Red), new(Paddle, "paddle", Paint.Blue), new(Ball, "ball", Paint.Ink)];

    /// <inheritdoc/>
    public static ReadOnlySpan<Button> MinimalButtons => [Button.None, Button.Left, Button.Right];

    /// <summary>One draw: from which side the ball comes.</summary>
    public void Reset(ref RandomStream random)
    {
        bool fromLeft = random.NextBelow(2) == 0;
        (_paddle, _x, _y, _dx, _dy) = (4, fromLeft ? 0 : Grid.Last, 3, fromLeft ? 1 : -1, 1);
        (_lastX, _lastY, _strike, _bricks) = (_x, _y, false, (1u << Bricks) - 1);
    }

    /// <inheritdoc/>
    public Outcome Step(Button button, bool ramping, ref RandomStream random)
    {
        if (button == Button.Left && _paddle > 0)
            _paddle--;
        else if (button == Button.Right && _paddle < Grid.Last)
            _paddle++;

        (_lastX, _lastY) = (_x, _y);
        int x = _x + _dx, y = _y + _dy;
        if ((uint)x >= Grid.Size)
        {
            x = _x;
            _dx = -_dx;
        }

        var outcome = new Outcome(0, false);
        bool touching = false;
        if (y < 0)
        {
            y = 0;
            _dy = -_dy;
        }
        else if (HasBrick(x, y))
        {
            touching = true;
            if (!_strike)
                outcome = Break(x, ref y);
        }
        else if (y == Grid.Last)
        {
            outcome = Meet(x, ref y);
        }

        _strike = touching;
        (_x, _y) = (x, y);
        return outcome;
    }

    /// <inheritdoc/>
    public readonly void Draw<T>(Picture<T> picture)
    {
        picture.Set(Paddle, _paddle, Grid.Last);
        picture.Set(Ball, _x, _y);
        picture.Set(Trail, _lastX, _lastY);
        picture.Set(Brick, (UInt128)_bricks << (FirstBrickRow * Grid.Size));
    }

    /// <inheritdoc/>
    public void Transfer(ref StateTransfer state)
    {
        _paddle = state.Number("paddle", _paddle, 0, Grid.Last);
        _x = state.Number("ball_x", _x, 0, Grid.Last);
        _y = state.Number("ball_y", _y, 0, Grid.Last);
        _dx = state.Direction("ball_dx", _dx);
        _dy = state.Direction("ball_dy", _dy);
        _lastX = state.Number("trail_x", _lastX, 0, Grid.Last);
        _lastY = state.Number("trail_y", _lastY, 0, Grid.Last);
        _strike = state.Flag("strike", _strike);
        _bricks = (uint)state.Board("bricks", _bricks, Bricks);
    }

    private readonly bool HasBrick(int x, int y) =>
        (uint)(y - FirstBrickRow) < BrickRows && (_bricks >> (Grid.Size * (y - FirstBrickRow) + x) & 1) != 0;

    private Outcome Break(int x, ref int y)
    {
        _bricks &= ~(1u << (Grid.Size * (y - FirstBrickRow) + x));
        y = _y;
        _dy = -_dy;
        return new Outcome(1, false);
    }

    /// <summary>
    /// The ball would enter the paddle's row. A paddle in the column that the ball leaves mirrors it upwards; a paddle in the column that it
    /// would enter sends it back to where it came from; otherwise the ball is lost.
    /// </summary>
    private Outcome Meet(int x, ref int y)
    {
        if (_bricks == 0)
            _bricks = (1u << Bricks) - 1;
        if (_x != _paddle && x != _paddle)
            return new Outcome(0, true);
        if (_x != _paddle)
            _dx = -_dx;
        _dy = -_dy;
        y = _y;
        return new Outcome(0, false);
    }
}
