using System.Globalization;

namespace Ratchet.Environments;

/// <summary>Whole numbers in the saved state of an environment, where everything is a double.</summary>
internal static class SnapshotCounter
{
    /// <summary>A whole number from 0 to <paramref name="max"/>, at most 2⁵³.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static long Read(double value, long max)
    {
        if (value >= 0 && value <= max && value == Math.Floor(value))
            return (long)value;
        throw new InvalidDataException(string.Create(
            CultureInfo.InvariantCulture, $"The saved state of an environment holds the counter {value}; expected a whole number from 0 to {max}."));
    }
}
