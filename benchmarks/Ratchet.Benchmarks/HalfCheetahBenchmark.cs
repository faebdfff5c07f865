using System.Diagnostics;
using System.Globalization;
using Ratchet.MuJoCo.Tasks;
using Ratchet.Training;

namespace Ratchet.Benchmarks;

/// <summary>PPO with Tianshou's settings on one core: what an update costs, against the physics of the batch that it learns from.</summary>
internal sealed class HalfCheetahUpdateBenchmark : IBenchmark
{
    public string Name => "halfcheetah-update";

    public string Summary => "an update of PPO with Tianshou's settings on HalfCheetah against the physics, one core";

    public BenchmarkResult Run(TextWriter details)
    {
        using var loop = new TrainingLoop(Presets.For("halfcheetah", "ppo").Training, HalfCheetah.Definition, 1);
        TrainingSpeed speed = TrainingSpeed.Measure(loop, 1);
        speed.Report(details);
        // The least of each: within one iteration a disturbance would meet the one or the other.
        double ratio = speed.LeastUpdate / speed.LeastPhysics, microseconds = 1e6 * speed.LeastPhysics / Stopwatch.Frequency / loop.Rows;
        return new BenchmarkResult(ratio, "of the physics", string.Create(
            CultureInfo.InvariantCulture,
            $"the update {ratio * microseconds:0.0} µs a step against the physics {microseconds:0.0} µs; end to end {speed.StepsPerSecond:0} steps/s on one core"));
    }
}

/// <summary>FixPO with the paper's batch on two cores: end to end against the physics alone.</summary>
internal sealed class HalfCheetahBenchmark : IBenchmark
{
    public string Name => "halfcheetah";

    public string Summary => "environment steps per second of FixPO on HalfCheetah with the paper's settings, two cores";

    public BenchmarkResult Run(TextWriter details)
    {
        using var loop = new TrainingLoop(Presets.For("halfcheetah", "fixpo").Training, HalfCheetah.Definition, 2);
        TrainingSpeed speed = TrainingSpeed.Measure(loop, 2);
        speed.Report(details);
        return new BenchmarkResult(speed.StepsPerSecond / speed.PhysicsStepsPerSecond, "of the physics' rate", string.Create(
            CultureInfo.InvariantCulture,
            $"{speed.StepsPerSecond:0} steps/s end to end against {speed.PhysicsStepsPerSecond:0} of the physics alone, both on 2 threads; {speed.TimesArithmetic:0.0} × the time of the arithmetic at the peak"));
    }
}
