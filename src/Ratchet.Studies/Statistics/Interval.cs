namespace Ratchet.Studies.Statistics;

/// <summary>A 95 % confidence interval, in the units of what was estimated.</summary>
/// <param name="Low">Its lower end.</param>
/// <param name="High">Its upper end.</param>
public readonly record struct Interval(double Low, double High)
{
    /// <summary>Whether a number of this interval is one of the other too; ends count.</summary>
    public bool Overlaps(Interval other) => Low <= other.High && other.Low <= High;
}
