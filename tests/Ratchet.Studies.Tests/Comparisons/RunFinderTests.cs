using Ratchet.Studies.Comparisons;
using Ratchet.Studies.Definitions;
using Ratchet.Training.Runs;
using Xunit;

namespace Ratchet.Studies.Tests.Comparisons;

public sealed class RunFinderTests : IDisposable
{
    private readonly RunFolders _folders = new();

    public void Dispose() => _folders.Dispose();

    [Fact]
    public void Runs_are_found_at_any_depth_and_once()
    {
        string run = _folders.Add("a/b/c/d", 1, [1]);
        _folders.Add("e", 2, [2]);
        Assert.Equal(2, RunFinder.Find([_folders.Root, run, $"{run}/", _folders.At("a/b")]).Runs.Count);
        Assert.Single(RunFinder.Find([run]).Runs);
    }

    [Fact]
    public void The_layout_of_a_study_gives_the_names_wherever_the_search_began()
    {
        _folders.Add("s/runs/swing-up/ours/20001", 20_001, [1, 2]);
        _folders.Add("s/runs/swing-up/theirs/20001", 20_001, [3, 4]);
        foreach (string from in new[] { "", "s", "s/runs", "s/runs/swing-up", "s/runs/swing-up/ours/20001" })
        {
            Comparison comparison = Comparison.OfFolders([_folders.At(from)]);
            Assert.Equal(("swing-up", "ours"), (comparison.Tasks[0], comparison.Rules[0]));
        }
    }

    [Fact]
    public void The_definition_of_a_study_gives_order_score_steps_references_and_tuning()
    {
        foreach (string rule in new[] { "a", "b" })
            foreach (ulong seed in new[] { 20_001UL, 20_002UL })
                _folders.Add($"s/runs/pole/{rule}/{seed}", seed, [1, 5, 2, 9]);
        File.WriteAllText(_folders.At("s/study.json"), """
            {
              "name": "s", "tasks": [{"name": "pole", "environment": "cartpole", "reference": {"random": 1, "reference": 3, "source": "by hand"}}],
              "rules": [{"name": "b", "rule": "ppo", "tuning": {"trials": 12, "tasks": ["pole"], "seeds": "101-102"}}, {"name": "a", "rule": "ppo"}],
              "seeds": "20001-20002", "purpose": "test", "steps": 400, "until": 300, "score": {"source": "training", "summary": "best"}
            }
            """);
        Comparison comparison = Comparison.OfFolders([_folders.At("s/runs")]);
        Assert.Empty(comparison.Warnings);
        Assert.Equal(["b", "a"], comparison.Rules);
        Assert.Equal((300, 5.0), (comparison.Steps, comparison.Cells[0].Mean.Value));
        Assert.Equal(2, comparison.Aggregates[0].Mean.Value, 12);
        Assert.Equal(["12 trials on pole, seeds 101-102", null], comparison.Stamps.Select(stamp => stamp.Tuning));
    }

    [Fact]
    public void A_damaged_definition_is_a_warning_and_the_folders_give_the_names()
    {
        _folders.Add("s/runs/pole/a/20001", 20_001, [1]);
        File.WriteAllText(_folders.At("s/study.json"), "{\"name\": 7}");
        Comparison comparison = Comparison.OfFolders([_folders.Root]);
        Assert.Equal("pole", comparison.Tasks.Single());
        Assert.Single(comparison.Warnings);
    }

    [Fact]
    public void Elsewhere_the_environment_and_the_rule_give_the_names_with_the_settings_that_tell_them_apart()
    {
        _folders.Add("one", 1, [1]);
        _folders.Add("two", 2, [1], "clip-range=0.1");
        _folders.Add("three", 1, [1], "clip-range=0.1", "discount=0.9");
        Comparison comparison = Comparison.OfFolders([_folders.Root]);
        Assert.Equal(["cartpole"], comparison.Tasks);
        Assert.Equal(["ppo", "ppo clip-range=0.1", "ppo discount=0.9 clip-range=0.1"], comparison.Rules.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_source_reads_its_own_numbers()
    {
        _folders.Add("one", 20_001, [1, 2, 3]);
        Assert.Equal([3, 7, 8], new[] { ScoreSource.Training, ScoreSource.Sampled, ScoreSource.Deterministic }
            .Select(source => Comparison.OfFolders([_folders.Root], options => options with { Source = source }).Cells.Single().Mean.Value));
    }

    [Fact]
    public void A_run_that_cannot_be_read_is_one_warning_and_the_others_count()
    {
        _folders.Add("good", 20_001, [1]);
        _folders.Add("config", 20_002, [1]);
        File.WriteAllText(_folders.At("config/config.json"), "{\"environment\": 7");
        _folders.Add("metrics", 20_003, [1]);
        File.WriteAllText(_folders.At("metrics/metrics.jsonl"), "{\"a\":1}\n<html>\n");
        _folders.Add("folder", 20_004, [1]);
        File.Delete(_folders.At("folder/metrics.jsonl"));
        Directory.CreateDirectory(_folders.At("folder/metrics.jsonl"));
        _folders.Add("huge", 20_005, [1]);
        File.WriteAllText(_folders.At("huge/config.json"), new string(' ', 2 << 20));

        Comparison comparison = Comparison.OfFolders([_folders.Root]);
        Assert.Equal(20_001UL, comparison.Cells.Single().Scores.Single().Seed);
        // A folder in the place of the metrics is a run without any: a note.
        Assert.Equal(3, comparison.Warnings.Count);
        Assert.Contains(comparison.Notes, note => note.StartsWith("1 run has no returns", StringComparison.Ordinal));
    }

    [Fact]
    public void A_link_is_not_followed()
    {
        _folders.Add("one", 1, [1]);
        Directory.CreateSymbolicLink(_folders.At("loop"), _folders.Root);
        Assert.Single(RunFinder.Find([_folders.Root]).Runs);
    }

    [Fact]
    public void What_is_not_there_or_holds_no_run_is_one_error()
    {
        Assert.Contains("no folder", Assert.Throws<RunException>(() => RunFinder.Find([_folders.At("missing")])).Message, StringComparison.Ordinal);
        Assert.Contains("no run", Assert.Throws<RunException>(() => RunFinder.Find([_folders.Root])).Message, StringComparison.Ordinal);
        File.WriteAllText(_folders.At("file"), "");
        Assert.Contains("is a file", Assert.Throws<RunException>(() => RunFinder.Find([_folders.At("file")])).Message, StringComparison.Ordinal);
        _folders.Add("bad", 1, [1]);
        File.WriteAllText(_folders.At("bad/config.json"), "");
        Assert.Throws<RunException>(() => Comparison.OfFolders([_folders.Root]));
    }

    [Theory]
    [InlineData("failure.safetensors")]
    [InlineData("../2.failed.json")]
    public void A_run_that_failed_counts_with_its_last_score(string mark)
    {
        _folders.Add("s/runs/a/x/1", 1, [1, 1, 1, 1]);
        _folders.Add("s/runs/a/x/2", 2, [5, 3]);
        File.WriteAllText(Path.Combine(_folders.At("s/runs/a/x/2"), mark), "");
        Comparison comparison = Comparison.OfFolders([_folders.Root]);
        Assert.Equal(400, comparison.Steps);
        Assert.Equal([(RunState.Complete, 1.0), (RunState.Failed, 3.0)], comparison.Cells.Single().Scores.Select(score => (score.State, score.Score)));
    }

    [Fact]
    public void A_run_that_went_on_after_its_failure_and_finished_has_not_failed()
    {
        string run = _folders.Add("a", 1, [1, 2]);
        File.WriteAllText(Path.Combine(run, "failure.safetensors"), "");
        File.AppendAllText(Path.Combine(run, "metrics.jsonl"), "{\"event\":\"finished\",\"time/total_timesteps\":200,\"hash\":\"00\"}\n");
        _folders.Add("b", 2, [1, 2, 3, 4]);
        Assert.Equal(200, Comparison.OfFolders([_folders.Root]).Steps);
    }

    [Fact]
    public void Names_that_a_terminal_or_a_page_would_obey_are_shown_and_not_obeyed()
    {
        if (OperatingSystem.IsWindows())
            return;
        _folders.Add("s/runs/a\u001b[31m|<b>\nx/=cmd(),\"'/20001", 20_001, [1]);
        Comparison comparison = Comparison.OfFolders([_folders.Root]);
        Assert.DoesNotContain('\u001b', comparison.Tasks[0]);
        string markdown = ComparisonMarkdown.Write(ComparisonTables.Scores(comparison));
        Assert.Contains("\\|\\<b\\>", markdown, StringComparison.Ordinal);
        Assert.Equal(3, markdown.Split('\n').Count(line => line.StartsWith('|')));
        using var csv = new StringWriter();
        ComparisonCsv.WriteScores(comparison, csv);
        Assert.Contains(",\"'=cmd(),\"\"'\",20001,test,complete,training,final,", csv.ToString(), StringComparison.Ordinal);
    }
}
