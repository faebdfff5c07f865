using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Ratchet.Environments.MinAtar;

/// <summary>Whatever moves along a row in Seaquest: fish, submarines, divers and bullets.</summary>
internal struct Swimmer
{
    public sbyte X;
    public sbyte Y;

    /// <summary>−1 to the left, 1 to the right.</summary>
    public sbyte Direction;

    /// <summary>Steps until it moves (bullets move in every step).</summary>
    public sbyte Timer;

    /// <summary>Steps until it shoots (submarines only).</summary>
    public sbyte ShotTimer;

    public readonly bool IsAt(int x, int y) => X == x && Y == y;

    /// <summary>One column on.</summary>
    /// <returns>Whether it is still on the board.</returns>
    public bool Move()
    {
        X += Direction;
        return (uint)X < Grid.Size;
    }
}

/// <summary>A short list of swimmers, oldest first, that lies within the value that holds it.</summary>
internal struct Shoal
{
    /// <summary>More than any list of the game ever holds.</summary>
    public const int Capacity = 72;

    private Places _places;

    public int Count { get; private set; }

    [UnscopedRef]
    public ref Swimmer this[int index] => ref _places[index];

    /// <summary>The swimmers.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<Swimmer> All => ((ReadOnlySpan<Swimmer>)_places)[..Count];

    public void Clear() => Count = 0;

    /// <summary>Adds the newest one. Beyond <paramref name="most"/>, which only a state set by hand can reach, it is left out.</summary>
    public void Add(Swimmer swimmer, int most)
    {
        if (Count < most)
            _places[Count++] = swimmer;
    }

    /// <summary>Removes one; the others keep their order.</summary>
    public void RemoveAt(int index)
    {
        Span<Swimmer> places = _places;
        places[(index + 1)..Count].CopyTo(places[index..]);
        Count--;
    }

    /// <summary>Removes the oldest one on a cell.</summary>
    /// <returns>Whether there was one.</returns>
    public bool RemoveAt(int x, int y)
    {
        for (int i = 0; i < Count; i++)
        {
            if (!_places[i].IsAt(x, y))
                continue;
            RemoveAt(i);
            return true;
        }

        return false;
    }

    /// <summary>
    /// A field of rows, oldest first: x, y, direction, timer and shot timer, or the first <paramref name="width"/> of them. A row of direction 0
    /// is empty.
    /// </summary>
    public void Transfer(ref StateTransfer state, string name, int most, int width)
    {
        state.Begin(name, most * width);
        int count = 0;
        for (int i = 0; i < most; i++)
        {
            Swimmer swimmer = i < Count ? _places[i] : default;
            swimmer.X = (sbyte)state.Entry(swimmer.X, 0, Grid.Last);
            swimmer.Y = (sbyte)state.Entry(swimmer.Y, 0, Grid.Last);
            swimmer.Direction = (sbyte)state.Entry(swimmer.Direction, -1, 1);
            if (width > 3)
                swimmer.Timer = (sbyte)state.Entry(swimmer.Timer, 0, sbyte.MaxValue);
            if (width > 4)
                swimmer.ShotTimer = (sbyte)state.Entry(swimmer.ShotTimer, 0, sbyte.MaxValue);
            if (swimmer.Direction != 0)
                _places[count++] = swimmer;
        }

        Count = count;
    }

    [InlineArray(Capacity)]
    private struct Places
    {
        private Swimmer _first;
    }
}
