using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Ratchet.Training;
using Ratchet.Updates.Rules;
using Xunit;

namespace Ratchet.Tests.Project;

/// <summary>What the README says about the code and the measurements is what they are.</summary>
public sealed partial class ReadmeTests
{
    private const string Readme = "README.md";
    private const string ClassicControl = "docs/results/classic-control.csv";
    private const string RegressedProjection = "kl-projection-regressed"; // as eng/results/mujoco.sh calls it
    private const string Speed = "docs/results/speed.txt";

    [Theory]
    [InlineData("examples/QuickStart/Program.cs")]
    [InlineData("examples/LoadPolicy/Program.cs")]
    [InlineData("examples/OwnSimulator/Program.cs")]
    public void An_example_is_a_program_that_is_built(string path) =>
        GeneratedText.RequireBlock(Readme, path, $"```csharp\n{Repository.Read(path)}```\n");

    [Fact]
    public void The_table_of_rules_is_that_of_the_library()
    {
        var table = new StringBuilder("| rule | |\n|---|---|\n");
        foreach ((string name, string summary) in Rules.All)
            table.Append(CultureInfo.InvariantCulture, $"| `{name}` | {summary} |\n");
        GeneratedText.RequireBlock(Readme, "rules", table.ToString());
    }

    /// <summary>A row for each task and rule: the data file has one line for each seed.</summary>
    [Fact]
    public void The_results_on_classic_control_are_those_of_the_data_file()
    {
        Assert.SkipUnless(File.Exists(Path.Combine(Repository.Root, ClassicControl)), $"{ClassicControl} was not measured yet.");
        string[] lines = Repository.Read(ClassicControl).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] names = lines[0].Split(',');
        var table = new StringBuilder("| task | rule | seeds | steps | actions sampled: mean of seeds, lowest | most probable ones: mean, lowest | greatest KL | updates beyond ε |\n|---|---|---|---|---|---|---|---|\n");
        foreach (var group in lines.Skip(1).Select(line => line.Split(',')).GroupBy(fields => (Task: fields[0], Rule: fields[1])))
        {
            double[] Column(string name) => [.. group.Select(fields => double.Parse(fields[Array.IndexOf(names, name)], CultureInfo.InvariantCulture))];
            double[] sampled = Column("sampled_mean"), deterministic = Column("deterministic_mean");
            string violations = group.Key.Rule == "ppo" ? "promises none" : Column("violations").Sum().ToString(CultureInfo.InvariantCulture);
            table.Append(
                CultureInfo.InvariantCulture,
                $"| {group.Key.Task} | {group.Key.Rule} | {group.Count()} | {Column("steps").Max():#,0} | {sampled.Average():0.0}, {sampled.Min():0.0} | {deterministic.Average():0.0}, {deterministic.Min():0.0} | {Column("max_kl").Max():0.000} | {violations} |\n");
        }

        GeneratedText.RequireBlock(Readme, "classic-control", table.ToString());
    }

    /// <summary>Finished seeds only, so that every number of a row is a mean over the same seeds. Best point of the mean curve: Tianshou's protocol.</summary>
    [Fact]
    public void The_results_on_HalfCheetah_are_those_of_the_data_files()
    {
        var table = new StringBuilder(
            "| variant | finished seeds | best point up to 1M | best point up to 3M | last 10 %: sampled, most probable | greatest KL | updates beyond ε | fixup steps |\n|---|---|---|---|---|---|---|---|\n");
        foreach (string variant in (string[])["fixpo", "fixpo-128", "fixpo-paper", "ppo"])
        {
            string path = $"docs/results/halfcheetah-{variant}";
            if (!File.Exists(Path.Combine(Repository.Root, $"{path}-runs.csv")))
                continue;
            DataTable runs = DataTable.Read($"{path}-runs.csv");
            double[] seeds = runs["seed"];
            if (seeds.Length == 0)
                continue;
            DataTable points = DataTable.Read($"{path}.csv");
            double[][] sampled = points.BySeed("sampled_mean", seeds), certain = points.BySeed("deterministic_mean", seeds), steps = points.BySeed("steps", seeds);
            int length = sampled.Min(curve => curve.Length);
            bool promises = variant != "ppo";
            string violations = promises ? $"{runs["violations"].Sum():0} of {runs["updates"].Sum():0}" : "promises none";
            string fixup = promises ? $"{(100 * runs["fixup_steps"].Sum() / runs["primary_steps"].Sum()).ToString("0.0", CultureInfo.InvariantCulture)} % of primary" : "";
            table.Append(
                CultureInfo.InvariantCulture,
                $"| {variant} | {seeds.Length} | {Best(1.02e6)} | {Best(3.1e6)} | {End(sampled):0}, {End(certain):0} | {runs["max_kl"].Max():0.00000} | {violations} | {fixup} |\n");

            double[] At(int point) => [.. sampled.Select(curve => curve[point])];

            string Best(double limit)
            {
                double[] best = Enumerable.Range(0, length).Where(point => steps[0][point] <= limit).Select(At).MaxBy(values => values.Average())!;
                double mean = best.Average();
                string deviation = best.Length < 2 ? "" : $" ± {Math.Sqrt(best.Sum(value => (value - mean) * (value - mean)) / (best.Length - 1)):0}";
                return $"{mean:0}{deviation}";
            }

            double End(double[][] curves) => curves.Average(curve => curve[..length][(length * 9 / 10)..].Average());
        }

        GeneratedText.RequireBlock(Readme, "halfcheetah", table.ToString());
    }

    /// <summary>A row for each task and rule, with the audit of every update of every seed.</summary>
    [Fact]
    public void The_audit_of_the_rules_is_that_of_the_data_file()
    {
        const string path = "docs/results/mujoco-rules-table.csv";
        Assert.SkipUnless(File.Exists(Path.Combine(Repository.Root, path)), $"{path} was not measured yet.");
        var table = new StringBuilder(
            "| task | rule | seeds | steps | best point of the mean curve | final | updates | max KL: largest | median | on the next batch | updates beyond 0.5 | promise broken |\n|---|---|---|---|---|---|---|---|---|---|---|---|\n");
        foreach (string[] row in Repository.Read(path).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(',')))
        {
            bool promises = row[1] == RegressedProjection || Rules.PartsOf(row[1]).Neighbourhood is NeighbourhoodKind.MaxKl or NeighbourhoodKind.MeanKl;
            string broken = promises ? row[15] : "promises none";
            table.Append(
                CultureInfo.InvariantCulture,
                $"| {row[0]} | {row[1]} | {row[2]} | {double.Parse(row[3], CultureInfo.InvariantCulture) / 1e6:0.0}M | {row[4]} ± {row[5]} | {row[7]} ± {row[8]} | {row[10]} | {row[11]} | {row[12]} | {row[13]} | {row[14]} % | {broken} |\n");
        }

        GeneratedText.RequireBlock(Readme, "rules-audit", table.ToString());
    }

    [Fact]
    public void The_results_of_all_rules_on_CartPole_are_those_of_the_data_file()
    {
        const string path = "docs/results/cartpole-rules.csv";
        Assert.SkipUnless(File.Exists(Path.Combine(Repository.Root, path)), $"{path} was not measured yet.");
        DataTable runs = DataTable.Read(path);
        var table = new StringBuilder("| rule | steps | return: mean of seeds | lowest seed | seeds ≥ 475 | max KL of any update | on the next batch |\n|---|---|---|---|---|---|---|\n");
        foreach (string rule in runs.Names("rule").Distinct())
        {
            double[] Column(string name) => [.. runs.Where("rule", rule, name)];
            double[] returns = Column("sampled_mean");
            table.Append(
                CultureInfo.InvariantCulture,
                $"| {rule} | {Column("steps").Max():#,0} | {returns.Average():0.0} | {returns.Min():0.0} | {returns.Count(value => value >= 475)} of {returns.Length} | {Column("max_kl").Max():0.000} | {Column("next_batch_max_kl").Max():0.000} |\n");
        }

        GeneratedText.RequireBlock("docs/update-rules.md", "cartpole-rules", table.ToString());
    }

    /// <summary>A row for each kind of noise, beside what Szita and Lőrincz (2006) published.</summary>
    [Fact]
    public void The_results_on_Tetris_are_those_of_the_data_file()
    {
        const string path = "docs/results/tetris/evaluations.csv";
        Assert.SkipUnless(File.Exists(Path.Combine(Repository.Root, path)), $"{path} was not measured yet.");
        DataTable searches = DataTable.Read(path);
        var table = new StringBuilder("| noise on the variances | searches | generations | lines a game: mean of searches | lowest, highest search | published |\n|---|---|---|---|---|---|\n");
        foreach ((string preset, string noise, string published) in (ReadOnlySpan<(string, string, string)>)
                 [("tetris", "none", "21,252"), ("tetris-constant", "4", "72,705"), ("tetris-decreasing", "max(5 − t/10, 0)", "348,895")])
        {
            double[] Column(string name) => [.. searches.Where("preset", preset, name)];
            double[] lines = Column("lines"), generations = Column("generations");
            if (lines.Length == 0)
                continue;
            string length = generations.Min() == generations.Max() ? $"{generations.Min():0}" : $"{generations.Min():0} to {generations.Max():0}";
            table.Append(CultureInfo.InvariantCulture, $"| {noise} | {lines.Length} | {length} | {lines.Average():#,0} | {lines.Min():#,0}, {lines.Max():#,0} | {published} |\n");
        }

        GeneratedText.RequireBlock("docs/results/tetris/README.md", "tetris", table.ToString());
        GeneratedText.RequireBlock(Readme, "tetris", table.ToString());
    }

    /// <summary>The data file has the last line of each benchmark, <c>NAME: RATIO unit (what against what)</c>.</summary>
    [Fact]
    public void The_speeds_are_those_of_the_data_file()
    {
        Assert.SkipUnless(File.Exists(Path.Combine(Repository.Root, Speed)), $"{Speed} was not measured yet.");
        var table = new StringBuilder("| command | result | measured |\n|---|---|---|\n");
        foreach (Match line in BenchmarkLine().Matches(Repository.Read(Speed)))
            table.Append(CultureInfo.InvariantCulture, $"| `./bench {line.Groups[1]}` | {line.Groups[2]} | {line.Groups[3]} |\n");
        GeneratedText.RequireBlock(Readme, "speed", table.ToString());
    }

    /// <summary>A file of numbers with the names of its columns in the first line.</summary>
    private sealed class DataTable(string[] names, string[][] rows)
    {
        public static DataTable Read(string path)
        {
            string[][] lines = [.. Repository.Read(path).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(','))];
            return new DataTable(lines[0], lines[1..]);
        }

        public double[] this[string name] => [.. rows.Select(row => Number(row, name))];

        /// <summary>A column, cut into one array for each seed.</summary>
        public double[][] BySeed(string name, double[] seeds) =>
            [.. seeds.Select(seed => rows.Where(row => Number(row, "seed") == seed).Select(row => Number(row, name)).ToArray())];

        public IEnumerable<string> Names(string column) => rows.Select(row => row[Array.IndexOf(names, column)]);

        public IEnumerable<double> Where(string column, string value, string name) => rows.Where(row => row[Array.IndexOf(names, column)] == value).Select(row => Number(row, name));

        private double Number(string[] row, string name) => double.Parse(row[Array.IndexOf(names, name)], CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^([a-z0-9-]+): ([^(\n]+) \((.+)\)$", RegexOptions.Multiline)]
    private static partial Regex BenchmarkLine();
}
