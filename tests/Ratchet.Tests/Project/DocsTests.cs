using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Ratchet.Environments.Wrappers;
using Ratchet.Storage;
using Ratchet.Training;
using Ratchet.Training.Metrics;
using Ratchet.Updates.Drifts;
using Xunit;

namespace Ratchet.Tests.Project;

/// <summary>The documents keep up with the code.</summary>
public sealed partial class DocsTests
{
    [Fact]
    public void The_page_of_settings_is_the_table_of_settings()
    {
        var page = new StringBuilder(
            """
            # Settings

            Every key of `--set KEY=VALUE`, of the presets and of `config.json`. This page is written from the table in
            [Settings.cs](../src/Ratchet/Training/Settings.cs). The value of a run is the first of: what the command says, what the
            [preset](../src/Ratchet/Training/Presets) for its task and rule says, the default. (The defaults of the parts, the first five, are those of `fixpo`.)

            A schedule changes a number in the course of a run: `linear(3e-4, 0)` goes from the first to the second in a straight line, `linear(3e-4, 0, 12.3e6)` within so
            many environment steps; `exponential(0.1, 0.01)` and `exponential(0.1, 0.01, 1e6)` do so by equal factors; `piecewise(0.1, 5e5: 0.03, 8e5: 0.01)` takes the second
            number from 500,000 environment steps on, the third from 800,000. On a command line it stands in quotes: `--set 'discount=linear(0.998, 0.9997)'`.


            """.ReplaceLineEndings("\n"));
        Section(page, "For every rule", "fixpo", Settings.All.Where(setting => setting.Part is null && setting.ShapesTraining));
        foreach (IGrouping<string, Setting> group in Settings.All.Where(setting => setting.Part is not null).GroupBy(setting => setting.Part!))
            Section(page, $"With {group.Key}", "fixpo", group);
        Section(page, "Beside the training (a resumed run may change these)", "fixpo", Settings.All.Where(setting => !setting.ShapesTraining));
        GeneratedText.RequireFile("docs/settings.md", page.ToString().TrimEnd('\n') + "\n");
    }

    [Fact]
    public void The_page_of_wrappers_has_them_all()
    {
        var table = new StringBuilder("| wrapper | |\n|---|---|\n");
        foreach ((string _, string summary, string example) in EnvironmentWrappers.All)
            table.Append(CultureInfo.InvariantCulture, $"| `{example}` | {summary} |\n");
        GeneratedText.RequireBlock("docs/wrappers.md", "wrappers", table.ToString());
    }

    [Fact]
    public void The_page_of_drifts_has_every_function_of_a_formula()
    {
        var table = new StringBuilder("| function | |\n|---|---|\n");
        foreach ((string syntax, string meaning) in DriftFormula.Functions)
            table.Append(CultureInfo.InvariantCulture, $"| `{syntax}` | {meaning} |\n");
        GeneratedText.RequireBlock("docs/drifts.md", "functions", table.ToString());
    }

    /// <summary>A fault counts as handled when a test makes it happen.</summary>
    [Fact]
    public void The_tests_of_the_page_of_reliability_exist()
    {
        Dictionary<string, string> sources = Repository.SourceFiles("tests").GroupBy(path => Path.GetFileNameWithoutExtension(path))
            .ToDictionary(files => files.Key, files => string.Concat(files.Select(Repository.Read)));
        string[] rows = [.. Repository.Read("docs/reliability.md").Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| fault", StringComparison.Ordinal))];
        Assert.True(rows.Length > 20);
        foreach (string row in rows)
        {
            MatchCollection tests = TestName().Matches(row);
            Assert.True(tests.Count > 0, row);
            foreach (Match test in tests)
                Assert.True(
                    sources.TryGetValue(test.Groups[1].Value, out string? source) && source.Contains($" {test.Groups[2].Value}(", StringComparison.Ordinal), $"There is no test {test.Value}.");
        }
    }

    /// <summary>Every formula that the page shows in quotes is read; what it says of each, the check says too.</summary>
    [Fact]
    public void The_formulas_of_the_page_of_drifts_are_what_it_says()
    {
        MatchCollection rows = FormulaRow().Matches(Repository.Read("docs/drifts.md"));
        Assert.True(rows.Count > 4);
        foreach (Match row in rows)
            Assert.True(row.Groups[2].Value == (DriftCheck.Run(DriftFormula.Parse(row.Groups[1].Value)).IsSound ? "yes" : "no"), row.Value);
    }

    [Theory]
    [InlineData("docs/wrappers.md", "examples/Wrappers/Program.cs")]
    [InlineData("docs/export.md", "examples/LoadPolicy/Program.cs")]
    [InlineData("docs/minimise.md", "examples/Minimise/Program.cs")]
    public void The_example_of_a_page_is_a_program_that_is_built(string page, string program) =>
        GeneratedText.RequireBlock(page, program, $"```csharp\n{Repository.Read(program)}```\n");

    [Fact]
    public void A_link_leads_to_a_file_of_the_repository()
    {
        List<string> broken = [];
        foreach (TrackedFile file in Repository.TrackedFiles().Where(file => file.Exists && file.Path.EndsWith(".md", StringComparison.Ordinal)))
            foreach (Match link in Link().Matches(Repository.Read(file.Path)))
            {
                string target = Path.Combine(Repository.Root, Path.GetDirectoryName(file.Path)!, link.Groups[1].Value);
                if (!File.Exists(target) && !Directory.Exists(target))
                    broken.Add($"{file.Path}: {link.Groups[1].Value}");
            }

        Assert.Empty(broken);
    }

    [Fact]
    public void The_page_of_the_run_s_files_has_every_number_of_the_metrics()
    {
        RequireMetrics("metrics", MetricTable.OfIteration);
        RequireMetrics("evaluation", MetricTable.OfEvaluation);
        RequireMetrics("totals", MetricTable.OfRun);
    }

    /// <summary>The page of the run's files names every array of a checkpoint.</summary>
    [Fact]
    public void Every_array_of_a_checkpoint_is_explained()
    {
        string page = Repository.Read("docs/run-folder.md");
        foreach (ReturnScaling scaling in Enum.GetValues<ReturnScaling>())
        {
            using var trainer = Trainer.Create("cartpole", configure: options => options with { ReturnScaling = scaling }, threads: 1);
            var checkpoint = new Snapshot();
            trainer.Save(checkpoint);
            foreach (string name in checkpoint.Entries.Keys)
                Assert.Contains($"`{name}`", page);
        }
    }

    private static void RequireMetrics<T>(string block, IEnumerable<Metric<T>> metrics)
    {
        var table = new StringBuilder("| field | unit | meaning |\n|---|---|---|\n");
        foreach (Metric<T> metric in metrics)
            table.Append(CultureInfo.InvariantCulture, $"| `{metric.Name}` | {metric.Unit} | {metric.Meaning} |\n");
        GeneratedText.RequireBlock("docs/run-folder.md", block, table.ToString());
    }

    private static void Section(StringBuilder page, string title, string rule, IEnumerable<Setting> settings)
    {
        var defaults = new RunOptions { Training = new TrainingOptions { Environment = "cartpole", Rule = rule } };
        page.Append(CultureInfo.InvariantCulture, $"## {title}\n\n| key | default | legal | meaning |\n|---|---|---|---|\n");
        foreach (Setting setting in settings)
            page.Append(CultureInfo.InvariantCulture, $"| `{setting.Key}` | {setting.Read(defaults)} | {setting.Legal} | {setting.Summary} |\n");
        page.Append('\n');
    }

    [GeneratedRegex(@"`(\w+Tests)\.(\w+)`")]
    private static partial Regex TestName();

    [GeneratedRegex(@"\]\((?!https?://|#)([^)#\s]+)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^\| `([^`]+)` \| (yes|no) \|", RegexOptions.Multiline)]
    private static partial Regex FormulaRow();
}
