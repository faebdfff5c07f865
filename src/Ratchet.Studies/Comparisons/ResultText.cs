using System.Globalization;
using Ratchet.Studies.Statistics;

namespace Ratchet.Studies.Comparisons;

/// <summary>How numbers stand in tables of results.</summary>
public static class ResultText
{
    private const string None = "–";

    /// <summary>Four digits that count, and none after the point from 1000 on.</summary>
    public static string Of(double value) => !double.IsFinite(value) ? None : Math.Abs(value) switch
    {
        >= 1000 => value.ToString("#,0", CultureInfo.InvariantCulture),
        >= 100 => value.ToString("0.0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.00", CultureInfo.InvariantCulture),
        _ => value.ToString("0.000", CultureInfo.InvariantCulture),
    };

    /// <summary>The estimate with its interval, where it has one.</summary>
    public static string Of(Estimate estimate) => estimate.Interval is { } interval ? $"{Of(estimate.Value)} {Of(interval)}" : Of(estimate.Value);

    /// <summary>In brackets.</summary>
    public static string Of(Interval interval) => $"[{Of(interval.Low)}, {Of(interval.High)}]";

    /// <summary>A p-value: as many digits as tell something, and never 0.</summary>
    public static string OfP(double? p) => p switch
    {
        null => None,
        < 0.0005 => "< 0.0005",
        _ => p.Value.ToString("0.000", CultureInfo.InvariantCulture),
    };

    /// <summary>A whole number with separators.</summary>
    public static string Count(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);
}
