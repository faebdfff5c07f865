using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Training.Runs;

namespace Ratchet.Training;

/// <summary>A run: what is trained, and what is done beside the training.</summary>
public sealed record RunOptions
{
    /// <summary>What shapes the trained policy.</summary>
    public required TrainingOptions Training { get; init; }

    /// <summary>Where the first parameters come from; null for random ones. <see cref="TrainingRun"/> sets it from a <see cref="WarmStart"/>.</summary>
    public WarmStartOrigin? From { get; internal init; }

    /// <summary>Environment steps between evaluation points, 0 … 1e15; 0 switches them off.</summary>
    public long EvaluationInterval { get; init; }

    /// <summary>Episodes of each evaluation point, 1 … 1e6; 10 is usual.</summary>
    public int EvaluationEpisodes { get; init; } = 10;

    /// <summary>Environment steps between lines of metrics, 0 … 1e15; 0 writes one after every iteration.</summary>
    public long MetricsInterval { get; init; }

    /// <summary>Seconds between checkpoints, 0 … 1e6; 30 is usual, 0 writes one after every iteration.</summary>
    public double CheckpointInterval { get; init; } = 30;

    /// <summary>Environment steps between checkpoints that are kept for ever, 0 … 1e15; 0 keeps none but the last two.</summary>
    public long KeepCheckpoints { get; init; }

    /// <summary>Seconds that a simulator may take for one step or reset before the run ends with an error that names it, 0 … 1e6; 120 is usual, 0 waits for ever. Environments in processes of their own have worker-timeout besides.</summary>
    public double EnvironmentTimeout { get; init; } = 120;

    /// <summary>How environments run that live in processes of their own.</summary>
    public WorkerOptions Workers { get; init; } = new();

    /// <summary>Checks every field and how they fit together.</summary>
    /// <exception cref="OptionException">A field is out of its range, or does not fit another.</exception>
    public void Validate()
    {
        Training.Validate();
        OptionRange.Check(EvaluationInterval, 0, 1e15, "evaluation-interval");
        OptionRange.Check(EvaluationEpisodes, 1, 1_000_000, "evaluation-episodes");
        OptionRange.Check(MetricsInterval, 0, 1e15, "metrics-interval");
        OptionRange.Check(CheckpointInterval, 0, 1e6, "checkpoint-interval");
        OptionRange.Check(KeepCheckpoints, 0, 1e15, "keep-checkpoints");
        OptionRange.Check(EnvironmentTimeout, 0, 1e6, "environment-timeout");
        Workers.Validate();
    }
}
