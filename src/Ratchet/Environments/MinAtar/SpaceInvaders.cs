using Ratchet.Environments.Drawing;
using Ratchet.Numerics;

namespace Ratchet.Environments.MinAtar;

/// <summary>
/// Space Invaders: a cannon in row 9 shoots at a block of aliens that comes down, +1 each; over when an alien or its bullet reaches the
/// cannon, or when an alien would leave row 9. The fewer aliens are left the faster they move; with ramping every new wave starts faster.
/// No randomness of its own.
/// </summary>
internal struct SpaceInvaders : IGame
{
    private const int Cannon = 0;
    private const int Alien = 1;
    private const int AlienLeft = 2;
    private const int AlienRight = 3;
    private const int FriendlyBullet = 4;
    private const int EnemyBullet = 5;

    private const int SlowestMove = 12;
    private const int FastestWave = 6;
    private const int AlienShotInterval = 10;
    private const int ShotInterval = 5;

    private static readonly UInt128 Wave =
        (Grid.Row(0) | Grid.Row(1) | Grid.Row(2) | Grid.Row(3)) & ~(Grid.Column(0) | Grid.Column(1) | Grid.Column(8) | Grid.Column(9));

    private UInt128 _aliens;
    private UInt128 _bullets;
    private UInt128 _enemyBullets;
    private int _cannon;
    private int _direction;
    private int _moveInterval;
    private int _moveTimer;
    private int _alienShotTimer;
    private int _shotTimer;
    private int _rampIndex;

    /// <inheritdoc/>
    public static int Channels => 6;

    /// <inheritdoc/>
    public static IReadOnlyList<Mark> Marks { get; } =
    [
        new(AlienLeft, "alien moving left", Paint.Green), new(AlienRight, "alien moving right", Paint.Purple), new(EnemyBullet, "their bullet", Paint.Red),
        new(FriendlyBullet, "own bullet", Paint.Orange), new(Cannon, "cannon", Paint.Blue),
    ];

    /// <inheritdoc/>
    public static ReadOnlySpan<Button> MinimalButtons => [Button.None, Button.Left, Button.Right, Button.Fire];

    /// <summary>No draw.</summary>
    public void Reset(ref RandomStream random)
    {
        (_aliens, _bullets, _enemyBullets) = (Wave, 0, 0);
        (_cannon, _direction) = (5, -1);
        _moveInterval = _moveTimer = SlowestMove;
        (_alienShotTimer, _shotTimer, _rampIndex) = (AlienShotInterval, 0, 0);
    }

    /// <inheritdoc/>
    public Outcome Step(Button button, bool ramping, ref RandomStream random)
    {
        MoveCannon(button);
        UInt128 cannon = Grid.Cell(_cannon, Grid.Last);
        // A bullet that was fired just now starts in row 9 and is in row 8 after this; nothing else of row 9 remains.
        _bullets = Grid.Up(_bullets);
        _enemyBullets = Grid.Down(_enemyBullets);
        bool isOver = ((_enemyBullets | _aliens) & cannon) != 0;
        if (_moveTimer == 0)
        {
            isOver |= MoveAliens();
            isOver |= (_aliens & cannon) != 0;
        }

        if (_alienShotTimer == 0)
        {
            _alienShotTimer = AlienShotInterval;
            _enemyBullets |= NearestAlien();
        }

        UInt128 hits = _aliens & _bullets;
        _aliens ^= hits;
        _bullets ^= hits;
        if (_shotTimer > 0)
            _shotTimer--;
        _moveTimer--;
        _alienShotTimer--;
        if (_aliens == 0)
            BeginWave(ramping);
        return new Outcome((int)UInt128.PopCount(hits), isOver);
    }

    /// <inheritdoc/>
    public readonly void Draw<T>(Picture<T> picture)
    {
        picture.Set(Cannon, _cannon, Grid.Last);
        picture.Set(Alien, _aliens);
        picture.Set(_direction < 0 ? AlienLeft : AlienRight, _aliens);
        picture.Set(FriendlyBullet, _bullets);
        picture.Set(EnemyBullet, _enemyBullets);
    }

    /// <inheritdoc/>
    public void Transfer(ref StateTransfer state)
    {
        _cannon = state.Number("cannon_x", _cannon, 0, Grid.Last);
        _aliens = state.Board("aliens", _aliens, Grid.Cells);
        _direction = state.Direction("alien_direction", _direction);
        _bullets = state.Board("friendly_bullets", _bullets, Grid.Cells);
        _enemyBullets = state.Board("enemy_bullets", _enemyBullets, Grid.Cells);
        _moveInterval = state.Number("move_interval", _moveInterval, FastestWave, SlowestMove);
        _moveTimer = state.Number("move_timer", _moveTimer, 0, SlowestMove);
        _alienShotTimer = state.Number("alien_shot_timer", _alienShotTimer, 0, AlienShotInterval);
        _shotTimer = state.Number("shot_timer", _shotTimer, 0, ShotInterval);
        _rampIndex = state.Number("ramp_index", _rampIndex, 0, int.MaxValue);
    }

    private void MoveCannon(Button button)
    {
        if (button == Button.Fire && _shotTimer == 0)
        {
            _bullets |= Grid.Cell(_cannon, Grid.Last);
            _shotTimer = ShotInterval;
        }
        else if (button == Button.Left && _cannon > 0)
        {
            _cannon--;
        }
        else if (button == Button.Right && _cannon < Grid.Last)
        {
            _cannon++;
        }
    }

    /// <summary>One column on, or at the edge one row down (row 9 to row 0), where the block turns around.</summary>
    /// <returns>Whether an alien had reached row 9 when the block came down.</returns>
    private bool MoveAliens()
    {
        int left = (int)UInt128.PopCount(_aliens);
        _moveTimer = left < _moveInterval ? left : _moveInterval;
        if ((_aliens & Grid.Column(_direction < 0 ? 0 : Grid.Last)) == 0)
        {
            _aliens = _direction < 0 ? _aliens >> 1 : _aliens << 1;
            return false;
        }

        UInt128 lowest = _aliens & Grid.Row(Grid.Last);
        _direction = -_direction;
        _aliens = Grid.Down(_aliens) | lowest >> (Grid.Size * Grid.Last);
        return lowest != 0;
    }

    /// <summary>The lowest alien of the column nearest to the cannon; of two columns as near, the left one.</summary>
    private readonly UInt128 NearestAlien()
    {
        for (int distance = 0; distance < Grid.Size; distance++)
        {
            UInt128 column = 0;
            if (_cannon >= distance)
                column = _aliens & Grid.Column(_cannon - distance);
            if (column == 0 && _cannon + distance < Grid.Size)
                column = _aliens & Grid.Column(_cannon + distance);
            if (column != 0)
                return UInt128.One << (int)UInt128.Log2(column);
        }

        return 0;
    }

    private void BeginWave(bool ramping)
    {
        if (ramping && _moveInterval > FastestWave)
        {
            _moveInterval--;
            _rampIndex++;
        }

        _aliens = Wave;
    }
}
