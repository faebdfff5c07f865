using System.Globalization;

namespace Ratchet.Studies.Findings;

/// <summary>How findings write numbers: with the digits that count, the same on every machine.</summary>
internal static class FindingText
{
    /// <summary>Three digits that count; whole thousands in groups.</summary>
    public static string Number(double value)
    {
        double magnitude = Math.Abs(value);
        if (magnitude is >= 1000 and < 1e15)
            return value.ToString("#,0", CultureInfo.InvariantCulture);
        if (magnitude is >= 0.001 and < 1000)
            return ((decimal)value).ToString(magnitude >= 100 ? "0" : magnitude >= 10 ? "0.#" : magnitude >= 1 ? "0.##" : "0.####", CultureInfo.InvariantCulture);
        return value.ToString("0.##e0", CultureInfo.InvariantCulture) is var text && value != 0 ? text : "0";
    }

    /// <summary>In per cent.</summary>
    public static string Share(double share) => $"{(share * 100).ToString(share is > 0 and < 0.0095 ? "0.0" : "0", CultureInfo.InvariantCulture)} %";

    /// <summary>A count with its noun in the singular or plural.</summary>
    public static string Count(long count, string noun) => count == 1 ? $"1 {noun}" : $"{count.ToString("#,0", CultureInfo.InvariantCulture)} {noun}s";
}
