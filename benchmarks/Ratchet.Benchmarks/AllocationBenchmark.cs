using Ratchet.Environments;
using Ratchet.Environments.ClassicControl;
using Ratchet.Training;

namespace Ratchet.Benchmarks;

/// <summary>Bytes that an iteration allocates once the training is under way, metrics included: the promise is none.</summary>
internal sealed class AllocationBenchmark : IBenchmark
{
    private const int WarmUp = 20;
    private const int Iterations = 10;

    public string Name => "allocation";

    public string Summary => "bytes that a training iteration allocates after warm-up, metrics included";

    public BenchmarkResult Run(TextWriter details)
    {
        double most = 0;
        foreach (EnvironmentDefinition definition in (EnvironmentDefinition[])[CartPole.Definition, Pendulum.Definition])
            foreach (string rule in (string[])["ppo", "fixpo"])
                foreach (int threads in (int[])[1, 2])
                {
                    double bytes = Measure(definition, rule, threads);
                    details.WriteLine($"{definition.Name} {rule}, {threads} thread{(threads == 1 ? "" : "s")}: {bytes:0} bytes an iteration");
                    most = Math.Max(most, bytes);
                }

        return new BenchmarkResult(most, "bytes an iteration", $"the most of CartPole and Pendulum with PPO and FixPO on 1 and 2 threads, {Iterations} iterations after {WarmUp}, against a promise of 0");
    }

    private static double Measure(EnvironmentDefinition definition, string rule, int threads)
    {
        using var loop = new TrainingLoop(Presets.For(definition.Name, rule).Training, definition, threads);
        loop.Run(WarmUp);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        loop.Run(Iterations);
        return (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Iterations;
    }
}
