using Ratchet.Numerics;

namespace Ratchet.Tests.Environments.MinAtar.ReadingEditions;

internal sealed class AsterixReading() : ReadingGame(4)
{
    private sealed class Entity
    {
        public int X, Y;
        public bool Right, Gold;
    }

    private readonly Entity?[] _slots = new Entity?[8];
    private (int X, int Y) _player;
    private int _spawnSpeed, _spawnTimer, _moveInterval, _moveTimer, _rampTimer, _rampIndex;

    protected override void Begin(ref RandomStream random)
    {
        _player = (5, 5);
        Array.Clear(_slots);
        (_spawnSpeed, _spawnTimer, _moveInterval, _moveTimer, _rampTimer, _rampIndex) = (10, 10, 5, 5, 100, 0);
    }

    protected override double Step(char action, ref RandomStream random)
    {
        double reward = 0;
        // (1)
        if (_spawnTimer == 0)
        {
            bool right = Coin(ref random), gold = random.NextBelow(3) == 0;
            int[] empty = [.. Enumerable.Range(0, 8).Where(slot => _slots[slot] is null)];
            if (empty.Length > 0)
            {
                int slot = empty[random.NextBelow(empty.Length)];
                _slots[slot] = new Entity { X = right ? 0 : 9, Y = slot + 1, Right = right, Gold = gold };
            }

            _spawnTimer = _spawnSpeed;
        }

        // (2)
        if (action == 'l')
            _player.X = Clamp(_player.X - 1, 0, 9);
        if (action == 'r')
            _player.X = Clamp(_player.X + 1, 0, 9);
        if (action == 'u')
            _player.Y = Clamp(_player.Y - 1, 1, 8);
        if (action == 'd')
            _player.Y = Clamp(_player.Y + 1, 1, 8);
        // (3)
        for (int i = 0; i < 8; i++)
            reward += Test(i);
        // (4)
        if (_moveTimer == 0)
        {
            _moveTimer = _moveInterval;
            for (int i = 0; i < 8; i++)
            {
                if (_slots[i] is not { } entity)
                    continue;
                entity.X += entity.Right ? 1 : -1;
                if (entity.X < 0 || entity.X > 9)
                    _slots[i] = null;
                reward += Test(i);
            }
        }

        // (5)
        _spawnTimer -= 1;
        _moveTimer -= 1;
        // (6)
        if (Ramping && (_spawnSpeed > 1 || _moveInterval > 1))
        {
            if (_rampTimer >= 0)
            {
                _rampTimer -= 1;
            }
            else
            {
                if (_moveInterval > 1 && _rampIndex % 2 == 1)
                    _moveInterval -= 1;
                if (_spawnSpeed > 1)
                    _spawnSpeed -= 1;
                _rampIndex += 1;
                _rampTimer = 100;
            }
        }

        return reward;
    }

    protected override void Paint(bool[,,] planes)
    {
        planes[_player.Y, _player.X, 0] = true;
        foreach (Entity? entity in _slots)
        {
            if (entity is null)
                continue;
            planes[entity.Y, entity.X, entity.Gold ? 3 : 1] = true;
            int behind = entity.Right ? entity.X - 1 : entity.X + 1;
            if (behind is >= 0 and <= 9)
                planes[entity.Y, behind, 2] = true;
        }
    }

    private double Test(int slot)
    {
        if (_slots[slot] is not { } entity || (entity.X, entity.Y) != _player)
            return 0;
        if (!entity.Gold)
        {
            Terminal = true;
            return 0;
        }

        _slots[slot] = null;
        return 1;
    }
}
