using System.Diagnostics;
using System.Globalization;
using Ratchet.MuJoCo.Tasks;
using Ratchet.Training;

namespace Ratchet.Benchmarks;

/// <summary>TRPO with Tianshou's settings but batches of 2048 steps, on one core: what an update costs, against the collection of the batch that it learns from.</summary>
internal sealed class TrpoUpdateBenchmark : IBenchmark
{
    private const int Horizon = 128, Warmup = 5, Rounds = 40;

    public string Name => "trpo-update";

    public string Summary => "an update of TRPO on 2048 steps of HalfCheetah against the collection of that batch, one core";

    public BenchmarkResult Run(TextWriter details)
    {
        TrainingOptions options = Presets.For("halfcheetah", "trpo").Training with { Horizon = Horizon };
        options = options with { Optimization = options.Optimization with { Minibatch = options.Environments * Horizon } };
        using var loop = new TrainingLoop(options, HalfCheetah.Definition, 1);
        loop.Run(Warmup);
        // The least of each: within one iteration a disturbance would meet the one or the other.
        double collection = double.PositiveInfinity, physics = double.PositiveInfinity, update = double.PositiveInfinity;
        for (int i = 0; i < Rounds; i++)
        {
            IterationTimes times = loop.Run(1);
            collection = Math.Min(collection, times.Collection);
            physics = Math.Min(physics, times.Physics);
            update = Math.Min(update, times.Update);
        }

        double milliseconds = 1e3 / Stopwatch.Frequency;
        details.WriteLine(string.Create(CultureInfo.InvariantCulture, $"collection {collection * milliseconds:0.0} ms, of which physics {physics * milliseconds:0.0} ms; update {update * milliseconds:0.0} ms"));
        return new BenchmarkResult(update / collection, "of the collection", string.Create(
            CultureInfo.InvariantCulture,
            $"the update of {loop.Rows} steps, {options.NaturalGradient.CgIterations} products with F and {options.Optimization.Epochs} steps of the critic, {update * milliseconds:0.0} ms against {collection * milliseconds:0.0} ms, against a promise of less than 1"));
    }
}
