using System.Globalization;
using Ratchet.Numerics;

namespace Ratchet.BlackBox;

/// <summary>A number that shrinks with the generations: max(limit, initial · factor^g).</summary>
/// <param name="Initial">In the first generation; positive.</param>
/// <param name="Factor">From one generation to the next, above 0 and at most 1.</param>
/// <param name="Limit">It never gets below; 0 … initial.</param>
public sealed record Decay(double Initial, double Factor = 1, double Limit = 0)
{
    /// <summary>Its value in a generation.</summary>
    public double At(long generation)
    {
        if (Factor == 1)
            return Initial;
        double value = Initial;
        for (long g = 0; g < generation && value > Limit; g++)
            value *= Factor;
        return value > Limit ? value : Limit;
    }

    /// <summary>Checks every field.</summary>
    /// <exception cref="OptionException">One is out of its range.</exception>
    internal void Validate(string name)
    {
        if (!(Initial is > 0 and < 1e6))
            throw new OptionException(name, string.Create(CultureInfo.InvariantCulture, $"{name} is {Initial}; it must be above 0 and below 1e6."));
        if (!(Factor is > 0 and <= 1))
            throw new OptionException(name, string.Create(CultureInfo.InvariantCulture, $"{name} shrinks by {Factor} a generation; the factor must be above 0 and at most 1."));
        if (!(Limit >= 0 && Limit <= Initial))
            throw new OptionException(name, string.Create(CultureInfo.InvariantCulture, $"{name} shrinks to {Limit}; the limit must be 0 … {Initial}, where it begins."));
    }
}
