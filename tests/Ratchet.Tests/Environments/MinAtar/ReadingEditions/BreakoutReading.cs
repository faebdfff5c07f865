using Ratchet.Numerics;

namespace Ratchet.Tests.Environments.MinAtar.ReadingEditions;

internal sealed class BreakoutReading() : ReadingGame(4)
{
    // 0 left-up, 1 right-up, 2 right-down, 3 left-down.
    private static readonly (int X, int Y)[] Directions = [(-1, -1), (1, -1), (1, 1), (-1, 1)];
    private static readonly int[] Horizontally = [1, 0, 3, 2];
    private static readonly int[] Vertically = [3, 2, 1, 0];
    private static readonly int[] Completely = [2, 3, 0, 1];

    private readonly bool[,] _bricks = new bool[10, 10];
    private int _paddle;
    private (int X, int Y) _ball;
    private (int X, int Y) _trail;
    private int _direction;
    private bool _strike;

    protected override void Begin(ref RandomStream random)
    {
        bool left = !Coin(ref random);
        _ball = _trail = (left ? 0 : 9, 3);
        _direction = left ? 2 : 3;
        _paddle = 4;
        _strike = false;
        Array.Clear(_bricks);
        Refill();
    }

    protected override double Step(char action, ref RandomStream random)
    {
        // (1)
        if (action == 'l')
            _paddle = Clamp(_paddle - 1, 0, 9);
        if (action == 'r')
            _paddle = Clamp(_paddle + 1, 0, 9);
        // (2)
        _trail = _ball;
        (int X, int Y) candidate = (_ball.X + Directions[_direction].X, _ball.Y + Directions[_direction].Y);
        // (3)
        if (candidate.X < 0 || candidate.X > 9)
        {
            candidate.X = Clamp(candidate.X, 0, 9);
            _direction = Horizontally[_direction];
        }

        // (4)
        double reward = 0;
        bool touching = false;
        if (candidate.Y < 0)
        {
            candidate.Y = 0;
            _direction = Vertically[_direction];
        }
        else if (_bricks[candidate.Y, candidate.X])
        {
            touching = true;
            if (!_strike)
            {
                reward += 1;
                _strike = true;
                _bricks[candidate.Y, candidate.X] = false;
                candidate.Y = _ball.Y;
                _direction = Vertically[_direction];
            }
        }
        else if (candidate.Y == 9)
        {
            if (!_bricks.Cast<bool>().Any(brick => brick))
                Refill();
            if (_ball.X == _paddle)
            {
                _direction = Vertically[_direction];
                candidate.Y = _ball.Y;
            }
            else if (candidate.X == _paddle)
            {
                _direction = Completely[_direction];
                candidate.Y = _ball.Y;
            }
            else
            {
                Terminal = true;
            }
        }

        // (5), (6)
        if (!touching)
            _strike = false;
        _ball = candidate;
        return reward;
    }

    protected override void Paint(bool[,,] planes)
    {
        planes[9, _paddle, 0] = true;
        planes[_ball.Y, _ball.X, 1] = true;
        planes[_trail.Y, _trail.X, 2] = true;
        for (int y = 0; y < 10; y++)
            for (int x = 0; x < 10; x++)
                planes[y, x, 3] = _bricks[y, x];
    }

    private void Refill()
    {
        for (int y = 1; y <= 3; y++)
            for (int x = 0; x < 10; x++)
                _bricks[y, x] = true;
    }
}
