using System.Diagnostics;
using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Training;
using Ratchet.Training.Runs;
using Ratchet.Updates;

namespace Ratchet.Benchmarks;

/// <summary>
/// A training with everything on, metrics written to a file included, and a clock at its slices: a step of the environments or a minibatch.
/// </summary>
internal sealed class TrainingLoop : IDisposable
{
    private readonly WorkerPool _pool;
    private readonly TimedEnvironment _environment;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ratchet-bench");
    private readonly MetricsLog _log;
    private readonly TrainingOptions _options;
    private IterationTimes _times;

    public TrainingLoop(TrainingOptions options, EnvironmentDefinition definition, int threads)
    {
        // Long enough that no measurement comes to the end of it.
        _options = options with { Steps = 1_000_000_000_000 };
        _pool = new WorkerPool(threads);
        _environment = new TimedEnvironment(definition.Vectorize(options.Environments, _pool));
        Trainer = new Trainer(_options, _environment, _pool);
        _log = new MetricsLog(Path.Combine(_folder.FullName, "metrics.jsonl"), 0);
    }

    public Trainer Trainer { get; }

    /// <summary>Environment steps of an iteration.</summary>
    public int Rows => _options.Environments * _options.Horizon;

    /// <summary>Floating-point operations of the matrix products of an iteration.</summary>
    public double Operations =>
        NetworkArithmetic.Iteration(Trainer.Policy, Rows, _options.Optimization.Epochs, _options.Optimization.RecomputeAdvantages);

    /// <summary>Trains for that many iterations.</summary>
    /// <returns>The mean times of an iteration.</returns>
    public IterationTimes Run(int iterations)
    {
        _times = default;
        for (int i = 0; i < iterations; i++)
            RunIteration();
        return _times / iterations;
    }

    public void Dispose()
    {
        _log.Dispose();
        Trainer.Dispose();
        _environment.Dispose();
        _pool.Dispose();
        _folder.Delete(recursive: true);
    }

    private void RunIteration()
    {
        long begin = Stopwatch.GetTimestamp(), physics = _environment.Ticks, collected = begin, now = begin;
        for (int slice = 0; ; slice++)
        {
            long last = now;
            Trainer.Advance();
            now = Stopwatch.GetTimestamp();
            if (slice == _options.Horizon - 1)
                collected = now;
            else if (slice >= _options.Horizon && Trainer.Rule.IsPreparing)
                _times.Preparation += now - last;
            else if (Trainer.IterationCompleted)
                _times.Audit += now - last;
            if (Trainer.IterationCompleted)
                break;
        }

        _log.Write(Trainer.Metrics);
        long end = Stopwatch.GetTimestamp();
        _times.Physics += _environment.Ticks - physics;
        _times.Collection += collected - begin;
        _times.Metrics += end - now;
        _times.Whole += end - begin;
    }
}

/// <summary>Where the time of an iteration goes, in stopwatch ticks.</summary>
internal record struct IterationTimes
{
    /// <summary>All of it.</summary>
    public double Whole;

    /// <summary>Steps of the environments with everything that chooses their actions.</summary>
    public double Collection;

    /// <summary>The simulators' part of the collection.</summary>
    public double Physics;

    /// <summary>From the last step to the beginning of the first minibatch: values, advantages, the KL on the next batch.</summary>
    public double Preparation;

    /// <summary>After the last minibatch: the audit.</summary>
    public double Audit;

    /// <summary>Writing the metrics.</summary>
    public double Metrics;

    /// <summary>Everything from the last step of the environments on.</summary>
    public readonly double Update => Whole - Collection;

    /// <summary>The minibatches.</summary>
    public readonly double Minibatches => Whole - Collection - Preparation - Audit - Metrics;

    public static IterationTimes operator /(IterationTimes times, double by) => new()
    {
        Whole = times.Whole / by, Collection = times.Collection / by, Physics = times.Physics / by,
        Preparation = times.Preparation / by, Audit = times.Audit / by, Metrics = times.Metrics / by,
    };
}
