using Ratchet.Training.Metrics;

namespace Ratchet.Training.Runs;

/// <summary>Where a run stands. One instance is reused: readers copy what they keep.</summary>
public sealed class RunProgress
{
    private readonly Learner _learner;
    private long _firstSteps;
    private double _firstSeconds;

    internal RunProgress(string path, RunOptions options, Learner learner)
    {
        (Path, Options, _learner) = (path, options, learner);
        TotalSteps = learner.TotalSteps;
    }

    /// <summary>The run's folder.</summary>
    public string Path { get; }

    /// <summary>The run's options.</summary>
    public RunOptions Options { get; }

    /// <summary>Numbers of the last iteration.</summary>
    public IterationMetrics Metrics => _learner.Metrics;

    /// <summary>Sums and maxima over the run.</summary>
    public TrainingTotals Totals => _learner.Totals;

    /// <summary>Environment steps of the whole run.</summary>
    public long TotalSteps { get; }

    /// <summary>Whether it goes on from a checkpoint.</summary>
    public bool IsResumed => _firstSteps > 0;

    /// <summary>Seconds of training, over all processes that worked on the run; evaluation points and exports are left out.</summary>
    public double Seconds => Metrics.Seconds;

    /// <summary>Environment steps a second of this process; NaN before the first iteration.</summary>
    public double StepsPerSecond => (Metrics.Steps - _firstSteps) / (Seconds - _firstSeconds);

    /// <summary>Seconds of training to the end at this rate; NaN before the first iteration.</summary>
    public double SecondsLeft => (TotalSteps - Metrics.Steps) / StepsPerSecond;

    internal void Begin() => (_firstSteps, _firstSeconds) = (Metrics.Steps, Metrics.Seconds);
}
