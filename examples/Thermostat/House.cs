using Ratchet;
using Ratchet.Environments;
using Ratchet.Numerics;

namespace Thermostat;

/// <summary>
/// A day in a heated house: a simulator of your own looks like this. Every ten minutes the controller sets the heater, which warms up
/// slowly; the weather does what it wants; it should be 21 °C while people are awake and 17 °C at night; heating costs money.
/// </summary>
/// <remarks>
/// What makes it a good simulator to learn from, and what <c>EnvironmentCheck</c> looks at:
/// <list type="number">
/// <item>All randomness comes from the given stream, so that a run can be repeated to the bit.</item>
/// <item>Observations and rewards are scaled to about 1, and the observation holds all that a good decision needs, the time of day included.</item>
/// <item>The day's end is no true end: the time limit stands in the <see cref="Definition"/>, and <c>terminated</c> is always false.</item>
/// <item>Nothing survives a <see cref="Reset"/>, and nothing is static that changes.</item>
/// <item>The state can be read and set, so that a training can be resumed in mid-episode.</item>
/// <item>No step allocates memory: the arrays are fields.</item>
/// </list>
/// </remarks>
public sealed class House : IEnvironment
{
    public const int MinutesPerStep = 10;
    public const int StepsPerDay = 24 * 60 / MinutesPerStep;

    // The house: two masses that store heat, and what flows between them and the outside.
    private const double AirCapacity = 3e6;     // J/K, air and furniture
    private const double WallCapacity = 20e6;   // J/K
    private const double AirToWall = 400;       // W/K
    private const double AirToOutside = 110;    // W/K, windows and ventilation
    private const double WallToOutside = 50;    // W/K
    private const double HeaterPower = 7000;    // W
    private const double HeaterLag = 20 * 60;   // s: the water in the radiators
    private const double SunPower = 2000;       // W through the windows at noon of a clear day

    // The weather: a swing over the day, and a deviation from it that wanders (an Ornstein–Uhlenbeck process).
    private const double DailySwing = 5;        // K
    private const double WeatherMemory = 3 * 3600; // s
    private const double WeatherDeviation = 2;  // K
    private const double SensorNoise = 0.05;    // K

    // What counts, in euros.
    private const double PricePerKilowattHour = 0.30;
    private const double PricePerKelvinHour = 2; // of being colder than wished, or more than 1.5 K warmer
    private const double Tolerance = 1.5;

    private readonly double[] _observation = new double[9];
    private double _air, _wall, _heater, _season, _deviation, _clouds, _minute; // °C, °C, 0 … 1, °C, K, 0 … 1, since midnight

    /// <summary>The task: the simulator, and the step after which an episode is cut off.</summary>
    public static EnvironmentDefinition Definition { get; } = new("thermostat", () => new House(), timeLimit: StepsPerDay) { StepMicroseconds = 0.5 };

    /// <summary>Nine numbers, none of them with a bound that must hold.</summary>
    public Space ObservationSpace { get; } = new BoxSpace(9);

    /// <summary>The heater, from off to full power.</summary>
    public Space ActionSpace { get; } = new BoxSpace(1, low: 0, high: 1);

    /// <summary>°C, as the sensor shows it.</summary>
    public double Measured { get; private set; }

    /// <summary>°C that the air should have now.</summary>
    public double Wish => WishAt(_minute);

    public double Hour => _minute / 60;

    /// <summary>Euros of the last step, for heat and for discomfort.</summary>
    public (double Heat, double Discomfort) Cost { get; private set; }

    /// <summary>Midnight, in some season and some weather; the walls are a little colder than the air.</summary>
    public ReadOnlySpan<double> Reset(ref RandomStream random)
    {
        _minute = 0;
        _season = random.NextUniform(-8, 10);
        _deviation = WeatherDeviation * random.NextGaussian();
        _clouds = random.NextDouble();
        _air = random.NextUniform(16, 21);
        _wall = _air - random.NextUniform(0, 2);
        _heater = random.NextUniform(0, 0.5);
        Cost = default;
        return Observe(ref random);
    }

    public Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
    {
        double power = Math.Clamp(action[0], 0, 1), before = _minute, heat = 0, discomfort = 0;
        const double seconds = 60;
        for (int i = 0; i < MinutesPerStep; i++)
        {
            // Semi-implicit Euler in steps of a minute: every time constant here is far longer.
            _heater += (power - _heater) * seconds / HeaterLag;
            double heating = HeaterPower * _heater, outside = Outside;
            double toWall = AirToWall * (_air - _wall);
            _air += (heating + Sun - toWall - AirToOutside * (_air - outside)) * seconds / AirCapacity;
            _wall += (toWall - WallToOutside * (_wall - outside)) * seconds / WallCapacity;
            _minute++;
            heat += heating * seconds / 3.6e6;
            discomfort += (Math.Max(0, Wish - _air) + Math.Max(0, _air - Wish - Tolerance)) * seconds / 3600;
        }

        _minute %= 24 * 60;
        double share = MinutesPerStep * seconds / WeatherMemory;
        _deviation += -share * _deviation + WeatherDeviation * Math.Sqrt(2 * share) * random.NextGaussian();
        Cost = (PricePerKilowattHour * heat, PricePerKelvinHour * discomfort);
        return new Transition(Observe(ref random), reward: -(Cost.Heat + Cost.Discomfort), terminated: false);
    }

    // What a snapshot of the simulator holds: everything that the future depends on. With names, so that `ratchet step` can be told them.
    public IReadOnlyList<StateField> StateFields { get; } =
        [new("air", 1), new("wall", 1), new("heater", 1), new("season", 1), new("deviation", 1), new("clouds", 1), new("minute", 1)];

    public void GetState(Span<double> state) =>
        (state[0], state[1], state[2], state[3], state[4], state[5], state[6]) = (_air, _wall, _heater, _season, _deviation, _clouds, _minute);

    public void SetState(ReadOnlySpan<double> state) =>
        (_air, _wall, _heater, _season, _deviation, _clouds, _minute) = (state[0], state[1], state[2], state[3], state[4], state[5], state[6]);

    /// <summary>Coldest at 4 o'clock, warmest at 16.</summary>
    private double Outside => _season + _deviation - DailySwing * Math.Cos((_minute / 60 - 4) / 24 * 2 * Math.PI);

    private double Sun => SunPower * (1 - _clouds) * Math.Max(0, -Math.Cos(_minute / 60 / 24 * 2 * Math.PI));

    private static double WishAt(double minute) => minute % (24 * 60) is >= 6 * 60 and < 23 * 60 ? 21 : 17;

    /// <summary>About 1 each; the wishes of the next hours are known, and so can be prepared for.</summary>
    private ReadOnlySpan<double> Observe(ref RandomStream random)
    {
        Measured = _air + SensorNoise * random.NextGaussian();
        double angle = _minute / 60 / 24 * 2 * Math.PI;
        _observation[0] = Measured - Wish;
        _observation[1] = (_wall - 19) / 2;
        _observation[2] = 2 * _heater;
        _observation[3] = (Outside - 3) / 8;
        _observation[4] = Math.Sin(angle);
        _observation[5] = Math.Cos(angle);
        _observation[6] = (Wish - 19) / 2;
        _observation[7] = (WishAt(_minute + 60) - 19) / 2;
        _observation[8] = (WishAt(_minute + 120) - 19) / 2;
        return _observation;
    }
}
