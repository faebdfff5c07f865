using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Ratchet.Numerics;
using Ratchet.Studies.Comparisons;
using Ratchet.Studies.Figures;
using Ratchet.Studies.Records;
using Ratchet.Studies.Tests.Reports;
using Ratchet.Training;
using Ratchet.Training.Runs;

namespace Ratchet.Studies.Tests.Figures;

/// <summary>Runs of formulas and seeded noise, for figures of which every number is known.</summary>
internal static class ExampleData
{
    private const long Steps = 1_000_000;
    private static readonly ConcurrentDictionary<string, byte[]> Configurations = new();
    private static readonly string[] Tasks = ["task A", "task B", "task C", "task D"];

    /// <summary>Rules on tasks with so many seeds: returns that rise from 20 towards a height of their own.</summary>
    public static Comparison Comparison(int seeds, params string[] rules) => Studies.Comparisons.Comparison.Of(
        [.. from task in Enumerable.Range(0, Tasks.Length)
            from rule in Enumerable.Range(0, rules.Length)
            from seed in Enumerable.Range(0, seeds)
            select new ComparedRun
            {
                Path = "",
                Task = Tasks[task],
                Rule = rules[rule],
                Options = Options(rule == 0 ? "fixpo" : "ppo", 20_000 + (ulong)seed),
                Steps = Steps,
                Curve = ReturnsOf(task, rule, seed),
            }],
        new ComparisonOptions { Replicates = 200, Steps = Steps });

    /// <summary>A run's folder whose metrics are formulas: a KL that comes near to 0.5, β that follows it, falling entropy.</summary>
    public static void WriteRun(string folder, int seed = 0, double height = 1, int updates = 200, string rule = "fixpo")
    {
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, "config.json"), Configurations.GetOrAdd(rule, Configure));
        var stream = new RandomStream((ulong)seed, StreamPurpose.User);
        var lines = new StringBuilder();
        for (int i = 1; i <= updates; i++)
        {
            double share = (double)i / updates, noise = stream.NextDouble(), kl = 0.5 * Math.Min(1, 0.35 + share) * (0.6 + (0.4 * noise));
            Write(
                lines, ("time/total_timesteps", Steps * share), ("rollout/ep_rew_mean", 20 + (440 * height * (1 - Math.Exp(-4 * share))) + (12 * noise)), ("train/max_kl", kl),
                ("train/approx_kl", kl * 0.08), ("train/beta", height * (2 + (8 * share) + (3 * noise))), ("train/fixup_steps", Math.Max(0, Math.Round(height * 60 * share * (noise - 0.4)))),
                ("train/entropy", 5.5 - (5 * height * share)), ("train/std", 0.6 - (0.35 * height * share)), ("time/environment_seconds", 0.3), ("time/inference_seconds", 0.06), ("time/update_seconds", 0.19));
            if (i % 25 == 0)
                lines.Append(CultureInfo.InvariantCulture, $"{{\"event\":\"evaluation\",\"time/total_timesteps\":{Steps * share},\"eval/mean_reward\":{20 + (430 * height * share)},\"eval/deterministic_mean_reward\":{60 + (430 * height * share)}}}\n");
        }

        File.WriteAllText(RunFolder.MetricsFileOf(folder), lines.ToString());
    }

    /// <summary>Groups of a label and a height, with so many seeds on each of two tasks.</summary>
    public static IReadOnlyList<RunGroup> Groups(string folder, int seeds, params (string Label, double Height)[] groups) =>
    [
        .. from task in Enumerable.Range(0, 2)
           from rule in Enumerable.Range(0, groups.Length)
           select new RunGroup(Tasks[task], groups[rule].Label, [.. Enumerable.Range(0, seeds).Select(seed => Read(
               Path.Combine(folder, Tasks[task], groups[rule].Label, $"{seed}"), (task * 1000) + (rule * 100) + seed, groups[rule].Height))]),
    ];

    /// <summary>Trials around a best value of 3e-4.</summary>
    public static IReadOnlyList<Trial> Trials(int count)
    {
        var stream = new RandomStream(7, StreamPurpose.User);
        List<Trial> trials = [];
        for (int i = 0; i < count; i++)
        {
            double place = (3 * stream.NextDouble()) - 5;
            trials.Add(new(Math.Pow(10, place), 460 - (110 * (place + 3.5) * (place + 3.5)) + (60 * stream.NextDouble())));
        }

        return trials;
    }

    /// <summary>The settings of a run that was really begun.</summary>
    private static byte[] Configure(string rule)
    {
        string folder = Path.Combine(Path.GetTempPath(), $"ratchet-{Guid.NewGuid():N}");
        try
        {
            SmallRun.Train(folder, SmallRun.Options(rule, rule == "fixpo" ? ["epsilon-kl=0.5"] : []), until: 256);
            return File.ReadAllBytes(Path.Combine(folder, "config.json"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static RunRecord Read(string folder, int seed, double height)
    {
        WriteRun(folder, seed, height);
        return RunRecord.Read(folder);
    }

    private static RunOptions Options(string rule, ulong seed)
    {
        RunOptions options = Presets.For("cartpole", rule);
        return options with { Training = options.Training with { Seed = seed, Steps = Steps } };
    }

    private static Curve ReturnsOf(int task, int rule, int seed)
    {
        var stream = new RandomStream((ulong)((task * 1000) + (rule * 100) + seed), StreamPurpose.User);
        double height = 460 - (60 * rule) - (25 * task) + (90 * (stream.NextDouble() - 0.5)), speed = 3 + rule + task, level = 0;
        double[] steps = new double[200], values = new double[200];
        for (int i = 0; i < steps.Length; i++)
        {
            double share = (i + 1) / 200.0;
            level = (0.9 * level) + (14 * (stream.NextDouble() - 0.5));
            (steps[i], values[i]) = (share * Steps, 20 + (height * (1 - Math.Exp(-speed * share))) + level);
        }

        return new Curve(steps, values);
    }

    private static void Write(StringBuilder lines, params ReadOnlySpan<(string Name, double Value)> numbers)
    {
        lines.Append('{');
        for (int i = 0; i < numbers.Length; i++)
            lines.Append(i > 0 ? "," : "").Append(CultureInfo.InvariantCulture, $"\"{numbers[i].Name}\":{numbers[i].Value}");
        lines.Append("}\n");
    }
}
