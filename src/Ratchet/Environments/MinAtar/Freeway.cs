using System.Runtime.CompilerServices;
using Ratchet.Environments.Drawing;
using Ratchet.Numerics;

namespace Ratchet.Environments.MinAtar;

/// <summary>
/// Freeway: a chicken crosses eight lanes of cars from row 9 to row 0, +1 each time; a car throws it back to the start. Each car has its
/// own speed 1 … 5: it moves every speed + 1 steps. A game takes 2501 steps. No ramping.
/// </summary>
internal struct Freeway : IGame
{
    private const int Chicken = 0;
    private const int Car = 1;

    /// <summary>Speed s is shown in channel s + 1.</summary>
    private const int Speed = 1;

    private const int Lanes = 8;
    private const int Slowest = 5;
    private const int ChickenColumn = 4;
    private const int ChickenInterval = 3;
    private const int Duration = 2500;

    private int _y;
    private int _moveTimer;
    private int _gameTimer;
    private Cars _cars;

    /// <inheritdoc/>
    public static int Channels => 7;

    /// <inheritdoc/>
    public static IReadOnlyList<Mark> Marks { get; } =
    [
        new(Speed + 5, "trail: 5 steps between moves", Paint.Sky), new(Speed + 4, "4 steps", Paint.Green), new(Speed + 3, "3 steps", Paint.Yellow), new(Speed + 2, "2 steps", Paint.Orange),
        new(Speed + 1, "1 step", Paint.Red), new(Car, "car", Paint.Ink), new(Chicken, "chicken", Paint.Blue),
    ];

    /// <inheritdoc/>
    public static ReadOnlySpan<Button> MinimalButtons => [Button.None, Button.Up, Button.Down];

    /// <inheritdoc cref="DrawCars"/>
    public void Reset(ref RandomStream random)
    {
        (_y, _moveTimer, _gameTimer, _cars) = (Grid.Last, ChickenInterval, Duration, default);
        DrawCars(ref random);
    }

    /// <inheritdoc/>
    public Outcome Step(Button button, bool ramping, ref RandomStream random)
    {
        if (_moveTimer == 0 && button is Button.Up or Button.Down)
        {
            _moveTimer = ChickenInterval;
            if (button == Button.Up)
                _y--;
            else if (_y < Grid.Last)
                _y++;
        }

        int reward = 0;
        if (_y == 0)
        {
            reward = 1;
            DrawCars(ref random);
            _y = Grid.Last;
        }

        MoveCars();
        if (_moveTimer > 0)
            _moveTimer--;
        _gameTimer--;
        return new Outcome(reward, _gameTimer < 0);
    }

    /// <inheritdoc/>
    public readonly void Draw<T>(Picture<T> picture)
    {
        picture.Set(Chicken, ChickenColumn, _y);
        for (int lane = 0; lane < Lanes; lane++)
        {
            Vehicle car = _cars[lane];
            picture.Set(Car, car.X, lane + 1);
            picture.Set(Speed + car.Speed, Wrap(car.X - car.Direction), lane + 1);
        }
    }

    /// <inheritdoc/>
    public void Transfer(ref StateTransfer state)
    {
        _y = state.Number("chicken_y", _y, 1, Grid.Last);
        _moveTimer = state.Number("move_timer", _moveTimer, 0, ChickenInterval);
        _gameTimer = state.Number("game_timer", _gameTimer, -1, Duration);
        state.Begin("car_x", Lanes);
        for (int lane = 0; lane < Lanes; lane++)
            _cars[lane].X = (sbyte)state.Entry(_cars[lane].X, 0, Grid.Last);
        state.Begin("car_direction", Lanes);
        for (int lane = 0; lane < Lanes; lane++)
            _cars[lane].Direction = (sbyte)state.DirectionEntry(_cars[lane].Direction);
        state.Begin("car_speed", Lanes);
        for (int lane = 0; lane < Lanes; lane++)
            _cars[lane].Speed = (sbyte)state.Entry(_cars[lane].Speed, 1, Slowest);
        state.Begin("car_timer", Lanes);
        for (int lane = 0; lane < Lanes; lane++)
            _cars[lane].Timer = (sbyte)state.Entry(_cars[lane].Timer, 0, Slowest);
    }

    /// <summary>For each lane, from row 1 on, a draw of the speed and one of the direction. The cars stay where they are.</summary>
    private void DrawCars(ref RandomStream random)
    {
        for (int lane = 0; lane < Lanes; lane++)
        {
            ref Vehicle car = ref _cars[lane];
            car.Speed = car.Timer = (sbyte)(1 + random.NextBelow(Slowest));
            car.Direction = (sbyte)(random.NextBelow(2) == 1 ? 1 : -1);
        }
    }

    private void MoveCars()
    {
        for (int lane = 0; lane < Lanes; lane++)
        {
            ref Vehicle car = ref _cars[lane];
            Hit(lane + 1, car.X);
            if (car.Timer > 0)
            {
                car.Timer--;
                continue;
            }

            car.Timer = car.Speed;
            car.X = (sbyte)Wrap(car.X + car.Direction);
            Hit(lane + 1, car.X);
        }
    }

    private void Hit(int row, int x)
    {
        if (row == _y && x == ChickenColumn)
            _y = Grid.Last;
    }

    private static int Wrap(int x) => x < 0 ? Grid.Last : x > Grid.Last ? 0 : x;

    /// <summary>A car; it waits <see cref="Speed"/> steps between two moves.</summary>
    private struct Vehicle
    {
        public sbyte X;
        public sbyte Direction;
        public sbyte Speed;
        public sbyte Timer;
    }

    /// <summary>Lane i is row i + 1.</summary>
    [InlineArray(Lanes)]
    private struct Cars
    {
        private Vehicle _first;
    }
}
