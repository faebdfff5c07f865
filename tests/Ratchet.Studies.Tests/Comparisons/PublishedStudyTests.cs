using Ratchet.Studies.Comparisons;
using Ratchet.Studies.Definitions;
using Ratchet.Studies.Reports;
using Ratchet.Studies.Tests.Reports;
using Ratchet.Training.Runs;
using Xunit;

namespace Ratchet.Studies.Tests.Comparisons;

public sealed class PublishedStudyTests(SmallStudy study) : IClassFixture<SmallStudy>, IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("ratchet-test-").FullName;

    private string Published => Path.Combine(_root, "published");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData(ScoreSource.Training, ScoreSummary.Final)]
    [InlineData(ScoreSource.Training, ScoreSummary.Best)]
    [InlineData(ScoreSource.Training, ScoreSummary.Area)]
    [InlineData(ScoreSource.Sampled, ScoreSummary.Final)]
    [InlineData(ScoreSource.Deterministic, ScoreSummary.Best)]
    public void Published_tables_compare_as_the_runs_that_they_are_of(ScoreSource source, ScoreSummary summary)
    {
        StudyResults.Publish(study.Folder, Published);
        Comparison ofRuns = Compare(study.Folder), ofTables = Compare(Published);

        Assert.Empty(ofTables.Warnings);
        Assert.Equal((ofRuns.Stamp, ofRuns.Steps), (ofTables.Stamp, ofTables.Steps));
        Assert.Equal(ofRuns.Notes, ofTables.Notes);
        Assert.Equal(ofRuns.Stamps.Select(stamp => stamp.ToString()), ofTables.Stamps.Select(stamp => stamp.ToString()));
        SeedScore[] expected = Scores(ofRuns), found = Scores(ofTables);
        Assert.Equal(8, expected.Length);
        Assert.Equal(expected.Select(score => (score.Run.Task, score.Run.Rule, score.Run.Seed, score.State)), found.Select(score => (score.Run.Task, score.Run.Rule, score.Run.Seed, score.State)));
        // Scores of training have all digits, evaluation points six.
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First.Score, pair.Second.Score, source == ScoreSource.Training ? 0 : 1e-5 * pair.First.Score));

        Comparison Compare(string folder) => Comparison.OfFolders([folder], options => options with { Source = source, Summary = summary });
    }

    [Fact]
    public void They_compare_at_equal_time_too()
    {
        StudyResults.Publish(study.Folder, Published);
        Comparison ofRuns = Compare(study.Folder), ofTables = Compare(Published);

        Assert.All(ofRuns.Tasks, task => Assert.Equal(ofRuns.Seconds[task], ofTables.Seconds[task], 1e-5 * ofRuns.Seconds[task]));
        Assert.All(Scores(ofRuns).Zip(Scores(ofTables)), pair => Assert.Equal(pair.First.Score, pair.Second.Score, 1e-3 * pair.First.Score));

        static Comparison Compare(string folder) => Comparison.OfFolders([folder], options => options with { Clock = ComparisonClock.Time });
    }

    [Fact]
    public void A_run_of_ones_own_stands_beside_them()
    {
        StudyResults.Publish(study.Folder, Published);
        string own = Path.Combine(_root, "own", "runs", "cartpole", "mine", "20001");
        SmallRun.Train(own, SmallStudy.Definition.OptionsOf(SmallStudy.Definition.Tasks[0], SmallStudy.Definition.Rules[1], 20_001));

        Comparison comparison = Comparison.OfFolders([_root], options => options with { Baseline = "ppo" });

        Assert.Equal(["fixpo", "mine", "ppo"], comparison.Rules);
        Assert.Equal(Score("ppo"), Score("mine"));

        double Score(string rule) => comparison.Find("cartpole", rule)!.Scores[0].Score;
    }

    [Fact]
    public void Beside_a_studys_own_runs_they_count_only_where_they_are_named()
    {
        string copy = study.Copy();
        try
        {
            StudyResults.Write(copy);
            FoundRuns found = RunFinder.Find([copy]);
            Assert.Equal((8, 0), (found.Runs.Count, found.Published.Count));
            found = RunFinder.Find([Path.Combine(copy, "results"), Path.Combine(copy, "results/")]);
            Assert.Equal((0, 1), (found.Runs.Count, found.Published.Count));
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    [Theory]
    [InlineData("runs.csv", "training_final", "final", "has no column training_final")]
    [InlineData("runs.csv", "cartpole,ppo,20002", "cartpole,ppo,many", "line 5: seed is 'many'; it must be a whole number")]
    [InlineData("runs.csv", "cartpole,ppo,20002", "cartpole,pop,20002", "line 5: rule is 'pop'; it must be a rule of the study")]
    [InlineData("runs.csv", "cartpole,ppo,20002", "cartpole,ppo", "line 5, has 22 fields; its header has 23")]
    [InlineData("seed-curves.csv", "cartpole,fixpo,20001,256,", "cartpole,fixpo,20001,256,x", "line 2: return is 'x")]
    public void A_damaged_table_is_told_by_file_line_and_column(string file, string text, string instead, string message)
    {
        StudyResults.Publish(study.Folder, Published);
        string path = Path.Combine(Published, file), content = File.ReadAllText(path);
        Assert.Contains(text, content, StringComparison.Ordinal);
        int place = content.IndexOf(text, StringComparison.Ordinal);
        File.WriteAllText(path, content[..place] + instead + content[(place + text.Length)..]);

        RunException error = Assert.Throws<RunException>(() => Comparison.OfFolders([Published]));

        Assert.Contains(file, error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_that_is_cut_off_is_refused()
    {
        StudyResults.Publish(study.Folder, Published);
        string path = Path.Combine(Published, "seed-curves.csv");
        File.WriteAllText(path, File.ReadAllText(path)[..^3]);
        Assert.Contains("cut off", Assert.Throws<RunException>(() => Comparison.OfFolders([Published])).Message, StringComparison.Ordinal);
    }

    /// <summary>The first tables that were published.</summary>
    [Fact]
    public void Tables_without_a_clock_compare_at_equal_steps_only()
    {
        StudyResults.Publish(study.Folder, Published);
        string path = Path.Combine(Published, "seed-curves.csv");
        File.WriteAllLines(path, [.. File.ReadLines(path).Select(line => line[..line.LastIndexOf(',')])]);
        Assert.Equal(8, Scores(Comparison.OfFolders([Published])).Length);
        Assert.Contains("does not tell its time", Assert.Throws<RunException>(() => Comparison.OfFolders([Published], options => options with { Clock = ComparisonClock.Time })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fields_come_back_as_they_were_written()
    {
        string[][] rows = [["task", "problem"], ["a", "it said \"no\", twice\nand stopped"], ["b", ""], ["", "-1.5"]];
        Assert.Equal(rows, Csv.Read(Csv.Write(rows[0], rows[1..])));
    }

    private static SeedScore[] Scores(Comparison comparison) => [.. comparison.Cells.SelectMany(cell => cell.Scores)];
}
