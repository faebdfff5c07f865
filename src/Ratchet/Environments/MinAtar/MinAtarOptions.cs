using Ratchet.Numerics;

namespace Ratchet.Environments.MinAtar;

/// <summary>How a MinAtar game is played; as it stands, as in most published results.</summary>
public sealed record MinAtarOptions
{
    /// <summary>The probability, at each step, that the last executed action is executed again in place of the chosen one, 0 … 1; 0.1 is usual.</summary>
    public double StickyProbability { get; init; } = 0.1;

    /// <summary>Whether Asterix, Seaquest and Space Invaders become harder with time; true is usual.</summary>
    public bool Ramping { get; init; } = true;

    /// <summary>Whether the action space holds only the actions that do something in the game; otherwise all six. False is usual.</summary>
    public bool MinimalActions { get; init; }

    /// <summary>Checks every field.</summary>
    /// <exception cref="OptionException">A field is out of its range.</exception>
    public void Validate() => OptionRange.Check(StickyProbability, 0, 1, "sticky-probability");
}
