namespace Ratchet.Studies.Plotting.Drawing;

/// <summary>The ends of an axis. On a logarithmic one both are positive.</summary>
internal readonly record struct AxisRange(double Low, double High, bool IsLog)
{
    private const double Padding = 0.04;

    /// <summary>The share of the greatest number below which an axis of numbers that are not negative begins at 0.</summary>
    private const double NearZero = 0.2;

    /// <summary>The ends that an axis states, else those of the data with some room; an axis of one number, or of none, gets room around it.</summary>
    /// <param name="axis">The axis.</param>
    /// <param name="data">All that it shows; numbers that it cannot show are ignored.</param>
    /// <param name="isTight">Whether the data reach the ends: for an axis of steps.</param>
    public static AxisRange Of(Axis axis, IEnumerable<double> data, bool isTight = false)
    {
        bool isLog = axis.Scale == AxisScale.Log;
        (double low, double high) = Extremes(data, isLog);
        (low, high) = isLog ? RoomOfRatios(low, high, isTight) : Room(low, high, isTight);
        double least = Stated(axis.Low, isLog) ?? low, most = Stated(axis.High, isLog) ?? high;
        if (most - least > (isLog ? 0 : 1e-9 * Math.Max(Math.Abs(least), Math.Abs(most))))
            return new(least, most, isLog);
        return isLog ? new(least / 2, least * 2, true) : new(least - HalfSpan(least), least + HalfSpan(least), false);
    }

    /// <summary>Where a value lies between the ends: 0 to 1, beyond that outside; not finite for a value that the axis cannot show.</summary>
    public double Place(double value) => IsLog
        ? value > 0 ? Math.Log(value / Low) / Math.Log(High / Low) : double.NaN
        : (value - Low) / (High - Low);

    private static double? Stated(double? end, bool isLog) => end is { } value && double.IsFinite(value) && (!isLog || value > 0) ? value : null;

    private static (double Low, double High) Extremes(IEnumerable<double> data, bool isLog)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (double value in data)
        {
            if (Math.Abs(value) > 1e300 || !double.IsFinite(value) || (isLog && value < 1e-300))
                continue;
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }

        return low <= high ? (low, high) : isLog ? (1, 1) : (0, 0);
    }

    private static (double Low, double High) Room(double low, double high, bool isTight)
    {
        double span = high - low;
        if (span <= 1e-9 * Math.Max(Math.Abs(low), Math.Abs(high)))
            return (low - HalfSpan(low), high + HalfSpan(high));
        double room = isTight ? 0 : Padding * span;
        double least = low >= 0 && low < NearZero * high ? 0 : low - room, most = high <= 0 && -high < NearZero * -low ? 0 : high + room;
        return (least, most);
    }

    private static (double Low, double High) RoomOfRatios(double low, double high, bool isTight)
    {
        if (high <= low * (1 + 1e-9))
            return (low / 2, high * 2);
        double room = isTight ? 1 : Math.Pow(high / low, Padding);
        return (low / room, high * room);
    }

    private static double HalfSpan(double value) => value == 0 ? 1 : Math.Abs(value) * 0.1;
}
