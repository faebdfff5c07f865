namespace Ratchet.Numerics;

/// <summary>How far a run is: what a <see cref="Schedule"/> is read at.</summary>
public sealed class RunClock
{
    /// <summary>Environment steps that were done when the present iteration began.</summary>
    public long Steps { get; private set; }

    /// <summary>Share of the run that these are, 0 … 1.</summary>
    public double Progress { get; private set; }

    /// <summary>Sets the time.</summary>
    /// <param name="steps">Environment steps done.</param>
    /// <param name="length">Environment steps of the whole run.</param>
    public void Set(long steps, long length)
    {
        Steps = steps;
        Progress = Share(steps, length);
    }

    /// <summary>Share of a length that so many steps are, 0 … 1.</summary>
    internal static double Share(long steps, double length) => steps < length ? steps / length : 1;
}
