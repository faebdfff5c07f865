using Ratchet.Environments;
using Ratchet.Environments.MinAtar;
using Ratchet.Numerics;

namespace Ratchet.Tests.Environments.MinAtar;

/// <summary>A game whose state is read and set by the names of its fields; buttons do not stick unless asked for.</summary>
internal sealed class GameProbe
{
    public const int None = 0, Left = 1, Up = 2, Right = 3, Down = 4, Fire = 5;

    private readonly IEnvironment _environment;
    private readonly double[] _state;
    private RandomStream _random;

    public GameProbe(string game, ulong seed = 1, bool ramping = true, double stickyProbability = 0)
    {
        _environment = Define(game, new MinAtarOptions { StickyProbability = stickyProbability, Ramping = ramping }).Create();
        _state = new double[_environment.StateFields.Sum(field => field.Size)];
        _random = new RandomStream(seed, StreamPurpose.User);
        Observation = _environment.Reset(ref _random).ToArray();
        _environment.GetState(_state);
    }

    public double[] Observation { get; private set; }

    public double Reward { get; private set; }

    public bool Terminated { get; private set; }

    public int Channels => Observation.Length / 100;

    /// <summary>A field of one number, or one number of a field such as <c>fish[3]</c>.</summary>
    public double this[string name, int index = 0]
    {
        get => _state[Offset(name) + index];
        set
        {
            _state[Offset(name) + index] = value;
            _environment.SetState(_state);
        }
    }

    /// <summary>The numbers of a field.</summary>
    public double[] Get(string name) => _state.AsSpan(Offset(name), Size(name)).ToArray();

    /// <summary>Sets the first numbers of a field, and the others to zero.</summary>
    public void Set(string name, params double[] values)
    {
        Span<double> field = _state.AsSpan(Offset(name), Size(name));
        field.Clear();
        values.CopyTo(field);
        _environment.SetState(_state);
    }

    public GameProbe Step(int action = None, int times = 1)
    {
        for (int i = 0; i < times; i++)
        {
            Transition transition = _environment.Step([action], ref _random);
            Observation = transition.Observation.ToArray();
            (Reward, Terminated) = (transition.Reward, transition.Terminated);
            _environment.GetState(_state);
        }

        return this;
    }

    /// <summary>The cells (x, y) that are set in a channel, row by row.</summary>
    public (int X, int Y)[] Cells(int channel) =>
        [.. Enumerable.Range(0, 100).Where(cell => Observation[cell * Channels + channel] == 1).Select(cell => (cell % 10, cell / 10))];

    public static EnvironmentDefinition Define(string game, MinAtarOptions? options = null) => game switch
    {
        "breakout" => MinAtarGames.Breakout(options),
        "asterix" => MinAtarGames.Asterix(options),
        "freeway" => MinAtarGames.Freeway(options),
        "space-invaders" => MinAtarGames.SpaceInvaders(options),
        "seaquest" => MinAtarGames.Seaquest(options),
        _ => throw new ArgumentException(game),
    };

    private int Offset(string name) => _environment.StateFields.TakeWhile(field => field.Name != name).Sum(field => field.Size);

    private int Size(string name) => _environment.StateFields.Single(field => field.Name == name).Size;
}
