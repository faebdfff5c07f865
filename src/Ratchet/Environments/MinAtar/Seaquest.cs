using Ratchet.Environments.Drawing;
using Ratchet.Numerics;

namespace Ratchet.Environments.MinAtar;

/// <summary>
/// Seaquest: a submarine shoots fish and enemy submarines, +1 each, and carries divers to the surface before its oxygen runs out; with six
/// of them the oxygen that is left pays up to +10. Over at a touch of an enemy or a bullet, without oxygen, or when it surfaces without a
/// diver. Ramping makes enemies come and move faster at every surfacing.
/// </summary>
/// <remarks>
/// A surfacing with six divers leaves −1 of them, as in the authors' program: −1 is not 0, so that the next surfacing is not fatal. At the
/// surface nothing happens to the submarine: a player that stays there never ends.
/// </remarks>
internal partial struct Seaquest : IGame
{
    private const int SubFront = 0;
    private const int SubBack = 1;
    private const int FriendlyBullet = 2;
    private const int Trail = 3;
    private const int EnemyBullet = 4;
    private const int EnemyFish = 5;
    private const int EnemySub = 6;
    private const int OxygenGauge = 7;
    private const int DiverGauge = 8;
    private const int Diver = 9;

    private const int FullOxygen = 200;
    private const int OxygenOfOneCell = FullOxygen / Grid.Size;
    private const int FullCrew = 6;
    private const int DeepestRow = 8;
    private const int SlowestSpawn = 20;
    private const int DiverInterval = 30;
    private const int SlowestMove = 5;
    private const int FastestMove = 2;
    private const int ShotInterval = 5;

    private int _x;
    private int _y;
    private int _facing;
    private int _oxygen;
    private int _crew;
    private bool _atSurface;
    private int _shotTimer;
    private int _spawnSpeed;
    private int _spawnTimer;
    private int _diverTimer;
    private int _moveInterval;
    private int _rampIndex;
    private Shoal _bullets;
    private Shoal _divers;
    private Shoal _subs;
    private Shoal _fish;
    private Shoal _enemyBullets;

    /// <inheritdoc/>
    public static int Channels => 10;

    /// <inheritdoc/>
    public static IReadOnlyList<Mark> Marks { get; } =
    [
        new(OxygenGauge, "oxygen", Paint.Sky), new(DiverGauge, "diver aboard", Paint.Green), new(Trail, "trail", Paint.Grey), new(Diver, "diver", Paint.Green), new(EnemyFish, "fish", Paint.Orange),
        new(EnemySub, "enemy submarine", Paint.Red), new(EnemyBullet, "their bullet", Paint.Purple), new(FriendlyBullet, "own bullet", Paint.Ink), new(SubBack, "own submarine's back", Paint.Yellow),
        new(SubFront, "its front", Paint.Blue),
    ];

    /// <inheritdoc/>
    public static ReadOnlySpan<Button> MinimalButtons => [Button.None, Button.Left, Button.Up, Button.Right, Button.Down, Button.Fire];

    /// <summary>No draw.</summary>
    public void Reset(ref RandomStream random)
    {
        (_x, _y, _facing) = (5, 0, -1);
        (_oxygen, _crew, _atSurface) = (FullOxygen, 0, true);
        _spawnSpeed = _spawnTimer = SlowestSpawn;
        (_diverTimer, _moveInterval, _shotTimer, _rampIndex) = (DiverInterval, SlowestMove, 0, 0);
        _bullets.Clear();
        _divers.Clear();
        _subs.Clear();
        _fish.Clear();
        _enemyBullets.Clear();
    }

    /// <inheritdoc/>
    public Outcome Step(Button button, bool ramping, ref RandomStream random)
    {
        Spawn(ref random);
        MovePlayer(button);
        int reward = MoveBullets();
        MoveDivers();
        bool isOver = MoveEnemies(ref _subs, shoot: true, ref reward);
        isOver |= MoveEnemyBullets();
        isOver |= MoveEnemies(ref _fish, shoot: false, ref reward);
        CountDown();
        isOver |= Breathe(ramping, ref reward);
        return new Outcome(reward, isOver);
    }

    /// <inheritdoc/>
    public readonly void Draw<T>(Picture<T> picture)
    {
        picture.Set(SubFront, _x, _y);
        picture.SetInside(SubBack, _x - _facing, _y);
        for (int x = 0; x < (_oxygen > 0 ? _oxygen : 0) / OxygenOfOneCell; x++)
            picture.Set(OxygenGauge, x, Grid.Last);
        for (int x = Grid.Last - _crew; x < Grid.Last; x++)
            picture.Set(DiverGauge, x, Grid.Last);
        Draw(picture, FriendlyBullet, _bullets.All);
        Draw(picture, EnemyBullet, _enemyBullets.All);
        Draw(picture, EnemyFish, _fish.All, withTrail: true);
        Draw(picture, EnemySub, _subs.All, withTrail: true);
        Draw(picture, Diver, _divers.All, withTrail: true);
    }

    /// <inheritdoc/>
    public void Transfer(ref StateTransfer state)
    {
        _x = state.Number("sub_x", _x, 0, Grid.Last);
        _y = state.Number("sub_y", _y, 0, DeepestRow);
        _facing = state.Direction("facing", _facing);
        _oxygen = state.Number("oxygen", _oxygen, -1, FullOxygen);
        _crew = state.Number("divers_aboard", _crew, int.MinValue, FullCrew);
        _atSurface = state.Flag("at_surface", _atSurface);
        _shotTimer = state.Number("shot_timer", _shotTimer, 0, ShotInterval);
        _spawnSpeed = state.Number("spawn_speed", _spawnSpeed, 1, SlowestSpawn);
        _spawnTimer = state.Number("spawn_timer", _spawnTimer, 0, SlowestSpawn);
        _diverTimer = state.Number("diver_timer", _diverTimer, 0, DiverInterval);
        _moveInterval = state.Number("move_interval", _moveInterval, FastestMove, SlowestMove);
        _rampIndex = state.Number("ramp_index", _rampIndex, 0, int.MaxValue);
        _bullets.Transfer(ref state, "friendly_bullets", MostBullets, width: 3);
        _divers.Transfer(ref state, "divers", MostDivers, width: 4);
        _subs.Transfer(ref state, "enemy_subs", MostEnemies, width: 5);
        _fish.Transfer(ref state, "enemy_fish", MostEnemies, width: 4);
        _enemyBullets.Transfer(ref state, "enemy_bullets", MostEnemyBullets, width: 3);
    }

    private static void Draw<T>(Picture<T> picture, int channel, ReadOnlySpan<Swimmer> shoal, bool withTrail = false)
    {
        foreach (ref readonly Swimmer swimmer in shoal)
        {
            picture.Set(channel, swimmer.X, swimmer.Y);
            if (withTrail)
                picture.SetInside(Trail, swimmer.X - swimmer.Direction, swimmer.Y);
        }
    }

    private void MovePlayer(Button button)
    {
        switch (button)
        {
            case Button.Fire when _shotTimer == 0:
                _bullets.Add(new Swimmer { X = (sbyte)_x, Y = (sbyte)_y, Direction = (sbyte)_facing }, MostBullets);
                _shotTimer = ShotInterval;
                break;
            case Button.Left:
                _x -= _x > 0 ? 1 : 0;
                _facing = -1;
                break;
            case Button.Right:
                _x += _x < Grid.Last ? 1 : 0;
                _facing = 1;
                break;
            case Button.Up:
                _y -= _y > 0 ? 1 : 0;
                break;
            case Button.Down:
                _y += _y < DeepestRow ? 1 : 0;
                break;
        }
    }

    private void CountDown()
    {
        _spawnTimer -= _spawnTimer > 0 ? 1 : 0;
        _diverTimer -= _diverTimer > 0 ? 1 : 0;
        _shotTimer -= _shotTimer > 0 ? 1 : 0;
    }

    private bool Breathe(bool ramping, ref int reward)
    {
        bool isOver = _oxygen <= 0;
        if (_y > 0)
        {
            _oxygen--;
            _atSurface = false;
            return isOver;
        }

        if (_atSurface)
            return isOver;
        if (_crew == 0)
            return true;
        Surface(ramping, ref reward);
        return isOver;
    }

    private void Surface(bool ramping, ref int reward)
    {
        _atSurface = true;
        if (_crew == FullCrew)
        {
            _crew = 0;
            reward += _oxygen / OxygenOfOneCell;
        }

        _oxygen = FullOxygen;
        _crew--;
        if (!ramping || (_spawnSpeed == 1 && _moveInterval == FastestMove))
            return;
        if (_moveInterval > FastestMove && _rampIndex % 2 == 1)
            _moveInterval--;
        if (_spawnSpeed > 1)
            _spawnSpeed--;
        _rampIndex++;
    }
}
