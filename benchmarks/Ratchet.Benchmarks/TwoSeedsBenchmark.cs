using System.Diagnostics;
using System.Globalization;
using Ratchet.Environments.ClassicControl;
using Ratchet.Training;

namespace Ratchet.Benchmarks;

/// <summary>Two trainings on two cores, one thread each, against one training alone: what a study of many seeds gains from its cores.</summary>
internal sealed class TwoSeedsBenchmark : IBenchmark
{
    private const int Stretches = 200;
    private const int Iterations = 4;

    public string Name => "two-seeds";

    public string Summary => "two seeds of PPO on CartPole side by side on two cores against one";

    public BenchmarkResult Run(TextWriter details)
    {
        using TrainingLoop first = Make(1), second = Make(2);
        double alone = double.PositiveInfinity, together = double.PositiveInfinity;
        for (int stretch = 0; stretch < Stretches; stretch++)
        {
            alone = Math.Min(alone, Seconds(() => first.Run(Iterations)));
            together = Math.Min(together, Seconds(() =>
            {
                var other = new Thread(() => second.Run(Iterations));
                other.Start();
                first.Run(Iterations);
                other.Join();
            }));
        }

        double one = Iterations * first.Rows / alone, two = 2 * Iterations * first.Rows / together;
        return new BenchmarkResult(two / one, "times the throughput", string.Create(
            CultureInfo.InvariantCulture, $"two seeds on two cores {two:0} steps/s against one seed on one core {one:0}"));
    }

    private static TrainingLoop Make(ulong seed) =>
        new(Presets.For("cartpole", "ppo").Training with { Seed = seed }, CartPole.Definition, 1);

    private static double Seconds(Action work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
