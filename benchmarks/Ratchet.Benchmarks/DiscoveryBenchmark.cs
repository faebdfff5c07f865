using System.Globalization;
using System.Text;
using Ratchet.Discovery.Recipes;
using Ratchet.Discovery.Search;
using Ratchet.Environments;

namespace Ratchet.Benchmarks;

/// <summary>
/// Complete trainings a minute on all cores: 100,000 steps of CartPole with two networks of 64 × 64 and four epochs, by settings with which PPO has 499.7 ± 0.9 at the end (eight seeds of
/// selection), each with a drift network of its own, against the same with PPO's drift.
/// </summary>
internal sealed class DiscoveryBenchmark : IBenchmark
{
    private const int Rounds = 2, Pairs = 8;

    public string Name => "discovery";

    public string Summary => "complete trainings of CartPole a minute, 100,000 steps each, with drift networks, against PPO's drift";

    public BenchmarkResult Run(TextWriter details)
    {
        double learned = double.PositiveInfinity, clip = double.PositiveInfinity;
        for (int round = 0; round < Rounds; round++)
        {
            learned = Math.Min(learned, Generation("""{ "hidden": [128], "activation": "tanh", "clip-range": 0.2 }""", details));
            clip = Math.Min(clip, Generation("\"clip\"", details));
        }

        return new BenchmarkResult(clip / learned, "of the throughput with PPO's drift", string.Create(
            CultureInfo.InvariantCulture,
            $"{PerMinute(learned):0} trainings a minute with a drift network each, {PerMinute(clip):0} with PPO's drift, on {Environment.ProcessorCount} cores; 100,000 steps, 4 epochs, 64 × 64"));
    }

    private static double PerMinute(double seconds) => 2 * Pairs * 60 / seconds;

    private static double Generation(string drift, TextWriter details)
    {
        string recipe = string.Create(CultureInfo.InvariantCulture, $$"""
            {
              "name": "benchmark", "drift": {{drift}}, "generations": 1,
              "tasks": [{ "name": "cartpole", "settings": {
                "steps": 100000, "hidden": [64, 64], "epochs": 4, "horizon": 128, "minibatch": 256, "learning-rate": 0.006, "discount": 0.99, "gae-lambda": 0.95, "clip-range": 0.2 } }],
              "strategy": { "pairs": {{Pairs}}, "sigma": 0.04, "learning-rate": 0.01, "shaping": "pairwise-rank" }
            }
            """);
        var search = new DriftSearch(RecipeReader.Read("benchmark", Encoding.UTF8.GetBytes(recipe)), EnvironmentRegistry.BuiltIn);
        GenerationResult result = search.Advance(Environment.ProcessorCount);
        details.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{drift}: {result.Seconds:0.00} s for {search.Population} trainings, mean return of the last quarter {result.Tasks[0].Mean:0}"));
        return result.Seconds;
    }
}
