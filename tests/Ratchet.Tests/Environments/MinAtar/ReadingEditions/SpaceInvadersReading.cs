using Ratchet.Numerics;

namespace Ratchet.Tests.Environments.MinAtar.ReadingEditions;

internal sealed class SpaceInvadersReading() : ReadingGame(6)
{
    private bool[,] _aliens = new bool[10, 10];
    private bool[,] _bullets = new bool[10, 10];
    private bool[,] _enemyBullets = new bool[10, 10];
    private int _cannon, _direction, _moveInterval, _moveTimer, _alienShotTimer, _shotTimer, _rampIndex;

    protected override void Begin(ref RandomStream random)
    {
        (_aliens, _bullets, _enemyBullets) = (new bool[10, 10], new bool[10, 10], new bool[10, 10]);
        Restore();
        (_cannon, _direction, _moveInterval, _moveTimer, _alienShotTimer, _shotTimer, _rampIndex) = (5, -1, 12, 12, 10, 0, 0);
    }

    protected override double Step(char action, ref RandomStream random)
    {
        // (1)
        if (action == 'f' && _shotTimer == 0)
        {
            _bullets[9, _cannon] = true;
            _shotTimer = 5;
        }

        if (action == 'l')
            _cannon = Clamp(_cannon - 1, 0, 9);
        if (action == 'r')
            _cannon = Clamp(_cannon + 1, 0, 9);
        // (2): nothing comes from beyond the board, so that row 9 is empty afterwards.
        _bullets = Shifted(_bullets, 0, -1);
        // (3)
        _enemyBullets = Shifted(_enemyBullets, 0, 1);
        if (_enemyBullets[9, _cannon])
            Terminal = true;
        // (4)
        if (_aliens[9, _cannon])
            Terminal = true;
        if (_moveTimer == 0)
        {
            _moveTimer = Math.Min(Count(), _moveInterval);
            int edge = _direction < 0 ? 0 : 9;
            if (Enumerable.Range(0, 10).Any(y => _aliens[y, edge]))
            {
                _direction = -_direction;
                if (Enumerable.Range(0, 10).Any(x => _aliens[9, x]))
                    Terminal = true;
                bool[,] down = Shifted(_aliens, 0, 1);
                for (int x = 0; x < 10; x++)
                    down[0, x] = _aliens[9, x];
                _aliens = down;
            }
            else
            {
                _aliens = Shifted(_aliens, _direction, 0);
            }

            if (_aliens[9, _cannon])
                Terminal = true;
        }

        // (5)
        if (_alienShotTimer == 0)
        {
            _alienShotTimer = 10;
            int column = Enumerable.Range(0, 10).Where(x => Rows(x).Any()).OrderBy(x => Math.Abs(x - _cannon)).ThenBy(x => x).First();
            _enemyBullets[Rows(column).Max(), column] = true;
        }

        // (6)
        double reward = 0;
        for (int y = 0; y < 10; y++)
            for (int x = 0; x < 10; x++)
                if (_aliens[y, x] && _bullets[y, x])
                {
                    _aliens[y, x] = _bullets[y, x] = false;
                    reward += 1;
                }

        // (7)
        _shotTimer = Math.Max(0, _shotTimer - 1);
        _moveTimer -= 1;
        _alienShotTimer -= 1;
        if (Count() == 0)
        {
            if (Ramping && _moveInterval > 6)
            {
                _moveInterval -= 1;
                _rampIndex += 1;
            }

            Restore();
        }

        return reward;
    }

    protected override void Paint(bool[,,] planes)
    {
        planes[9, _cannon, 0] = true;
        for (int y = 0; y < 10; y++)
            for (int x = 0; x < 10; x++)
            {
                planes[y, x, 1] = _aliens[y, x];
                planes[y, x, _direction < 0 ? 2 : 3] = _aliens[y, x];
                planes[y, x, 4] = _bullets[y, x];
                planes[y, x, 5] = _enemyBullets[y, x];
            }
    }

    private int Count() => _aliens.Cast<bool>().Count(isAlien => isAlien);

    private IEnumerable<int> Rows(int column) => Enumerable.Range(0, 10).Where(y => _aliens[y, column]);

    private void Restore()
    {
        for (int y = 0; y <= 3; y++)
            for (int x = 2; x <= 7; x++)
                _aliens[y, x] = true;
    }

    private static bool[,] Shifted(bool[,] cells, int dx, int dy)
    {
        var shifted = new bool[10, 10];
        for (int y = 0; y < 10; y++)
            for (int x = 0; x < 10; x++)
                if (y - dy is >= 0 and <= 9 && x - dx is >= 0 and <= 9)
                    shifted[y, x] = cells[y - dy, x - dx];
        return shifted;
    }
}
