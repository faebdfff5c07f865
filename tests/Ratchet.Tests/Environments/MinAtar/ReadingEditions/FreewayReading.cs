using Ratchet.Numerics;

namespace Ratchet.Tests.Environments.MinAtar.ReadingEditions;

internal sealed class FreewayReading() : ReadingGame(7)
{
    private sealed class Car
    {
        // The sign of the speed is the direction.
        public int X, Y, Timer, Speed;
    }

    private readonly List<Car> _cars = [];
    private (int X, int Y) _chicken;
    private int _moveTimer, _episodeTimer;

    protected override void Begin(ref RandomStream random)
    {
        _chicken = (4, 9);
        (_moveTimer, _episodeTimer) = (3, 2500);
        _cars.Clear();
        for (int y = 1; y <= 8; y++)
            _cars.Add(new Car { X = 0, Y = y });
        DrawSpeeds(ref random);
    }

    protected override double Step(char action, ref RandomStream random)
    {
        // (1)
        if (action is 'u' or 'd' && _moveTimer == 0)
        {
            _chicken.Y = Clamp(_chicken.Y + (action == 'u' ? -1 : 1), 0, 9);
            _moveTimer = 3;
        }

        // (2)
        double reward = 0;
        if (_chicken.Y == 0)
        {
            reward = 1;
            DrawSpeeds(ref random);
            _chicken.Y = 9;
        }

        // (3)
        foreach (Car car in _cars)
        {
            Test(car);
            if (car.Timer == 0)
            {
                car.Timer = Math.Abs(car.Speed);
                car.X = (car.X + Math.Sign(car.Speed) + 10) % 10;
                Test(car);
            }
            else
            {
                car.Timer -= 1;
            }
        }

        // (4)
        _moveTimer = Math.Max(0, _moveTimer - 1);
        _episodeTimer -= 1;
        if (_episodeTimer < 0)
            Terminal = true;
        return reward;
    }

    protected override void Paint(bool[,,] planes)
    {
        planes[_chicken.Y, _chicken.X, 0] = true;
        foreach (Car car in _cars)
        {
            planes[car.Y, car.X, 1] = true;
            planes[car.Y, (car.X - Math.Sign(car.Speed) + 10) % 10, Math.Abs(car.Speed) + 1] = true;
        }
    }

    private void Test(Car car)
    {
        if ((car.X, car.Y) == _chicken)
            _chicken.Y = 9;
    }

    private void DrawSpeeds(ref RandomStream random)
    {
        foreach (Car car in _cars)
        {
            int speed = 1 + random.NextBelow(5);
            car.Speed = Coin(ref random) ? speed : -speed;
            car.Timer = speed;
        }
    }
}
