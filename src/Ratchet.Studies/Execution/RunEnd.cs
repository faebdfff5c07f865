namespace Ratchet.Studies.Execution;

/// <summary>How a worker's work on a run ended.</summary>
public enum RunEndKind
{
    /// <summary>At the budget.</summary>
    Reached,

    /// <summary>Stopped on request, with a checkpoint to go on from.</summary>
    Stopped,

    /// <summary>It failed; the others go on.</summary>
    Failed,

    /// <summary>Another process holds its folder.</summary>
    InUse,
}

/// <summary>How a worker's work on a run ended.</summary>
/// <param name="Kind">How.</param>
/// <param name="Message">What went wrong, in one sentence; empty where nothing did.</param>
public sealed record RunEnd(RunEndKind Kind, string Message = "")
{
    internal static RunEnd Reached { get; } = new(RunEndKind.Reached);

    internal static RunEnd Stopped { get; } = new(RunEndKind.Stopped);

    internal static RunEnd InUse { get; } = new(RunEndKind.InUse);
}

/// <summary>Where a run stands while a worker trains it; written by the worker, read by whoever shows it.</summary>
public sealed class RunGauge
{
    private long _steps;
    private double _speed;

    /// <summary>Environment steps so far.</summary>
    public long Steps => Volatile.Read(ref _steps);

    /// <summary>Environment steps a second of this process; NaN before the first iteration.</summary>
    public double StepsPerSecond => Volatile.Read(ref _speed);

    internal void Set(long steps, double stepsPerSecond)
    {
        Volatile.Write(ref _steps, steps);
        Volatile.Write(ref _speed, stepsPerSecond);
    }
}
