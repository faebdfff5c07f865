using Ratchet.Studies.Comparisons;
using Ratchet.Studies.Figures;
using Ratchet.Studies.Plotting;
using Ratchet.Studies.Records;
using Xunit;

namespace Ratchet.Studies.Tests.Figures;

/// <summary>What figures show of comparisons and runs.</summary>
public sealed class FigureDataTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"ratchet-{Guid.NewGuid():N}");

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Five_seeds_have_a_mean_with_a_band_and_four_are_single_runs()
    {
        LineSeries five = FirstLine(ComparisonFigures.LearningCurves(ExampleData.Comparison(5, "a", "b")));
        Assert.Empty(five.Runs);
        Assert.Equal(five.X.Count, five.Low.Count);

        LineSeries four = FirstLine(ComparisonFigures.LearningCurves(ExampleData.Comparison(4, "a", "b")));
        Assert.Equal(4, four.Runs.Count);
        Assert.Empty(four.Y);
        Assert.Empty(four.Low);
    }

    [Fact]
    public void Below_five_seeds_the_scores_are_single_runs_about_their_mean()
    {
        Bar five = FirstBar(ExampleData.Comparison(5, "a", "b"));
        Assert.Empty(five.Runs);
        Assert.True(five.Low < five.High);

        Comparison comparison = ExampleData.Comparison(4, "a", "b");
        Bar four = FirstBar(comparison);
        Assert.True(double.IsNaN(four.Low));
        Assert.Equal(comparison.Cells[0].Scores.Select(score => score.Score), four.Runs);
        Assert.Equal(four.Runs.Average(), four.Value, 1e-9);

        static Bar FirstBar(Comparison comparison) => ((BarPanel)ComparisonFigures.Scores(comparison).Panels[0]).Groups[0].Bars[0];
    }

    [Fact]
    public void A_rule_looks_the_same_in_all_figures()
    {
        Comparison comparison = ExampleData.Comparison(5, "a", "b", "c");
        var styles = ComparisonFigures.LearningCurves(comparison).Panels.Cast<LinePanel>().SelectMany(panel => panel.Lines).Select(line => (line.Label, line.Style))
            .Concat(((LinePanel)ComparisonFigures.PerformanceProfiles(comparison)!.Panels[0]).Lines.Select(line => (line.Label, line.Style)))
            .Concat(ComparisonFigures.Aggregates(comparison)!.Panels.Cast<BarPanel>().SelectMany(panel => panel.Groups).Select(group => (group.Label, group.Bars[0].Style)));
        Assert.Equal([("a", 0), ("b", 1), ("c", 2)], styles.Distinct().Order());
    }

    [Fact]
    public void Every_figure_says_which_seeds_it_is_of()
    {
        Comparison comparison = ExampleData.Comparison(5, "a", "b");
        Figure?[] figures =
        [
            ComparisonFigures.LearningCurves(comparison), ComparisonFigures.Scores(comparison), ComparisonFigures.Aggregates(comparison),
            ComparisonFigures.PerformanceProfiles(comparison), ComparisonFigures.SampleEfficiency(comparison), ComparisonFigures.ProbabilitiesOfImprovement(comparison),
        ];
        Assert.All(figures, figure => Assert.Contains(comparison.Stamp.TrimEnd('.'), figure!.Note, StringComparison.Ordinal));
    }

    [Fact]
    public void From_seven_rules_on_the_probabilities_of_improvement_are_a_matrix_whose_halves_complete_each_other()
    {
        Assert.IsType<BarPanel>(ComparisonFigures.ProbabilitiesOfImprovement(ExampleData.Comparison(2, "a", "b", "c", "d", "e", "f"))!.Panels[0]);

        Comparison comparison = ExampleData.Comparison(5, "a", "b", "c", "d", "e", "f", "g");
        var matrix = Assert.IsType<MatrixPanel>(ComparisonFigures.ProbabilitiesOfImprovement(comparison)!.Panels[0]);
        int count = comparison.Rules.Count;
        Assert.Equal(comparison.Rules.Order(StringComparer.Ordinal), matrix.Names.Order(StringComparer.Ordinal));
        Assert.Equal(comparison.Pairs.Count * 2, matrix.Cells.Count(cell => !double.IsNaN(cell.Value)));
        foreach (RulePair pair in comparison.Pairs)
        {
            int first = Array.IndexOf([.. matrix.Names], pair.First), second = Array.IndexOf([.. matrix.Names], pair.Second);
            MatrixCell cell = matrix.Cells[(first * count) + second];
            Assert.Equal(pair.Improvement.Value, cell.Value);
            Assert.Equal(1 - pair.Improvement.Value, matrix.Cells[(second * count) + first].Value);
            Assert.Equal(pair.Improvement.Interval is { } interval && (interval.Low > 0.5 || interval.High < 0.5), cell.IsStressed);
        }

        double[] means = [.. matrix.Cells.Chunk(count).Select(row => row.Where(cell => !double.IsNaN(cell.Value)).Average(cell => cell.Value))];
        Assert.Equal(means.OrderDescending(), means);
    }

    [Fact]
    public void The_bound_stands_in_the_panel_of_the_KL()
    {
        LinePanel panel = RunFigures.KlAndBeta(Run()).Panels.Cast<LinePanel>().First();
        Assert.Equal(new ReferenceLine(0.5, "ε = 0.5"), Assert.Single(panel.Across));
        Assert.Equal(AxisScale.Log, panel.Y.Scale);
    }

    // 200 updates of 0.3, 0.06 and 0.19 seconds.
    [Fact]
    public void The_time_of_a_run_is_the_sum_of_its_updates()
    {
        StackPanel timing = RunFigures.Timing(Run())!;
        Assert.Equal(["environment", "inference", "update"], timing.Parts);
        Assert.Equal([60, 12, 38], timing.Rows[0].Parts.Select(part => Math.Round(part, 6)));
    }

    [Fact]
    public void A_number_that_a_run_does_not_have_leaves_no_panel()
    {
        RunRecord run = Run(lines: "{\"time/total_timesteps\":100,\"train/max_kl\":0.1,\"train/beta\":0}\n{\"time/total_timesteps\":200,\"train/max_kl\":0.2,\"train/beta\":0}\n");
        Assert.Equal(["KL of an update"], RunFigures.Page(run).Panels.Select(panel => panel.Title));
    }

    // 200 updates in 100 points: two in each. The mean of KLs would hide the one that breaks the bound.
    [Fact]
    public void A_point_of_the_greatest_KL_is_the_greatest_of_its_updates()
    {
        RunRecord run = Run();
        double[] kl = run.Iterations[MetricNames.MaxKl].ToArray(), entropy = run.Iterations[MetricNames.Entropy].ToArray();
        RunGroup[] groups = [new("task", "rule", [run])];

        Assert.Equal(kl.Chunk(2).Select(pair => pair.Max()), FirstLine(MetricFigures.MaxKl(groups)).Runs[0].Y);
        Assert.Equal(entropy.Chunk(2).Select(pair => pair.Average()), FirstLine(MetricFigures.Entropy(groups)).Runs[0].Y);
    }

    // 4 updates end at 25, 50, 75 and 100 % of the steps; after the last one of a shorter run there is nothing.
    [Fact]
    public void Updates_longer_than_a_point_hold_for_the_steps_they_took()
    {
        RunRecord whole = Run(updates: 4), half = Run(lines: string.Join('\n', File.ReadLines(Path.Combine(whole.Path, "metrics.jsonl")).Take(2)) + "\n");
        LinePanel panel = (LinePanel)MetricFigures.Entropy([new("task", "rule", [whole, half])]).Panels[0];
        double[] entropy = whole.Iterations[MetricNames.Entropy].ToArray();

        Assert.Equal([entropy[0], entropy[1], entropy[1], entropy[2], entropy[3]], new[] { 24, 25, 49, 50, 99 }.Select(point => panel.Lines[0].Runs[0].Y[point]));
        Assert.True(double.IsNaN(panel.Lines[0].Runs[1].Y[50]));
    }

    [Fact]
    public void A_rule_without_a_penalty_has_no_curve_of_beta()
    {
        RunRecord without = Run(rule: "ppo", lines: "{\"time/total_timesteps\":100,\"train/max_kl\":0.1,\"train/beta\":0}\n");
        Figure figure = MetricFigures.KlAndBeta([new("task", "ppo", [without]), new("task", "fixpo", [Run()])], 0.5);

        // Second among all rules, as in every other figure of them.
        Assert.Equal([("fixpo", 1), ("fixpo", 1)], figure.Panels.Cast<LinePanel>().SelectMany(panel => panel.Lines).Select(line => (line.Label, line.Style)));
        Assert.Empty(MetricFigures.KlAndBeta([new("task", "ppo", [without])]).Panels);
    }

    // No fixup at all is a result of FixPO; PPO has no such phase.
    [Fact]
    public void A_rule_with_a_fixup_phase_that_needs_none_shows_its_zeros()
    {
        const string Lines = "{\"time/total_timesteps\":100,\"train/fixup_steps\":0}\n{\"time/total_timesteps\":200,\"train/fixup_steps\":0}\n";
        LinePanel panel = (LinePanel)Assert.Single(MetricFigures.FixupSteps([new("task", "ppo", [Run(rule: "ppo", lines: Lines)]), new("task", "fixpo", [Run(lines: Lines)])]).Panels);
        Assert.Equal("fixpo", Assert.Single(panel.Lines).Label);
        Assert.All(panel.Lines[0].Runs[0].Y, steps => Assert.Equal(0, steps));
    }

    // The first rule has no runs whose metrics can be drawn; in the learning curves the second is the second too.
    [Fact]
    public void A_rule_keeps_the_colour_that_it_has_in_the_other_figures()
    {
        Comparison comparison = ExampleData.Comparison(1, "a", "b");
        Figure figure = MetricFigures.Entropy([new("task", "b", [Run()]) { Style = ComparisonFigures.StyleOf(comparison, "b") }]);

        Assert.Equal(1, Assert.Single(((LinePanel)Assert.Single(figure.Panels)).Lines).Style);
    }

    [Fact]
    public void A_search_shows_one_point_a_trial_and_a_fit_where_there_are_enough()
    {
        ScatterPanel many = (ScatterPanel)Sensitivity.Of("learning-rate", ExampleData.Trials(24)).Panels[0], few = (ScatterPanel)Sensitivity.Of("learning-rate", ExampleData.Trials(5)).Panels[0];
        Assert.Equal(24, many.Points[0].X.Count);
        Assert.Single(many.Fits);
        Assert.Equal(5, few.Points[0].X.Count);
        Assert.Empty(few.Fits);
    }

    private RunRecord Run(int updates = 200, string? lines = null, string rule = "fixpo")
    {
        string folder = Path.Combine(_folder, Guid.NewGuid().ToString("N"));
        ExampleData.WriteRun(folder, updates: updates, rule: rule);
        if (lines is not null)
            File.WriteAllText(Path.Combine(folder, "metrics.jsonl"), lines);
        return RunRecord.Read(folder);
    }

    private static LineSeries FirstLine(Figure figure) => ((LinePanel)figure.Panels[0]).Lines[0];
}
