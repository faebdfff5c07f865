using System.Diagnostics;
using System.Globalization;
using Ratchet.Environments.ClassicControl;
using Ratchet.Policies;
using Ratchet.Training;

namespace Ratchet.Benchmarks;

/// <summary>
/// How long the longest piece of a training is that cannot be put off to the next frame of a game. Slices are told apart by what they do: the least time of each
/// kind over many iterations is its own, whatever else the machine did.
/// </summary>
internal sealed class SliceBenchmark : IBenchmark
{
    private const int Environments = 8, Horizon = 256, WarmUp = 4, Iterations = 12;

    public string Name => "slices";

    public string Summary => "the longest slice of a training of 64×64 networks on batches of 2048 steps, against a frame at 60 Hz";

    public BenchmarkResult Run(TextWriter details)
    {
        double longest = 0;
        foreach (string rule in Rules.ByGradients)
            longest = Math.Max(longest, Measure(rule, details));
        const double Frame = 1e3 / 60;
        return new BenchmarkResult(longest / Frame, "of a frame", string.Create(
            CultureInfo.InvariantCulture, $"the longest slice of all rules {longest:0.00} ms against 16.7 ms, 64×64 networks, {Environments * Horizon} steps a batch, one thread"));
    }

    private static double Measure(string rule, TextWriter details)
    {
        TrainingOptions options = Presets.For("pendulum", rule).Training with
        {
            Environments = Environments, Horizon = Horizon, Steps = 1_000_000_000, Network = new NetworkOptions { Hidden = [64, 64], NormalizeObservations = true },
        };
        if (rule == "drift")
            options = Settings.Apply(new RunOptions { Training = options }, "drift=relu((r-1)*A - 2*tanh((r-1)*A/2))").Training;
        using var loop = new TrainingLoop(options, Pendulum.Definition, 1);
        loop.Run(WarmUp);
        var least = new Dictionary<string, (double Time, int Count)>(StringComparer.Ordinal);
        for (int i = 0; i < Iterations; i++)
            AddIteration(loop.Trainer, least);
        // Some updates have more slices than others: a place that is rare has been disturbed every time that it was seen.
        (string place, (double time, _)) = least.Where(entry => entry.Value.Count == Iterations).MaxBy(entry => entry.Value.Time);
        details.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rule,-20} {time:0.00} ms ({place})"));
        return time;
    }

    private static void AddIteration(Trainer trainer, Dictionary<string, (double Time, int Count)> least)
    {
        var slowest = new Dictionary<string, double>(StringComparer.Ordinal);
        int slice = 0;
        do
        {
            long begin = Stopwatch.GetTimestamp();
            trainer.Advance();
            double time = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
            string name = slice < Horizon ? "a step of the environments" : trainer.IterationCompleted ? "the audit at the end" : $"slice {slice - Horizon + 1} of the update";
            slowest[name] = Math.Max(time, slowest.GetValueOrDefault(name));
            slice++;
        }
        while (!trainer.IterationCompleted);
        foreach ((string name, double time) in slowest)
        {
            (double before, int count) = least.GetValueOrDefault(name, (double.PositiveInfinity, 0));
            least[name] = (Math.Min(time, before), count + 1);
        }
    }
}
