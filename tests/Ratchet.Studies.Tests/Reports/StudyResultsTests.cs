using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Ratchet.Studies.Comparisons;
using Ratchet.Studies.Definitions;
using Ratchet.Studies.Reports;
using Xunit;

namespace Ratchet.Studies.Tests.Reports;

public sealed class StudyResultsTests(SmallStudy study) : IClassFixture<SmallStudy>, IDisposable
{
    private readonly string _folder = study.Copy();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A line every 256 of 2048 steps: the last one stands for the steps from 1792 on, and so alone for the last tenth, which begins at 1843.2.</summary>
    [Fact]
    public void The_scores_are_means_over_the_seeds_of_the_last_returns()
    {
        PageText page = Write();

        foreach (string task in new[] { "cartpole", "cartpole-0.9" })
            foreach ((string rule, int column) in new[] { ("fixpo", 1), ("ppo", 2) })
            {
                double[] finals = [.. new[] { 20001, 20002 }.Select(seed => Number(Lines(task, rule, seed).Last(IsIteration), "rollout/ep_rew_mean"))];
                Assert.Equal(finals, Csv("scores.csv").Where(row => row["task"] == task && row["rule"] == rule).Select(row => double.Parse(row["score"], CultureInfo.InvariantCulture)));
                double mean = Assert.Single(Csv("cells.csv").Where(row => row["Task"] == task && row["Rule"] == rule).Select(row => double.Parse(row["Mean"], CultureInfo.InvariantCulture)));
                Assert.Equal(finals.Average(), mean, 1e-9);
                XElement shown = Assert.Single(page.Section("scores").Descendants("tbody").First().Elements("tr"), row => row.Element("th")!.Value == task);
                Assert.StartsWith(ResultText.Of(mean), shown.Elements().ElementAt(column).Value, StringComparison.Ordinal);
            }
    }

    [Fact]
    public void The_row_of_a_run_has_the_numbers_of_its_files()
    {
        Write();

        foreach (Dictionary<string, string> row in Csv("runs.csv"))
        {
            JsonElement[] lines = Lines(row["task"], row["rule"], int.Parse(row["seed"], CultureInfo.InvariantCulture));
            JsonElement end = lines[^1], evaluation = lines.Last(line => line.TryGetProperty("eval/mean_reward", out _));
            Assert.Equal("done", row["state"]);
            foreach ((string column, JsonElement line, string name) in new[]
            {
                ("steps", end, "time/total_timesteps"), ("training_final", end, "rollout/ep_rew_mean"), ("last_sampled", evaluation, "eval/mean_reward"),
                ("last_deterministic", evaluation, "eval/deterministic_mean_reward"), ("updates", end, "total/updates"), ("violations", end, "total/violations"), ("max_kl", end, "total/max_kl"),
                ("next_batch_max_kl", end, "total/next_batch_max_kl"), ("fixup_steps", end, "total/fixup_steps"), ("interpolations", end, "total/interpolations"),
                ("deferred_swaps", end, "total/deferred_swaps"), ("seconds", end, "time/time_elapsed"),
            })
                Assert.Equal(Number(line, name), double.Parse(row[column], CultureInfo.InvariantCulture), 1e-9);
            Assert.Equal(end.GetProperty("hash").GetString(), row["hash"]);
        }
    }

    [Fact]
    public void The_audit_adds_up_the_updates_of_all_seeds()
    {
        PageText page = Write();

        Dictionary<string, string> row = Assert.Single(Csv("audit.csv"), row => row["Task"] == "cartpole" && row["Rule"] == "fixpo");
        JsonElement[] ends = [.. new[] { 20001, 20002 }.Select(seed => Lines("cartpole", "fixpo", seed)[^1])];
        Assert.Equal("16", row["Updates"]);
        Assert.Equal("0", row["Broken"]);
        Assert.Equal(ends.Max(end => Number(end, "total/max_kl")), double.Parse(row["Greatest KL"], CultureInfo.InvariantCulture));
        Assert.Contains("made 32 updates, of which 0 broke it", page.Section("trust-region").Value, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_has_every_figure_and_each_is_a_file_too()
    {
        PageText page = Write();

        string[] files = [.. Directory.EnumerateFiles(Path.Combine(_folder, "results", "figures"), "*.svg").Order(StringComparer.Ordinal)];
        Assert.Contains(files, file => Path.GetFileName(file) == "learning-curves.svg");
        Assert.Contains(files, file => Path.GetFileName(file) == "fixup-steps.svg");
        Assert.Contains(files, file => Path.GetFileName(file) == "collapsed-runs.svg");
        Assert.Equal(files.Length, page.Pictures().Length);
        Assert.All(page.Pictures(), picture => Assert.Equal("svg", picture.Name.LocalName));
    }

    /// <summary>A folder that was put in the place of another one: its returns are none of that task's.</summary>
    [Fact]
    public void A_run_of_another_rule_or_seed_is_in_no_table()
    {
        Directory.Delete(RunFolderOf("cartpole", "fixpo", 20002), recursive: true);
        Directory.Move(RunFolderOf("cartpole", "ppo", 20002), RunFolderOf("cartpole", "fixpo", 20002));
        Write();
        Assert.Equal(["damaged"], Csv("runs.csv").Where(run => run["task"] == "cartpole" && run["rule"] == "fixpo" && run["seed"] == "20002").Select(run => run["state"]));
        Assert.DoesNotContain(Csv("scores.csv"), score => score["task"] == "cartpole" && score["rule"] == "fixpo" && score["seed"] == "20002");
    }

    [Fact]
    public void A_study_that_is_half_done_has_results_of_what_there_is()
    {
        Directory.Delete(RunFolderOf("cartpole", "fixpo", 20002), recursive: true);
        string stopped = Path.Combine(RunFolderOf("cartpole-0.9", "ppo", 20001), "metrics.jsonl");
        File.WriteAllLines(stopped, File.ReadLines(stopped).Take(3).ToArray());
        File.WriteAllText(Path.Combine(RunFolderOf("cartpole", "ppo", 20001), "config.json"), "{");
        string failed = RunFolderOf("cartpole-0.9", "fixpo", 20002);
        File.WriteAllLines(Path.Combine(failed, "metrics.jsonl"), File.ReadLines(Path.Combine(failed, "metrics.jsonl")).Take(3).ToArray());
        File.WriteAllText($"{failed}.failed.json", """{"run":"x","steps":768,"message":"it <b>broke</b>"}""");

        PageText page = Write();

        Dictionary<string, string>[] runs = Csv("runs.csv");
        Assert.Equal(["missing"], StatesOf("cartpole", "fixpo", "20002"));
        Assert.Equal(["unfinished"], StatesOf("cartpole-0.9", "ppo", "20001"));
        Assert.Equal(["damaged"], StatesOf("cartpole", "ppo", "20001"));
        Assert.Equal(["failed"], StatesOf("cartpole-0.9", "fixpo", "20002"));
        Assert.Contains("4 done, 1 failed, 1 unfinished, 1 not begun, 1 damaged", page.Root.Value, StringComparison.Ordinal);
        Assert.Contains("it <b>broke</b>", page.Section("runs").Value, StringComparison.Ordinal);
        Assert.Contains("it &lt;b&gt;broke&lt;/b&gt;", Readme(), StringComparison.Ordinal);

        IEnumerable<string> StatesOf(string task, string rule, string seed) => runs.Where(row => row["task"] == task && row["rule"] == rule && row["seed"] == seed).Select(row => row["state"]);
    }

    [Fact]
    public void A_study_without_a_run_has_a_page()
    {
        Directory.Delete(Path.Combine(_folder, "runs"), recursive: true);

        PageText page = Write();

        Assert.Contains("No run has the steps that are compared yet.", page.Section("scores").Value, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder, "results", "scores.csv")));
    }

    [Fact]
    public void What_is_published_is_the_same_each_time_and_names_no_place_of_this_machine()
    {
        string published = Path.Combine(_folder, "published"), again = Path.Combine(_folder, "again");
        StudyResults.Publish(_folder, published);
        // What another definition of the study had asked for goes; what somebody put beside it stays.
        string stale = Path.Combine(again, "figures", "kl-and-beta.svg"), own = Path.Combine(again, "figures", "own.svg");
        Directory.CreateDirectory(Path.Combine(again, "figures"));
        File.WriteAllText(stale, "");
        File.WriteAllText(own, "");
        StudyResults.Publish(_folder, again);
        Assert.True(File.Exists(own));

        string[] names = FilesOf(published);
        Assert.Contains("README.md", names);
        Assert.Contains("study.json", names);
        Assert.DoesNotContain("report.html", names);
        Assert.Equal(names.Append(Path.GetRelativePath(again, own)).Order(StringComparer.Ordinal), FilesOf(again));
        foreach (string name in names)
        {
            string text = File.ReadAllText(Path.Combine(published, name));
            Assert.Equal(text, File.ReadAllText(Path.Combine(again, name)));
            Assert.DoesNotContain(_folder, text, StringComparison.Ordinal);
        }

        // Every file that the README links to or tells of is there.
        string readme = File.ReadAllText(Path.Combine(published, "README.md"));
        foreach (Match link in Regex.Matches(readme, @"\]\(([^)]+)\)", RegexOptions.None, TimeSpan.FromSeconds(5)))
            Assert.True(File.Exists(Path.Combine(published, link.Groups[1].Value)), link.Value);
        foreach (Match file in Regex.Matches(readme, @"^- ([\w.-]+): ", RegexOptions.Multiline, TimeSpan.FromSeconds(5)))
            Assert.Contains(file.Groups[1].Value, names);
        Assert.Contains("./ratchet report studies/small --publish docs/results/small", readme, StringComparison.Ordinal);
        Assert.Equal(StudyWriter.Write(SmallStudy.Definition), File.ReadAllBytes(Path.Combine(published, "study.json")));
    }

    private static string[] FilesOf(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file)).Order(StringComparer.Ordinal)];

    [Fact]
    public void A_folder_that_holds_no_study_is_refused() =>
        Assert.Contains("holds no study", Assert.Throws<StudyException>(() => StudyResults.Write(Path.Combine(_folder, "runs"))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_share_has_wilsons_interval()
    {
        // n = 10, k = 0: high = (z²/10) / (1 + z²/10) with z² = 3.841459, which is 0.3841459 / 1.3841459 = 0.277533; k = 10 mirrors it.
        Assert.Equal((0.0, 0.277533), Round(CollapseFigure.Wilson(0, 10)));
        Assert.Equal((0.722467, 1.0), Round(CollapseFigure.Wilson(10, 10)));
        // k = 5: 0.5 ± 1.959964 √(0.025 + 3.841459/400) / 1.3841459 = 0.5 ± 0.263401.
        Assert.Equal((0.236593, 0.763407), Round(CollapseFigure.Wilson(5, 10)));

        static (double, double) Round((double Low, double High) interval) => (Math.Round(interval.Low, 6), Math.Round(interval.High, 6));
    }

    private PageText Write() => PageText.Parse(File.ReadAllText(StudyResults.Write(_folder)));

    private string Readme() => File.ReadAllText(Path.Combine(_folder, "results", "README.md"));

    private string RunFolderOf(string task, string rule, int seed) => Path.Combine(_folder, "runs", task, rule, $"{seed}");

    private JsonElement[] Lines(string task, string rule, int seed) => [.. File.ReadLines(Path.Combine(RunFolderOf(task, rule, seed), "metrics.jsonl")).Select(line => JsonDocument.Parse(line).RootElement)];

    private static bool IsIteration(JsonElement line) => !line.TryGetProperty("event", out _);

    private static double Number(JsonElement line, string name) => line.GetProperty(name).GetDouble();

    /// <summary>A table of which no field needs quotes.</summary>
    private Dictionary<string, string>[] Csv(string name)
    {
        string[][] rows = [.. File.ReadAllLines(Path.Combine(_folder, "results", name)).Select(line => line.Split(','))];
        return [.. rows[1..].Select(row => rows[0].Zip(row).ToDictionary(field => field.First, field => field.Second, StringComparer.Ordinal))];
    }
}
