using Ratchet.Numerics;

namespace Ratchet.Environments.MinAtar;

/// <summary>Whatever swims and flies around the submarine: how it comes, moves and goes.</summary>
internal partial struct Seaquest
{
    private const int DiverMoveInterval = 5;
    private const int EnemyShotInterval = 10;

    // What a list can hold. An enemy is gone after ten moves of at most six steps each, and at most one comes a step: 60. Of those that
    // came within 70 steps each has at most one bullet in the water (ten steps long, eleven between two shots): 70. A diver is gone
    // after 60 steps and one comes in 30: 2. A bullet of one's own is gone after ten steps, with five between two shots: 2.
    private const int MostEnemies = 60;
    private const int MostEnemyBullets = Shoal.Capacity;
    private const int MostDivers = 2;
    private const int MostBullets = 2;

    private void Spawn(ref RandomStream random)
    {
        if (_spawnTimer == 0)
        {
            SpawnEnemy(ref random);
            _spawnTimer = _spawnSpeed;
        }

        if (_diverTimer == 0)
        {
            _divers.Add(Enter(random.NextBelow(2) == 1, 1 + random.NextBelow(DeepestRow), DiverMoveInterval), MostDivers);
            _diverTimer = DiverInterval;
        }
    }

    /// <summary>Draws the direction, submarine or fish, and the row; in a row all enemies go the same way.</summary>
    private void SpawnEnemy(ref RandomStream random)
    {
        bool toTheRight = random.NextBelow(2) == 1, isSub = random.NextBelow(3) == 0;
        Swimmer enemy = Enter(toTheRight, 1 + random.NextBelow(DeepestRow), _moveInterval);
        if (IsOpposed(_subs.All, enemy) || IsOpposed(_fish.All, enemy))
            return;
        if (isSub)
            _subs.Add(enemy, MostEnemies);
        else
            _fish.Add(enemy, MostEnemies);
    }

    private static Swimmer Enter(bool toTheRight, int row, int timer) => new()
    {
        X = (sbyte)(toTheRight ? 0 : Grid.Last),
        Y = (sbyte)row,
        Direction = (sbyte)(toTheRight ? 1 : -1),
        Timer = (sbyte)timer,
        ShotTimer = EnemyShotInterval,
    };

    private static bool IsOpposed(ReadOnlySpan<Swimmer> shoal, Swimmer enemy)
    {
        foreach (ref readonly Swimmer other in shoal)
            if (other.Y == enemy.Y && other.Direction != enemy.Direction)
                return true;
        return false;
    }

    /// <summary>Here and below the newest first: a removal then moves only those that have had their turn.</summary>
    private int MoveBullets()
    {
        int reward = 0;
        for (int i = _bullets.Count - 1; i >= 0; i--)
        {
            ref Swimmer bullet = ref _bullets[i];
            bool isInside = bullet.Move();
            bool hits = isInside && (_fish.RemoveAt(bullet.X, bullet.Y) || _subs.RemoveAt(bullet.X, bullet.Y));
            if (hits)
                reward++;
            if (hits || !isInside)
                _bullets.RemoveAt(i);
        }

        return reward;
    }

    private void MoveDivers()
    {
        for (int i = _divers.Count - 1; i >= 0; i--)
        {
            ref Swimmer diver = ref _divers[i];
            bool isInside = true, isMet = IsPickedUp(diver);
            if (!isMet && diver.Timer == 0)
            {
                diver.Timer = DiverMoveInterval;
                isInside = diver.Move();
                isMet = IsPickedUp(diver);
            }
            else if (!isMet)
            {
                diver.Timer--;
            }

            if (isMet)
                _crew++;
            if (isMet || !isInside)
                _divers.RemoveAt(i);
        }
    }

    private readonly bool IsPickedUp(Swimmer diver) => diver.IsAt(_x, _y) && _crew < FullCrew;

    /// <summary>An enemy that is gone after its move, outside or shot, still fires when its time to shoot has come.</summary>
    private bool MoveEnemies(ref Shoal shoal, bool shoot, ref int reward)
    {
        bool isOver = false;
        for (int i = shoal.Count - 1; i >= 0; i--)
        {
            ref Swimmer enemy = ref shoal[i];
            isOver |= enemy.IsAt(_x, _y);
            bool isGone = false;
            if (enemy.Timer > 0)
            {
                enemy.Timer--;
            }
            else
            {
                enemy.Timer = (sbyte)_moveInterval;
                isGone = !enemy.Move();
                if (enemy.IsAt(_x, _y))
                {
                    isOver = true;
                }
                else if (!isGone && _bullets.RemoveAt(enemy.X, enemy.Y))
                {
                    isGone = true;
                    reward++;
                }
            }

            if (shoot)
                Shoot(ref enemy);
            if (isGone)
                shoal.RemoveAt(i);
        }

        return isOver;
    }

    private void Shoot(ref Swimmer sub)
    {
        if (sub.ShotTimer > 0)
        {
            sub.ShotTimer--;
            return;
        }

        sub.ShotTimer = EnemyShotInterval;
        _enemyBullets.Add(sub with { Timer = 0, ShotTimer = 0 }, MostEnemyBullets);
    }

    private bool MoveEnemyBullets()
    {
        bool isOver = false;
        for (int i = _enemyBullets.Count - 1; i >= 0; i--)
        {
            ref Swimmer bullet = ref _enemyBullets[i];
            isOver |= bullet.IsAt(_x, _y);
            bool isInside = bullet.Move();
            isOver |= bullet.IsAt(_x, _y);
            if (!isInside)
                _enemyBullets.RemoveAt(i);
        }

        return isOver;
    }
}
