using System.Text.Json;
using System.Xml.Linq;
using Ratchet.Studies.Records;
using Ratchet.Studies.Reports;
using Ratchet.Training;
using Xunit;

namespace Ratchet.Studies.Tests.Reports;

public sealed class RunReportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ratchet-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Run => Path.Combine(_folder, "run");

    [Fact]
    public void Every_number_of_the_page_is_the_one_in_the_files_of_the_run()
    {
        SmallRun.Train(Run, SmallRun.Options("fixpo"));

        PageText page = Report();

        JsonElement[] lines = [.. File.ReadLines(Path.Combine(Run, "metrics.jsonl")).Select(line => JsonDocument.Parse(line).RootElement)];
        JsonElement end = lines[^1];
        JsonElement[] iterations = [.. lines.Where(line => !line.TryGetProperty("event", out _))];
        JsonElement evaluation = lines.Last(line => line.TryGetProperty("eval/mean_reward", out _));
        Assert.Equal("finished", end.GetProperty("event").GetString());

        Assert.Equal(end.GetProperty("rollout/ep_rew_mean").GetDouble(), page.Headline("mean return of the last 100 episodes"));
        Assert.Equal(iterations.Max(line => Number(line, "rollout/ep_rew_mean")), page.Headline("greatest such mean of the run"));
        Assert.Equal(Number(evaluation, "eval/mean_reward"), page.Headline("last evaluation, actions sampled"));
        Assert.Equal(Number(evaluation, "eval/deterministic_mean_reward"), page.Headline("last evaluation, most probable actions"));
        Assert.Equal(2048, page.Headline("environment steps"));
        Assert.Equal(Number(end, "time/time_elapsed"), page.Headline("of training"));

        Assert.Equal([Number(end, "total/updates")], page.Row("Updates"));
        Assert.Equal([Number(end, "total/max_kl")], page.Row("Greatest KL at any state of a batch (nats)"));
        Assert.Equal([iterations.Max(line => Number(line, "train/approx_kl"))], page.Row("Greatest mean KL of an update (nats)"));
        Assert.Equal([Number(end, "total/next_batch_max_kl")], page.Row("Greatest KL on the next batch's states, where nothing is promised (nats)"));
        Assert.Equal([Number(end, "total/fixup_steps")], page.Row("Gradient steps of the fixup phase"));
        Assert.Equal([Number(end, "total/primary_steps")], page.Row("Gradient steps of the primary phase"));
        Assert.Equal([Number(end, "total/interpolations")], page.Row("Interpolations towards the old policy"));
        Assert.Equal([Number(end, "total/deferred_swaps")], page.Row("Updates whose normaliser statistics had to wait"));
        Assert.Equal(iterations.Average(line => Number(line, "train/share_beyond_half")), Assert.Single(page.Row("Share of states beyond ε/2, mean of all updates")), 1e-12);

        double epsilon = SmallRun.Options("fixpo").Training.Region.EpsilonKl.Greatest;
        Assert.Equal(iterations.Max(line => Number(line, "train/max_kl")) / epsilon, Assert.Single(page.Row("Greatest share of ε that an update used")), 1e-12);
        Assert.Contains("0 violations", page.Section("trust-region").Value, StringComparison.Ordinal);

        double[] seconds = [.. new[] { "environment", "inference", "update" }.Select(part => iterations.Sum(line => Number(line, $"time/{part}_seconds")))];
        double total = seconds.Sum();
        Assert.Equal([seconds[0], seconds[0] / total], page.Row("Environments"));
        Assert.Equal([seconds[1], seconds[1] / total], page.Row("Policy, sampling, bookkeeping"));
        Assert.Equal([seconds[2], seconds[2] / total], page.Row("Update"));
        Assert.Contains(end.GetProperty("hash").GetString()!, page.Section("again").Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_was_stopped_has_the_sums_of_its_lines()
    {
        SmallRun.Train(Run, SmallRun.Options("fixpo"), until: 1024);

        PageText page = Report();

        JsonElement[] iterations = [.. File.ReadLines(Path.Combine(Run, "metrics.jsonl")).Select(line => JsonDocument.Parse(line).RootElement).Where(line => !line.TryGetProperty("event", out _))];
        Assert.Equal(4, iterations.Length);
        Assert.Equal([4.0], page.Row("Updates"));
        Assert.Equal([iterations.Sum(line => Number(line, "train/fixup_steps"))], page.Row("Gradient steps of the fixup phase"));
        Assert.Equal([iterations.Max(line => Number(line, "train/max_kl"))], page.Row("Greatest KL at any state of a batch (nats)"));
        Assert.Contains("Not finished: 1,024 steps of 2,048.", page.Root.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_has_only_begun_has_a_page()
    {
        SmallRun.Train(Run, SmallRun.Options("ppo"), until: 256);
        File.WriteAllText(Path.Combine(Run, "metrics.jsonl"), "");

        PageText page = Report();

        Assert.Contains("There was no update yet.", page.Section("trust-region").Value, StringComparison.Ordinal);
        Assert.Contains("No iteration is done yet.", page.Section("time").Value, StringComparison.Ordinal);
    }

    /// <summary>The KL of the fourth update is made 0.75 by hand: with ε = 0.5 that is 1.5 times the bound.</summary>
    [Fact]
    public void A_broken_promise_is_said()
    {
        SmallRun.Train(Run, SmallRun.Options("fixpo", "epsilon-kl=0.5"), until: 1024);
        string file = Path.Combine(Run, "metrics.jsonl");
        string[] lines = File.ReadAllLines(file);
        int last = Array.FindLastIndex(lines, line => line.Contains("train/max_kl", StringComparison.Ordinal));
        double kl = Number(JsonDocument.Parse(lines[last]).RootElement, "train/max_kl");
        string text = JsonDocument.Parse(lines[last]).RootElement.GetProperty("train/max_kl").GetRawText();
        Assert.True(kl < 0.5);
        lines[last] = lines[last].Replace($"\"train/max_kl\":{text}", "\"train/max_kl\":0.75", StringComparison.Ordinal).Replace("\"train/violations\":0", "\"train/violations\":1", StringComparison.Ordinal);
        File.WriteAllText(file, string.Join('\n', lines) + '\n');

        PageText page = Report();

        Assert.Contains("1 violation in 4 updates", page.Section("trust-region").Value, StringComparison.Ordinal);
        Assert.Equal([1.5], page.Row("Greatest share of ε that an update used"));
    }

    [Theory]
    [InlineData("fixpo")]
    [InlineData("trpo")]
    [InlineData("ppo")]
    public void The_command_of_the_page_gives_the_settings_of_the_run(string rule)
    {
        RunOptions options = Settings.Apply(
            SmallRun.Options(rule), [.. rule == "ppo" ? ["drift=relu((r-1)*A - 2*tanh((r-1)*A/2))", "learning-rate=linear(0.001, 0)"] : Array.Empty<string>(), "seed=20003", "discount=0.98", "wrap=sticky-actions=0.25"]);

        string[] words = Words(ShellCommand.Train(options, "runs/again"));

        Assert.Equal(["./ratchet", "train", "cartpole", "--rule", rule, "--seed", "20003", "--steps", "2048"], words[..9]);
        Assert.Equal(["--out", "runs/again"], words[^2..]);
        string[] assignments = [.. words[5..^2].Chunk(2).Select(pair => pair[0] == "--set" ? pair[1] : $"{pair[0][2..]}={pair[1]}")];
        RunOptions again = Settings.Apply(Presets.For("cartpole", rule), assignments);
        foreach (Setting setting in Settings.All)
            Assert.Equal(setting.Read(options), setting.Read(again));
    }

    [Fact]
    public void Hostile_text_in_a_run_comes_out_as_text()
    {
        const string Hostile = "<script>alert('1')</script>\"&";
        SmallRun.Train(Run, SmallRun.Options("ppo"), until: 512);
        string file = Path.Combine(Run, "config.json");
        File.WriteAllText(file, File.ReadAllText(file)
            .Replace("\"system\":", $"\"{JsonEncodedText.Encode(Hostile)}\": \"x\", \"system\":", StringComparison.Ordinal)
            .Replace("\"environment\": \"cartpole\"", $"\"environment\": \"{JsonEncodedText.Encode(Hostile)}\"", StringComparison.Ordinal)
            .Replace("\"python\": \"python3\"", $"\"python\": \"{JsonEncodedText.Encode(Hostile)}\"", StringComparison.Ordinal));

        PageText page = Report();

        Assert.DoesNotContain("<script", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal($"ppo on {Hostile}, seed 1", page.Root.Element("head")!.Element("title")!.Value);
        Assert.Contains(page.Section("machine").Descendants("th"), cell => cell.Value == Hostile);
        Assert.Contains(page.Section("settings").Descendants("td"), cell => cell.Value == Hostile);
        // In single quotes a shell takes every letter for itself, but for the quote, which stands outside of them.
        Assert.Contains("'<script>alert('\\''1'\\'')</script>\"&'", page.Section("again").Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_is_written_where_it_is_asked_for_and_equal_pages_are_equal_files()
    {
        SmallRun.Train(Run, SmallRun.Options("ppo"), until: 512);
        string other = Path.Combine(_folder, "pages", "a.html");

        Assert.Equal(Path.Combine(Run, "report.html"), RunReport.Write(Run));
        Assert.Equal(other, RunReport.Write(Run, other));
        Assert.Equal(File.ReadAllBytes(Path.Combine(Run, "report.html")), File.ReadAllBytes(other));
    }

    private PageText Report() => PageText.Parse(RunReport.ToHtml(RunRecord.Read(Run)));

    private static double Number(JsonElement line, string name) => line.GetProperty(name) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : double.NaN;

    /// <summary>Words as a POSIX shell splits them, of which the command uses single quotes alone.</summary>
    private static string[] Words(string command)
    {
        List<string> words = [""];
        bool isQuoted = false;
        foreach (char letter in command)
            if (letter == '\'')
                isQuoted = !isQuoted;
            else if (letter == ' ' && !isQuoted)
                words.Add("");
            else
                words[^1] += letter;
        return [.. words];
    }
}
