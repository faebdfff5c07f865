using Ratchet.Numerics;

namespace Ratchet.Tests.Environments.MinAtar.ReadingEditions;

internal sealed class SeaquestReading() : ReadingGame(10)
{
    private sealed class Thing
    {
        public int X, Y, Timer, ShotTimer;
        public bool Right;

        public (int X, int Y) Cell => (X, Y);

        public void Move() => X += Right ? 1 : -1;

        public bool IsOutside => X is < 0 or > 9;
    }

    private readonly List<Thing> _bullets = [], _divers = [], _subs = [], _fish = [], _enemyBullets = [];
    private (int X, int Y) _player;
    private bool _facingRight, _atSurface;
    private int _enemyTimer, _diverTimer, _shotTimer, _rampIndex;

    public int Oxygen { get; private set; }

    /// <summary>What a test may begin with: −1 lets the submarine surface as often as it likes.</summary>
    public int DiverCount { get; set; }

    public int SpawnSpeed { get; set; }

    public int MoveInterval { get; set; }

    public int Enemies => _subs.Count + _fish.Count;

    public int EnemyBullets => _enemyBullets.Count;

    protected override void Begin(ref RandomStream random)
    {
        foreach (List<Thing> things in new[] { _bullets, _divers, _subs, _fish, _enemyBullets })
            things.Clear();
        _player = (5, 0);
        (_facingRight, _atSurface, Oxygen, DiverCount) = (false, true, 200, 0);
        (SpawnSpeed, _enemyTimer, _diverTimer, MoveInterval, _shotTimer, _rampIndex) = (20, 20, 30, 5, 0, 0);
    }

    protected override double Step(char action, ref RandomStream random)
    {
        double reward = 0;
        // (1)
        if (_enemyTimer == 0)
        {
            bool right = Coin(ref random), submarine = random.NextBelow(3) == 0;
            int row = 1 + random.NextBelow(8);
            if (!_subs.Concat(_fish).Any(enemy => enemy.Y == row && enemy.Right != right))
                (submarine ? _subs : _fish).Add(new Thing { X = right ? 0 : 9, Y = row, Right = right, Timer = MoveInterval, ShotTimer = 10 });
            _enemyTimer = SpawnSpeed;
        }

        // (2)
        if (_diverTimer == 0)
        {
            bool right = Coin(ref random);
            _divers.Add(new Thing { X = right ? 0 : 9, Y = 1 + random.NextBelow(8), Right = right, Timer = 5 });
            _diverTimer = 30;
        }

        // (3)
        if (action == 'f' && _shotTimer == 0)
        {
            _bullets.Add(new Thing { X = _player.X, Y = _player.Y, Right = _facingRight });
            _shotTimer = 5;
        }

        if (action is 'l' or 'r')
        {
            _facingRight = action == 'r';
            _player.X = Clamp(_player.X + (_facingRight ? 1 : -1), 0, 9);
        }

        if (action is 'u' or 'd')
            _player.Y = Clamp(_player.Y + (action == 'u' ? -1 : 1), 0, 8);

        // (4)
        foreach (Thing bullet in NewestFirst(_bullets))
        {
            bullet.Move();
            if (bullet.IsOutside)
            {
                _bullets.Remove(bullet);
            }
            else if (RemoveFirst(_fish, bullet.Cell) || RemoveFirst(_subs, bullet.Cell))
            {
                _bullets.Remove(bullet);
                reward += 1;
            }
        }

        // (5)
        foreach (Thing diver in NewestFirst(_divers))
        {
            if (diver.Cell == _player && DiverCount < 6)
            {
                PickUp(diver);
            }
            else if (diver.Timer == 0)
            {
                diver.Timer = 5;
                diver.Move();
                if (diver.IsOutside)
                    _divers.Remove(diver);
                else if (diver.Cell == _player && DiverCount < 6)
                    PickUp(diver);
            }
            else
            {
                diver.Timer -= 1;
            }
        }

        // (6)
        foreach (Thing sub in NewestFirst(_subs))
        {
            reward += Swim(sub, _subs);
            if (sub.ShotTimer == 0)
            {
                sub.ShotTimer = 10;
                _enemyBullets.Add(new Thing { X = sub.X, Y = sub.Y, Right = sub.Right });
            }
            else
            {
                sub.ShotTimer -= 1;
            }
        }

        // (7)
        foreach (Thing bullet in NewestFirst(_enemyBullets))
        {
            if (bullet.Cell == _player)
                Terminal = true;
            bullet.Move();
            if (bullet.IsOutside)
                _enemyBullets.Remove(bullet);
            else if (bullet.Cell == _player)
                Terminal = true;
        }

        // (8)
        foreach (Thing fish in NewestFirst(_fish))
            reward += Swim(fish, _fish);

        // (9)
        _enemyTimer = Math.Max(0, _enemyTimer - 1);
        _diverTimer = Math.Max(0, _diverTimer - 1);
        _shotTimer = Math.Max(0, _shotTimer - 1);

        // (10)
        if (Oxygen <= 0)
            Terminal = true;
        if (_player.Y > 0)
        {
            Oxygen -= 1;
            _atSurface = false;
        }
        else if (!_atSurface)
        {
            if (DiverCount == 0)
                Terminal = true;
            else
                reward += Surface();
        }

        return reward;
    }

    protected override void Paint(bool[,,] planes)
    {
        planes[_player.Y, _player.X, 0] = true;
        planes[_player.Y, _player.X + (_facingRight ? -1 : 1), 1] = true;
        foreach ((List<Thing> things, int channel) in new[] { (_bullets, 2), (_enemyBullets, 4), (_fish, 5), (_subs, 6), (_divers, 9) })
            foreach (Thing thing in things)
                planes[thing.Y, thing.X, channel] = true;
        foreach (Thing thing in _fish.Concat(_subs).Concat(_divers))
        {
            int behind = thing.X + (thing.Right ? -1 : 1);
            if (behind is >= 0 and <= 9)
                planes[thing.Y, behind, 3] = true;
        }

        for (int x = 0; x <= Math.Floor(Math.Max(0, Oxygen) * 10 / 200.0) - 1; x++)
            planes[9, x, 7] = true;
        for (int x = 9 - DiverCount; x <= 8; x++)
            planes[9, x, 8] = true;
    }

    private double Swim(Thing enemy, List<Thing> things)
    {
        if (enemy.Cell == _player)
            Terminal = true;
        if (enemy.Timer > 0)
        {
            enemy.Timer -= 1;
            return 0;
        }

        enemy.Timer = MoveInterval;
        enemy.Move();
        if (enemy.IsOutside)
        {
            things.Remove(enemy);
        }
        else if (enemy.Cell == _player)
        {
            Terminal = true;
        }
        else if (RemoveFirst(_bullets, enemy.Cell))
        {
            things.Remove(enemy);
            return 1;
        }

        return 0;
    }

    private double Surface()
    {
        double reward = 0;
        _atSurface = true;
        if (DiverCount == 6)
        {
            DiverCount = 0;
            reward = Math.Floor(Oxygen * 10 / 200.0);
        }

        Oxygen = 200;
        DiverCount -= 1;
        if (Ramping && (SpawnSpeed > 1 || MoveInterval > 2))
        {
            if (MoveInterval > 2 && _rampIndex % 2 == 1)
                MoveInterval -= 1;
            if (SpawnSpeed > 1)
                SpawnSpeed -= 1;
            _rampIndex += 1;
        }

        return reward;
    }

    private void PickUp(Thing diver)
    {
        _divers.Remove(diver);
        DiverCount += 1;
    }

    private static Thing[] NewestFirst(List<Thing> things) => [.. Enumerable.Reverse(things)];

    private static bool RemoveFirst(List<Thing> things, (int X, int Y) cell)
    {
        int index = things.FindIndex(thing => thing.Cell == cell);
        if (index >= 0)
            things.RemoveAt(index);
        return index >= 0;
    }
}
