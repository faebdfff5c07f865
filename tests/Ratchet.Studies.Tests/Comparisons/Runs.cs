using Ratchet.Studies.Comparisons;
using Ratchet.Training;

namespace Ratchet.Studies.Tests.Comparisons;

/// <summary>Runs that were never trained.</summary>
internal static class Runs
{
    /// <summary>A run whose curve is flat.</summary>
    public static ComparedRun Flat(string task, string rule, ulong seed, double score, long steps = 1000) => Of(task, rule, seed, [steps / 2.0, steps], [score, score]);

    public static ComparedRun Of(string task, string rule, ulong seed, double[] steps, double[] values, params string[] settings)
    {
        RunOptions options = Settings.Apply(Presets.For("cartpole", "ppo"), settings);
        return new ComparedRun
        {
            Path = $"{task}/{rule}/{seed}",
            Task = task,
            Rule = rule,
            IsNamed = true,
            Options = options with { Training = options.Training with { Seed = seed } },
            Steps = steps.Length == 0 ? 0 : (long)steps[^1],
            Curve = new Curve(steps, values),
        };
    }

    /// <summary>Test seeds with these scores.</summary>
    public static IEnumerable<ComparedRun> Cell(string task, string rule, params double[] scores) => scores.Select((score, i) => Flat(task, rule, 20_001 + (ulong)i, score));
}
