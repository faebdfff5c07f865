using Ratchet.Numerics;

namespace Ratchet.Environments.MinAtar;

/// <summary>The six actions, in the order of their indices.</summary>
internal enum Button : byte
{
    None,
    Left,
    Up,
    Right,
    Down,
    Fire,
}

/// <summary>What one step gave. A game that is over mid-step still plays the step to its end, and rewards in it count.</summary>
/// <param name="Reward">Of the step.</param>
/// <param name="IsOver">Whether the game ended in it.</param>
internal readonly record struct Outcome(int Reward, bool IsOver);

/// <summary>
/// The rules of one game: a value that holds the whole state of a game in play. Columns x and rows y run from 0 to 9, row 0 at the top.
/// </summary>
/// <remarks>Young and Tian, "MinAtar" (2019), arXiv:1903.03176, and the authors' programs, whose order of operations is kept.</remarks>
internal interface IGame
{
    /// <summary>Planes of the observation.</summary>
    static abstract int Channels { get; }

    /// <summary>The buttons that do something, in the order of the minimal action set.</summary>
    static abstract ReadOnlySpan<Button> MinimalButtons { get; }

    /// <summary>How its channels are drawn, from the back to the front; those that say what others show are left out.</summary>
    static abstract IReadOnlyList<Mark> Marks { get; }

    /// <summary>Begins a new game.</summary>
    void Reset(ref RandomStream random);

    /// <summary>Plays one step.</summary>
    /// <param name="button">The button that is really pressed.</param>
    /// <param name="ramping">Whether the game becomes harder with time, where it knows how.</param>
    /// <param name="random">Of the dynamics.</param>
    Outcome Step(Button button, bool ramping, ref RandomStream random);

    /// <summary>Sets the cells of a picture that is all zero.</summary>
    void Draw<T>(Picture<T> picture);

    /// <summary>Passes every number of the state, in order, through a transfer that describes, saves or restores it.</summary>
    void Transfer(ref StateTransfer state);
}
