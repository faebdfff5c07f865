using Ratchet.Numerics;
using Ratchet.Studies.Comparisons;
using Ratchet.Studies.Definitions;
using Ratchet.Studies.Statistics;
using Ratchet.Training.Runs;
using Xunit;

namespace Ratchet.Studies.Tests.Comparisons;

public sealed class ComparisonTests
{
    private static readonly double[] Low = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], High = [101, 102, 103, 104, 105, 106, 107, 108, 109, 110];

    /// <summary>Mean of 2, 4 and 9 is 5; deviation √((9 + 1 + 16) / 2).</summary>
    [Fact]
    public void A_cell_has_the_mean_and_the_deviation_of_its_seeds()
    {
        ComparisonCell cell = Compare(Runs.Cell("a", "x", 2, 4, 9)).Cells.Single();
        Assert.Equal((5, Math.Sqrt(13)), (cell.Mean.Value, cell.Deviation));
        Assert.Equal([20_001UL, 20_002UL, 20_003UL], cell.Scores.Select(score => score.Seed));
    }

    [Fact]
    public void Below_five_seeds_there_are_no_intervals_and_no_tests()
    {
        Comparison few = Compare([.. Runs.Cell("a", "x", 1, 2, 3, 4), .. Runs.Cell("a", "y", 5, 6, 7, 8)]), enough = Compare([.. Runs.Cell("a", "x", 1, 2, 3, 4, 5), .. Runs.Cell("a", "y", 5, 6, 7, 8, 9)]);
        Assert.All(few.Cells, cell => Assert.True(cell.Mean.Interval is null && cell.Curve.Low is null));
        Assert.Equal((null, null), (few.Pairs[0].Improvement.Interval, few.Pairs[0].P));
        Assert.All(enough.Cells, cell => Assert.True(cell.Mean.Interval is not null && cell.Curve.Low is not null));
        Assert.NotNull(enough.Pairs[0].Improvement.Interval);
        Assert.Equal(2 / 32.0, enough.Pairs[0].P);
        Assert.Contains(few.Notes, note => note.Contains("no intervals", StringComparison.Ordinal));
    }

    /// <summary>On a, x is always above y; on its variant b always below. Where b does not count, P(x > y) is 1, not 1/2, and the aggregates are those of a.</summary>
    [Fact]
    public void A_variant_of_a_task_counts_neither_in_aggregates_nor_in_pairs()
    {
        ComparedRun[] runs = [.. Runs.Cell("a", "x", High), .. Runs.Cell("a", "y", Low), .. Runs.Cell("b", "x", Low), .. Runs.Cell("b", "y", High)];
        var options = new ComparisonOptions { References = Named(("a", 0, 100), ("b", 0, 100)) };
        Comparison both = Compare(runs, options), one = Compare(runs, options with { NotAggregated = ["b"] });
        Assert.Equal((0.5, 1.0), (both.Pairs[0].Improvement.Value, one.Pairs[0].Improvement.Value));
        Assert.Equal(["a", "b"], both.AggregatedTasks);
        Assert.Equal(["a"], one.AggregatedTasks);
        Assert.Equal(Compare(runs.Take(20), options).Aggregates[0].Mean.Value, one.Aggregates[0].Mean.Value);
        Assert.Equal(4, one.Cells.Count);
        Assert.Contains(one.Notes, note => note.StartsWith("b: by itself", StringComparison.Ordinal));
    }

    [Fact]
    public void A_claim_takes_ten_seeds()
    {
        Assert.All(ComparisonTables.Of(Compare(Runs.Cell("a", "x", [.. Low.Skip(1)]))).Where(table => table.Stamp.Length > 0), table => Assert.Contains("no claim", table.Stamp, StringComparison.Ordinal));
        Assert.DoesNotContain("no claim", ComparisonTables.Scores(Compare(Runs.Cell("a", "x", Low))).Stamp, StringComparison.Ordinal);
    }

    /// <summary>The intervals of x and y overlap far above that of z; on the other task all three overlap, which tells nothing.</summary>
    [Fact]
    public void Marked_are_the_best_and_those_whose_interval_overlaps_unless_that_is_all()
    {
        Comparison comparison = Compare(
        [
            .. Runs.Cell("a", "x", High), .. Runs.Cell("a", "y", [.. High.Reverse()]), .. Runs.Cell("a", "z", Low),
            .. Runs.Cell("b", "x", Low), .. Runs.Cell("b", "y", Low), .. Runs.Cell("b", "z", Low),
        ]);
        Assert.Equal([("a", "x"), ("a", "y")], comparison.Cells.Where(cell => cell.IsBest).Select(cell => (cell.Task, cell.Rule)));
    }

    /// <summary>On a, y has two seeds and no interval: that x alone has one makes it no winner. On b, where z has an interval apart, x is set off from z.</summary>
    [Fact]
    public void Nothing_is_set_off_from_cells_without_an_interval_alone()
    {
        Comparison comparison = Compare(
        [
            .. Runs.Cell("a", "x", High), .. Runs.Cell("a", "y", 0, 1),
            .. Runs.Cell("b", "x", High), .. Runs.Cell("b", "y", 0, 1), .. Runs.Cell("b", "z", Low),
        ]);
        Assert.Equal([("b", "x")], comparison.Cells.Where(cell => cell.IsBest).Select(cell => (cell.Task, cell.Rule)));
    }

    /// <summary>Random 10, reference 30: 10 → 0, 30 → 1, 50 → 2. Adding a constant to every reward changes nothing, a bare ratio would.</summary>
    [Fact]
    public void Scores_are_normalised_between_random_and_reference()
    {
        ComparedRun[] runs = [.. Runs.Cell("a", "x", 10, 30, 50)];
        RuleAggregate aggregate = Compare(runs, new ComparisonOptions { References = Named(("a", 10, 30)) }).Aggregates.Single();
        Assert.Equal(1, aggregate.Mean.Value, 12);
        Assert.Equal(1 / 3.0, aggregate.OptimalityGap.Value, 12);
        RuleAggregate shifted = Compare(Runs.Cell("a", "x", 1010, 1030, 1050), new ComparisonOptions { References = Named(("a", 1010, 1030)) }).Aggregates.Single();
        Assert.Equal(aggregate.Mean.Value, shifted.Mean.Value, 12);
    }

    [Fact]
    public void A_rule_without_runs_on_every_task_has_no_aggregates_and_a_task_without_reference_is_in_none()
    {
        Comparison comparison = Compare(
            [.. Runs.Cell("a", "x", 1), .. Runs.Cell("b", "x", 1), .. Runs.Cell("c", "x", 1), .. Runs.Cell("a", "y", 1)], new ComparisonOptions { References = Named(("a", 0, 1), ("b", 0, 1)) });
        Assert.Equal(["a", "b"], comparison.AggregatedTasks);
        Assert.Equal(["x"], comparison.Aggregates.Select(aggregate => aggregate.Rule));
        Assert.Contains(comparison.Notes, note => note.Contains("No reference is known for c", StringComparison.Ordinal));
        Assert.Contains(comparison.Notes, note => note.StartsWith("y: no aggregates", StringComparison.Ordinal));
    }

    /// <summary>Ten pairs that x wins all: 2 / 2¹⁰; three pairs of rules, so Holm multiplies the smallest by 3.</summary>
    [Fact]
    public void Pairs_are_tested_by_seed_and_corrected_for_their_number()
    {
        Comparison comparison = Compare([.. Runs.Cell("a", "x", High), .. Runs.Cell("a", "y", Low), .. Runs.Cell("a", "z", Low)]);
        RulePair pair = comparison.Pairs[0];
        Assert.Equal(("x", "y", 1, 10), (pair.First, pair.Second, pair.Tasks, pair.Pairs));
        Assert.Equal(1, pair.Improvement.Value);
        Assert.Equal(2 / 1024.0, pair.P!.Value, 12);
        Assert.Equal(6 / 1024.0, pair.AdjustedP!.Value, 12);
        Assert.Equal(0.5, comparison.Pairs[2].Improvement.Value);
        Assert.Equal(1, comparison.Pairs[2].AdjustedP);
    }

    [Fact]
    public void With_a_baseline_only_pairs_with_it_are_tested()
    {
        Comparison comparison = Compare([.. Runs.Cell("a", "x", 1), .. Runs.Cell("a", "y", 2), .. Runs.Cell("a", "z", 3)], new ComparisonOptions { Baseline = "y" });
        Assert.Equal([("x", "y"), ("z", "y")], comparison.Pairs.Select(pair => (pair.First, pair.Second)));
        OptionException unknown = Assert.Throws<OptionException>(() => Compare(Runs.Cell("a", "fixpo", 1), new ComparisonOptions { Baseline = "fixpp" }));
        Assert.Contains("did you mean 'fixpo'", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Steps_compared_are_those_that_all_runs_have_which_did_not_fail()
    {
        ComparedRun failed = Runs.Flat("a", "x", 20_003, 3, steps: 400) with { HasFailed = true };
        Comparison comparison = Compare([Runs.Flat("a", "x", 20_001, 1, steps: 1000), Runs.Flat("a", "x", 20_002, 2, steps: 2000), failed]);
        Assert.Equal(1000, comparison.Steps);
        Assert.Equal([RunState.Complete, RunState.Complete, RunState.Failed], comparison.Cells.Single().Scores.Select(score => score.State));
        Assert.Equal(3, comparison.Cells.Single().Scores[2].Score);
        Assert.Contains(comparison.Notes, note => note.StartsWith("1 run failed, and counts with its last score: a/x/20003", StringComparison.Ordinal));
    }

    [Fact]
    public void Unfinished_runs_count_with_their_last_score_or_are_left_out_if_that_is_asked()
    {
        ComparedRun[] runs = [Runs.Flat("a", "x", 20_001, 1, steps: 1000), Runs.Flat("a", "x", 20_002, 5, steps: 300)];
        Assert.Equal(3, Compare(runs, new ComparisonOptions { Steps = 1000 }).Cells.Single().Mean.Value);
        Comparison without = Compare(runs, new ComparisonOptions { Steps = 1000, LeaveOutUnfinished = true });
        Assert.Equal(1, without.Cells.Single().Mean.Value);
        Assert.Contains(without.Notes, note => note.Contains("left out", StringComparison.Ordinal));
        Assert.Throws<RunException>(() => Compare(runs, new ComparisonOptions { Steps = 5000, LeaveOutUnfinished = true }));
    }

    [Fact]
    public void Runs_without_a_measurement_are_left_out_and_told()
    {
        Comparison comparison = Compare([Runs.Flat("a", "x", 20_001, 1), Runs.Of("a", "x", 20_002, [], [])]);
        Assert.Equal(1, comparison.Cells.Single().Seeds);
        Assert.Contains(comparison.Notes, note => note.StartsWith("1 run has no returns", StringComparison.Ordinal));
        Assert.Throws<RunException>(() => Compare([Runs.Of("a", "x", 1, [], [])]));
    }

    [Fact]
    public void A_run_that_failed_before_its_first_score_is_named()
    {
        Comparison comparison = Compare([Runs.Flat("a", "x", 20_001, 1), Runs.Of("a", "y", 20_002, [], []) with { HasFailed = true }]);
        Assert.Contains(comparison.Notes, note => note.StartsWith("1 run failed before its first score", StringComparison.Ordinal) && note.EndsWith("a/y/20002.", StringComparison.Ordinal));
        Assert.DoesNotContain(comparison.Notes, note => note.Contains("yet", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_two_runs_with_one_seed_the_longer_counts() =>
        Assert.Equal(2, Compare([Runs.Flat("a", "x", 7, 1, steps: 1000), Runs.Flat("a", "x", 7, 2, steps: 2000)]).Cells.Single().Scores.Single().Score);

    /// <summary>Curves (10, 20) and (30, 40) at steps 500 and 1000: the mean is 20 and then 30, and nothing before the first measurement.</summary>
    [Fact]
    public void The_curve_of_a_cell_is_the_mean_on_the_common_grid()
    {
        Comparison comparison = Compare([Runs.Of("a", "x", 20_001, [500, 1000], [10, 20]), Runs.Of("a", "x", 20_002, [500, 1000], [30, 40])], new ComparisonOptions { GridPoints = 4 });
        Assert.Equal([250, 500, 750, 1000], comparison.Grid);
        Assert.Equal([double.NaN, 20, 25, 30], comparison.Cells.Single().Curve.Center);
    }

    [Fact]
    public void Every_table_is_stamped_with_seeds_and_purpose_actions_summary_and_steps()
    {
        Comparison comparison = Compare([.. Runs.Cell("a", "x", 1, 2), Runs.Flat("a", "x", 101, 3)], new ComparisonOptions { Summary = ScoreSummary.Area, Source = ScoreSource.Deterministic });
        Assert.Equal("area (mean over all steps) of returns of evaluation points with the most probable actions (deterministic); 1,000 steps; 3 seeds a cell (tuning seeds 101; test seeds 20001-20002)", comparison.Stamp);
        Assert.Contains(comparison.Notes, note => note.Contains("not test seeds", StringComparison.Ordinal));
        Assert.All(ComparisonTables.Of(comparison).Where(table => table.Title != "References"), table => Assert.Contains("tuning seeds 101", table.Stamp, StringComparison.Ordinal));
    }

    [Fact]
    public void Settings_that_differ_from_the_preset_belong_to_the_rule_or_to_the_task()
    {
        Comparison comparison = Compare(
        [
            Runs.Of("a", "x", 20_001, [1000], [1], "clip-range=0.1"), Runs.Of("b", "x", 20_001, [1000], [1], "clip-range=0.1", "discount=0.9"),
            Runs.Of("a", "y", 20_001, [1000], [1]), Runs.Of("b", "y", 20_001, [1000], [1], "discount=0.9", "horizon=64"),
        ]);
        Assert.Equal(["x: clip-range=0.1", "y: "], comparison.Stamps.Select(stamp => $"{stamp.Rule}: {string.Join(", ", stamp.Changes)}"));
        Assert.Contains("All rules on b have discount=0.9 instead of their presets'.", comparison.Notes);
        Assert.Contains("y on b has horizon=64 besides.", comparison.Notes);
    }

    /// <summary>Named after what went wrong: a change that all rules had on all tasks was told as the tasks', and every rule stood there with default settings.</summary>
    [Fact]
    public void A_change_that_all_runs_have_is_no_default() =>
        Assert.All(
            Compare([Runs.Of("a", "x", 20_001, [1000], [1], "horizon=64"), Runs.Of("a", "y", 20_001, [1000], [1], "horizon=64"), Runs.Of("b", "x", 20_001, [1000], [1], "horizon=64")]).Stamps,
            stamp => Assert.Equal(["horizon=64"], stamp.Changes));

    [Fact]
    public void Runs_of_a_cell_that_differ_in_more_than_the_seed_are_told() =>
        Assert.Contains("The runs of x on a differ among each other in clip-range.", Compare([Runs.Of("a", "x", 20_001, [1000], [1]), Runs.Of("a", "x", 20_002, [1000], [1], "clip-range=0.1")]).Notes);

    [Fact]
    public void Order_of_runs_changes_no_number()
    {
        ComparedRun[] runs = [.. Runs.Cell("a", "x", High), .. Runs.Cell("a", "y", Low), .. Runs.Cell("b", "y", 3, 1, 4, 1, 5), .. Runs.Cell("b", "x", 9, 2, 6, 5, 3)];
        Comparison one = Compare(runs), other = Compare(runs.Reverse());
        Assert.Equal(ComparisonMarkdown.Write(one), ComparisonMarkdown.Write(other));
    }

    [Fact]
    public void Rules_and_tasks_stand_in_the_order_of_the_study()
    {
        Comparison comparison = Compare([.. Runs.Cell("a", "x", 1), .. Runs.Cell("b", "y", 1), .. Runs.Cell("c", "w", 1)], new ComparisonOptions { Tasks = ["b"], Rules = ["y", "x"] });
        Assert.Equal(["b", "a", "c"], comparison.Tasks);
        Assert.Equal(["y", "x", "w"], comparison.Rules);
    }

    /// <summary>x makes 1000 steps in 10 s, y in 40 s, and both return the steps that they have made: where x has finished, y has made a quarter.</summary>
    [Fact]
    public void At_equal_wall_time_a_task_is_compared_at_the_seconds_that_all_its_runs_have()
    {
        double[] steps = [.. Enumerable.Range(1, 100).Select(k => 10.0 * k)];
        ComparedRun[] runs = [Timed("a", "x", 10), Timed("a", "y", 40), Timed("b", "x", 3), Timed("b", "y", 3)];
        Comparison comparison = Compare(runs, new ComparisonOptions { References = References.None, Clock = ComparisonClock.Time, Summary = ScoreSummary.Best });
        Assert.Equal((10.0, 3.0), (comparison.Seconds["a"], comparison.Seconds["b"]));
        Assert.Equal([1000.0, 250, 1000, 1000], comparison.Cells.Select(cell => cell.Mean.Value));
        Assert.All(comparison.Cells.SelectMany(cell => cell.Scores), score => Assert.Equal(RunState.Complete, score.State));
        Assert.Contains("equal wall time", comparison.Stamp, StringComparison.Ordinal);
        Assert.Contains(comparison.Notes, note => note.Contains("a 10, b 3", StringComparison.Ordinal));

        ComparedRun Timed(string task, string rule, double seconds) =>
            Runs.Of(task, rule, 20_001, steps, steps) with { Clock = new Curve(steps, [.. steps.Select(step => step * seconds / 1000)]) };
    }

    [Fact]
    public void A_failed_run_does_not_shorten_the_time_of_the_others_and_one_without_a_clock_is_refused()
    {
        ComparedRun whole = Runs.Flat("a", "x", 20_001, 1) with { Clock = new Curve([1000], [8]) }, failed = Runs.Flat("a", "y", 20_001, 1, 100) with { Clock = new Curve([100], [1]), HasFailed = true };
        var options = new ComparisonOptions { References = References.None, Clock = ComparisonClock.Time };
        Comparison comparison = Compare([whole, failed], options);
        Assert.Equal(8, comparison.Seconds["a"]);
        Assert.Equal(RunState.Failed, comparison.Find("a", "y")!.Scores[0].State);
        Assert.Contains("a run on a does not tell its time", Assert.Throws<RunException>(() => Compare([Runs.Flat("a", "x", 20_001, 1)], options)).Message, StringComparison.Ordinal);
    }

    private static Comparison Compare(IEnumerable<ComparedRun> runs, ComparisonOptions? options = null) => Comparison.Of([.. runs], options ?? new ComparisonOptions { References = References.None });

    private static References Named(params (string Task, double Random, double Reference)[] references) => References.None.With(new StudyDefinition
    {
        Name = "s",
        Tasks = [.. references.Select(reference => new StudyTask { Name = reference.Task, Environment = "cartpole", Reference = new TaskReference(reference.Random, reference.Reference, "by hand") })],
        Rules = [],
        Seeds = new SeedList([]),
        Purpose = SeedPurpose.Test,
        Steps = 1,
    });
}
