using System.Globalization;
using Ratchet.Environments.ClassicControl;
using Ratchet.Training;
using Ratchet.Updates;

namespace Ratchet.Benchmarks;

/// <summary>CartPole with the settings of Stable-Baselines3's zoo, end to end on one and two threads.</summary>
internal sealed class CartPoleBenchmark() : CartPoleTraining(environments: 8, minibatch: 256, epochs: 20)
{
    public override string Name => "cartpole";

    public override string Summary => "environment steps per second of PPO on CartPole, 8 environments, end to end";

    protected override double Reference => 2070;

    protected override string ReferenceName => "Stable-Baselines3";
}

/// <summary>CartPole with 1024 environments, end to end on one and two threads.</summary>
internal sealed class WideCartPoleBenchmark() : CartPoleTraining(environments: 1024, minibatch: 1024 * 32 / 4, epochs: 4)
{
    public override string Name => "cartpole-wide";

    public override string Summary => "environment steps per second of PPO on CartPole, 1024 environments, end to end";

    protected override double Reference => 54_000;

    protected override string ReferenceName => "PyTorch (the environment vectorised in it)";
}

/// <summary>PPO on CartPole with 32 steps an iteration and everything on, against what is known of another library on such a machine.</summary>
internal abstract class CartPoleTraining(int environments, int minibatch, int epochs) : IBenchmark
{
    private readonly TrainingOptions _options = Presets.For("cartpole", "ppo").Training with
    {
        Environments = environments,
        Horizon = 32,
        Optimization = Presets.For("cartpole", "ppo").Training.Optimization with { Minibatch = minibatch, Epochs = epochs, LearningRate = 1e-3 },
    };

    public abstract string Name { get; }

    public abstract string Summary { get; }

    /// <summary>Steps per second of the other library. Quoted: it was measured on a machine like the one of the tables, not in this run.</summary>
    protected abstract double Reference { get; }

    protected abstract string ReferenceName { get; }

    public BenchmarkResult Run(TextWriter details)
    {
        TrainingSpeed one = Measure(1, details), two = Measure(2, details);
        TrainingSpeed best = one.StepsPerSecond > two.StepsPerSecond ? one : two;
        return new BenchmarkResult(best.StepsPerSecond / Reference, "times as fast", string.Create(
            CultureInfo.InvariantCulture,
            $"{best.StepsPerSecond:0} steps/s on {best.Threads} thread{(best.Threads == 1 ? "" : "s")} ({best.TimesArithmetic:0.0} × the time of the arithmetic at the peak measured in this run) against {ReferenceName}'s {Reference:0}, quoted from a measurement on a 2-core AVX-512 machine"));
    }

    private TrainingSpeed Measure(int threads, TextWriter details)
    {
        using var loop = new TrainingLoop(_options, CartPole.Definition, threads);
        TrainingSpeed speed = TrainingSpeed.Measure(loop, threads);
        speed.Report(details);
        return speed;
    }
}
