using System.Runtime.CompilerServices;
using Ratchet.Environments.Drawing;
using Ratchet.Numerics;

namespace Ratchet.Environments.MinAtar;

/// <summary>
/// Asterix: gold and enemies cross the rows 1 to 8, one at most in each; gold gives +1, an enemy ends the game. Ramping makes them come and
/// move faster.
/// </summary>
internal struct Asterix : IGame
{
    private const int Player = 0;
    private const int Enemy = 1;
    private const int Trail = 2;
    private const int Gold = 3;

    private const int Slots = 8;
    private const int SlowestSpawn = 10;
    private const int SlowestMove = 5;
    private const int RampInterval = 100;

    private int _x;
    private int _y;
    private Entities _entities;
    private int _spawnSpeed;
    private int _spawnTimer;
    private int _moveInterval;
    private int _moveTimer;
    private int _rampTimer;
    private int _rampIndex;

    /// <inheritdoc/>
    public static int Channels => 4;

    /// <inheritdoc/>
    public static IReadOnlyList<Mark> Marks { get; } = [new(Trail, "trail", Paint.Grey), new(Gold, "gold", Paint.Yellow), new(Enemy, "enemy", Paint.Red), new(Player, "player", Paint.Blue)];

    /// <inheritdoc/>
    public static ReadOnlySpan<Button> MinimalButtons => [Button.None, Button.Left, Button.Up, Button.Right, Button.Down];

    /// <summary>No draw.</summary>
    public void Reset(ref RandomStream random)
    {
        (_x, _y, _entities) = (5, 5, default);
        _spawnSpeed = _spawnTimer = SlowestSpawn;
        _moveInterval = _moveTimer = SlowestMove;
        (_rampTimer, _rampIndex) = (RampInterval, 0);
    }

    /// <inheritdoc/>
    public Outcome Step(Button button, bool ramping, ref RandomStream random)
    {
        if (_spawnTimer == 0)
        {
            Spawn(ref random);
            _spawnTimer = _spawnSpeed;
        }

        MovePlayer(button);
        Outcome outcome = Touch();
        if (_moveTimer == 0)
        {
            _moveTimer = _moveInterval;
            MoveEntities();
            Outcome second = Touch();
            outcome = new Outcome(outcome.Reward + second.Reward, outcome.IsOver | second.IsOver);
        }

        _spawnTimer--;
        _moveTimer--;
        if (ramping)
            Ramp();
        return outcome;
    }

    /// <inheritdoc/>
    public readonly void Draw<T>(Picture<T> picture)
    {
        picture.Set(Player, _x, _y);
        for (int slot = 0; slot < Slots; slot++)
        {
            Entity entity = _entities[slot];
            if (entity.Direction == 0)
                continue;
            picture.Set(entity.IsGold ? Gold : Enemy, entity.X, slot + 1);
            picture.SetInside(Trail, entity.X - entity.Direction, slot + 1);
        }
    }

    /// <inheritdoc/>
    public void Transfer(ref StateTransfer state)
    {
        _x = state.Number("player_x", _x, 0, Grid.Last);
        _y = state.Number("player_y", _y, 1, Slots);
        state.Begin("entity_direction", Slots);
        for (int slot = 0; slot < Slots; slot++)
            _entities[slot].Direction = (sbyte)state.Entry(_entities[slot].Direction, -1, 1);
        state.Begin("entity_x", Slots);
        for (int slot = 0; slot < Slots; slot++)
            _entities[slot].X = (sbyte)state.Entry(_entities[slot].X, 0, Grid.Last);
        state.Begin("entity_is_gold", Slots);
        for (int slot = 0; slot < Slots; slot++)
            _entities[slot].IsGold = state.Entry(_entities[slot].IsGold ? 1 : 0, 0, 1) != 0;
        _spawnSpeed = state.Number("spawn_speed", _spawnSpeed, 1, SlowestSpawn);
        _spawnTimer = state.Number("spawn_timer", _spawnTimer, 0, SlowestSpawn);
        _moveInterval = state.Number("move_interval", _moveInterval, 1, SlowestMove);
        _moveTimer = state.Number("move_timer", _moveTimer, 0, SlowestMove);
        _rampTimer = state.Number("ramp_timer", _rampTimer, -1, RampInterval);
        _rampIndex = state.Number("ramp_index", _rampIndex, 0, int.MaxValue);
    }

    /// <summary>Draws the direction, gold or enemy, and (while there is one) an empty slot.</summary>
    private void Spawn(ref RandomStream random)
    {
        bool toTheRight = random.NextBelow(2) == 1, isGold = random.NextBelow(3) == 0;
        int empty = 0;
        for (int slot = 0; slot < Slots; slot++)
            empty += _entities[slot].Direction == 0 ? 1 : 0;
        if (empty == 0)
            return;
        int chosen = 0;
        for (int skip = random.NextBelow(empty); skip > 0 || _entities[chosen].Direction != 0; chosen++)
            skip -= _entities[chosen].Direction == 0 ? 1 : 0;
        _entities[chosen] = new Entity { X = (sbyte)(toTheRight ? 0 : Grid.Last), Direction = (sbyte)(toTheRight ? 1 : -1), IsGold = isGold };
    }

    private void MovePlayer(Button button)
    {
        if (button == Button.Left && _x > 0)
            _x--;
        else if (button == Button.Right && _x < Grid.Last)
            _x++;
        else if (button == Button.Up && _y > 1)
            _y--;
        else if (button == Button.Down && _y < Slots)
            _y++;
    }

    private void MoveEntities()
    {
        for (int slot = 0; slot < Slots; slot++)
        {
            ref Entity entity = ref _entities[slot];
            entity.X += entity.Direction;
            if ((uint)entity.X >= Grid.Size)
                entity = default;
        }
    }

    /// <summary>Only the entity of the player's row can stand on the player's cell.</summary>
    private Outcome Touch()
    {
        ref Entity entity = ref _entities[_y - 1];
        if (entity.Direction == 0 || entity.X != _x)
            return default;
        if (!entity.IsGold)
            return new Outcome(0, true);
        entity = default;
        return new Outcome(1, false);
    }

    /// <summary>
    /// The timer runs from 100 to −1 and the step after acts: a ramp every 102 steps. Every ramp shortens the time between spawns, every
    /// second one that between moves; when both are 1 the timer stands still.
    /// </summary>
    private void Ramp()
    {
        if (_spawnSpeed == 1 && _moveInterval == 1)
            return;
        if (_rampTimer >= 0)
        {
            _rampTimer--;
            return;
        }

        if (_moveInterval > 1 && _rampIndex % 2 == 1)
            _moveInterval--;
        if (_spawnSpeed > 1)
            _spawnSpeed--;
        _rampIndex++;
        _rampTimer = RampInterval;
    }

    /// <summary>What moves along a row; direction 0 is an empty slot.</summary>
    private struct Entity
    {
        public sbyte X;
        public sbyte Direction;
        public bool IsGold;
    }

    /// <summary>Slot i lives in row i + 1.</summary>
    [InlineArray(Slots)]
    private struct Entities
    {
        private Entity _first;
    }
}
