using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Ratchet.Training;
using Xunit;

namespace Ratchet.Tests.Project;

/// <summary>What the README says about the code and the measurements is what they are.</summary>
public sealed partial class ReadmeTests
{
    private const string Readme = "README.md";
    private const string ClassicControl = "docs/results/classic-control.csv";
    private const string Speed = "docs/results/speed.txt";

    [Theory]
    [InlineData("examples/QuickStart/Program.cs")]
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

    [GeneratedRegex(@"^([a-z0-9-]+): ([^(\n]+) \((.+)\)$", RegexOptions.Multiline)]
    private static partial Regex BenchmarkLine();
}
