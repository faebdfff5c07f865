using Ratchet.Numerics;

namespace Ratchet.Tests.Environments.MinAtar.ReadingEditions;

/// <summary>
/// A game of MinAtar in plain lists and loops, in the words of the fact sheet and in its order. The numbers (1), (2), … in the games are those of
/// its steps. Draws are made in the order in which the library documents them.
/// </summary>
internal abstract class ReadingGame(int channels)
{
    private int _lastAction;

    public int Channels => channels;

    public bool Ramping { get; init; } = true;

    public double StickyProbability { get; init; } = 0.1;

    public bool Terminal { get; protected set; }

    public static ReadingGame Create(string name, bool ramping = true) => name switch
    {
        "breakout" => new BreakoutReading { Ramping = ramping },
        "asterix" => new AsterixReading { Ramping = ramping },
        "freeway" => new FreewayReading { Ramping = ramping },
        "space-invaders" => new SpaceInvadersReading { Ramping = ramping },
        "seaquest" => new SeaquestReading { Ramping = ramping },
        _ => throw new ArgumentException(name),
    };

    public void Reset(ref RandomStream random)
    {
        Terminal = false;
        Begin(ref random);
    }

    /// <summary>Actions: 0 none, 1 left, 2 up, 3 right, 4 down, 5 fire.</summary>
    public double Act(int action, ref RandomStream random)
    {
        if (random.NextUInt32() / Math.Pow(2, 32) < StickyProbability)
            action = _lastAction;
        _lastAction = action;
        return Terminal ? 0 : Step("nlurdf"[action], ref random);
    }

    /// <summary>[row][column][channel], flattened.</summary>
    public double[] Observation()
    {
        var planes = new bool[10, 10, channels];
        Paint(planes);
        return planes.Cast<bool>().Select(isSet => isSet ? 1.0 : 0.0).ToArray();
    }

    protected abstract void Begin(ref RandomStream random);

    protected abstract double Step(char action, ref RandomStream random);

    protected abstract void Paint(bool[,,] planes);

    protected static int Clamp(int value, int low, int high) => Math.Max(low, Math.Min(high, value));

    protected static bool Coin(ref RandomStream random) => random.NextBelow(2) == 1;
}
