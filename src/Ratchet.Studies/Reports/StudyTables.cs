using Ratchet.Studies.Comparisons;
using Ratchet.Studies.Definitions;
using Ratchet.Studies.Records;
using Ratchet.Studies.Statistics;

namespace Ratchet.Studies.Reports;

/// <summary>The tables of a study.</summary>
internal static class StudyTables
{
    /// <summary>A row a task, a column a rule: the mean score, with its interval or, of too few seeds for one, their number.</summary>
    public static ReportTable Scores(Comparison comparison) => new(
        ["Task", .. comparison.Rules], 1,
        [.. comparison.Tasks.Select(task => (IReadOnlyList<ReportCell>)[task, .. comparison.Rules.Select(rule => Score(comparison.Find(task, rule)))])]);

    /// <summary>A row a task and rule.</summary>
    public static ReportTable Cells(Comparison comparison) => new(
        ["Task", "Rule", "Seeds", "Mean", "Low", "High", "Deviation", "Normalised", "Best"], 2,
        [
            .. comparison.Cells.Select(cell => (IReadOnlyList<ReportCell>)
            [
                cell.Task, cell.Rule, ReportCell.Count(cell.Seeds), ReportCell.Measure(cell.Mean.Value), Low(cell.Mean), High(cell.Mean), ReportCell.Measure(cell.Deviation),
                cell.Scores.All(score => score.Normalized is not null) ? ReportCell.Measure(cell.Scores.Average(score => score.Normalized!.Value)) : ReportNumbers.None,
                new ReportCell(cell.IsBest ? "1" : "0", cell.IsBest ? 1 : 0),
            ]),
        ]);

    /// <summary>A row a run that is compared.</summary>
    public static ReportTable SeedScores(Comparison comparison) => new(
        ["task", "rule", "seed", "state", "score", "normalised"], 2,
        [
            .. from cell in comparison.Cells
               from score in cell.Scores
               select (IReadOnlyList<ReportCell>)
               [
                   cell.Task, cell.Rule, ReportCell.Count(score.Seed), score.State.ToString().ToLowerInvariant(), ReportCell.Measure(score.Score), ReportCell.Measure(score.Normalized ?? double.NaN),
               ],
        ]);

    /// <summary>Normalised scores over all tasks.</summary>
    public static ReportTable Aggregates(Comparison comparison) => new(
        ["Rule", "Runs", "Interquartile mean", "Median", "Mean", "Optimality gap"], 1,
        [
            .. comparison.Aggregates.Select(rule => (IReadOnlyList<ReportCell>)
                [rule.Rule, ReportCell.Count(rule.Runs), Of(rule.InterquartileMean), Of(rule.Median), Of(rule.Mean), Of(rule.OptimalityGap)]),
        ]);

    /// <summary>Every pair of rules.</summary>
    public static ReportTable Pairs(Comparison comparison) => new(
        ["X", "Y", "Tasks", "P(X > Y)", "Paired runs", "p", "p (Holm)"], 2,
        [
            .. comparison.Pairs.Select(pair => (IReadOnlyList<ReportCell>)
            [
                pair.First, pair.Second, ReportCell.Count(pair.Tasks), Of(pair.Improvement), ReportCell.Count(pair.Pairs), ReportCell.Measure(pair.P ?? double.NaN),
                ReportCell.Measure(pair.AdjustedP ?? double.NaN),
            ]),
        ]);

    /// <summary>How many runs of each task and rule are in which state.</summary>
    public static ReportTable Counts(StudyFacts study)
    {
        CellRunState[] states = [.. Enum.GetValues<CellRunState>().Where(state => state is CellRunState.Done or CellRunState.Failed or CellRunState.Unfinished or CellRunState.Missing || study.Count(state) > 0)];
        return new ReportTable(
            ["Task", "Rule", .. states.Select(state => state.ToString())], 2,
            [.. study.Cells.Select(cell => (IReadOnlyList<ReportCell>)[cell.Task, cell.Rule, .. states.Select(state => ReportCell.Count(cell.Runs.Count(run => run.State == state)))])]);
    }

    /// <summary>The updates of each task and rule held to what the rule promises.</summary>
    public static ReportTable Audit(StudyFacts study) => new(
        ["Task", "Rule", "Promise", "Runs", "Updates", "Violations", "Greatest KL", "Greatest share of the bound", "States beyond ε/2", "Greatest KL, next batch", "Fixup steps an update", "Interpolations", "Deferred swaps"], 3,
        [
            .. from cell in study.Cells
               let audits = cell.Runs.Where(run => run.Audit is not null).Select(run => run.Audit!).ToArray()
               where audits.Length > 0
               let updates = audits.Sum(audit => audit.Updates)
               let greatestShare = Greatest(audits.Select(audit => audit.GreatestShareOfBound))
               let greatestKl = Greatest(audits.Select(audit => audit.MaxKl))
               select (IReadOnlyList<ReportCell>)
               [
                   cell.Task, cell.Rule, audits[0].Promise.Short, ReportCell.Count(audits.Length), ReportCell.Count(updates), ReportCell.Count(audits.Sum(audit => audit.Violations)),
                   new ReportCell(ReportNumbers.Within(greatestKl, audits[0].Promise.Metric == MetricNames.MaxKl ? audits[0].Promise.Bound?.Greatest : null), greatestKl),
                   new ReportCell(ReportNumbers.ShareWithin(greatestShare), greatestShare),
                   audits[0].Promise.Symbol == "ε" ? ReportCell.Share(audits.Average(audit => audit.ShareBeyondHalf)) : ReportNumbers.None,
                   ReportCell.Measure(Greatest(audits.Select(audit => audit.NextBatchMaxKl))), ReportCell.Measure((double)audits.Sum(audit => audit.FixupSteps) / updates),
                   ReportCell.Count(audits.Sum(audit => audit.Interpolations)), ReportCell.Count(audits.Sum(audit => audit.DeferredSwaps)),
               ],
        ]);

    /// <summary>The share of collapsed runs; null where no task has a reference.</summary>
    public static ReportTable? Collapsed(StudyFacts study)
    {
        (string Task, string Rule, bool[] Verdicts)[] cells = [.. study.Cells.Select(cell => (cell.Task, cell.Rule, Verdicts(study, cell.Runs))).Where(cell => cell.Item3.Length > 0)];
        return cells.Length == 0 ? null : new ReportTable(
            ["Task", "Rule", "Runs", "Collapsed", "Share"], 2,
            [
                .. cells.Select(cell => (IReadOnlyList<ReportCell>)
                [
                    cell.Task, cell.Rule, ReportCell.Count(cell.Verdicts.Length), ReportCell.Count(cell.Verdicts.Count(isCollapsed => isCollapsed)),
                    ReportCell.Share(cell.Verdicts.Average(isCollapsed => isCollapsed ? 1.0 : 0.0)),
                ]),
            ]);
    }

    /// <summary>Seconds of training, and where they went.</summary>
    public static ReportTable Times(StudyFacts study) => new(
        ["Task", "Rule", "Runs", "Seconds a run", "Steps a second", "Environments", "Policy", "Update"], 2,
        [
            .. from cell in study.Cells
               let times = cell.Runs.Where(run => run.Timing is not null).ToArray()
               where times.Length > 0
               let total = times.Sum(run => run.Timing!.Total)
               select (IReadOnlyList<ReportCell>)
               [
                   cell.Task, cell.Rule, ReportCell.Count(times.Length), ReportCell.Measure(times.Average(run => run.Timing!.Elapsed)),
                   ReportCell.Count(times.Sum(run => run.Steps) / times.Sum(run => run.Timing!.Elapsed)),
                   ReportCell.Share(times.Sum(run => run.Timing!.Environment) / total), ReportCell.Share(times.Sum(run => run.Timing!.Inference) / total),
                   ReportCell.Share(times.Sum(run => run.Timing!.Update) / total),
               ],
        ]);

    /// <summary>The runs that failed or cannot be read, and why; null when there are none.</summary>
    public static ReportTable? Problems(StudyFacts study)
    {
        StudyCellRun[] runs = [.. study.Runs.Where(run => run.State is CellRunState.Failed or CellRunState.Damaged)];
        return runs.Length == 0 ? null : new ReportTable(
            ["Run", "Steps", "Reason"], 3, [.. runs.Select(run => (IReadOnlyList<ReportCell>)[run.Name, ReportCell.Count(run.Steps), run.Problem ?? ""])]);
    }

    /// <summary>Every run with all that is known of it.</summary>
    public static ReportTable Runs(StudyFacts study) => new(
        [
            "task", "rule", "seed", "state", "steps", "training_final", "training_best", "training_area", "last_sampled", "last_deterministic", "collapsed", "updates", "violations", "max_kl", "mean_kl_greatest",
            "share_of_bound", "next_batch_max_kl", "fixup_steps", "interpolations", "deferred_swaps", "seconds", "hash", "problem",
        ], 2, [.. study.Runs.Select(run => RunRow(study, run))]);

    private static IReadOnlyList<ReportCell> RunRow(StudyFacts study, StudyCellRun run)
    {
        Curve? returns = run.Record is null ? null : ReturnsOf(run.Record);
        long until = study.Definition.Until;
        return
        [
            run.Task, run.Rule, Exact(run.Seed), run.State.ToString().ToLowerInvariant(), Exact(run.Steps),
            Exact(returns?.Score(ScoreSummary.Final, until)), Exact(returns?.Score(ScoreSummary.Best, until)), Exact(returns?.Score(ScoreSummary.Area, until)),
            Exact(LastEvaluation(run, MetricNames.SampledReturn)), Exact(LastEvaluation(run, MetricNames.DeterministicReturn)),
            VerdictOf(study, run) is { } isCollapsed ? isCollapsed ? "1" : "0" : "",
            Exact(run.Audit?.Updates), Exact(run.Audit?.Violations), Exact(run.Audit?.MaxKl), Exact(run.Audit?.GreatestMeanKl), Exact(run.Audit?.GreatestShareOfBound), Exact(run.Audit?.NextBatchMaxKl),
            Exact(run.Audit?.FixupSteps), Exact(run.Audit?.Interpolations), Exact(run.Audit?.DeferredSwaps), Exact(run.Timing?.Elapsed), run.Record?.Hash ?? "", run.Problem ?? "",
        ];
    }

    /// <summary>Returns of training as a curve.</summary>
    internal static Curve ReturnsOf(RunRecord run) => new(run.Iterations[MetricNames.Steps], run.Iterations[MetricNames.Return]);

    private static bool[] Verdicts(StudyFacts study, StudyCellRun[] runs) => [.. runs.Select(run => VerdictOf(study, run)).OfType<bool>()];

    /// <summary>Runs that go on say nothing yet.</summary>
    private static bool? VerdictOf(StudyFacts study, StudyCellRun run) => run is { State: CellRunState.Done or CellRunState.Failed, Record: { } record }
        ? Collapse.Of(ReturnsOf(record), study.Definition.Until, study.Comparison?.References.GetValueOrDefault(run.Task))
        : null;

    private static double? LastEvaluation(StudyCellRun run, string name) => run.Record is { } record && record.Evaluations[name] is [.., double last] ? last : null;

    private static ReportCell Exact(double? value) => new(ReportNumbers.Exact(value ?? double.NaN), value);

    private static ReportCell Score(ComparisonCell? cell)
    {
        if (cell is null)
            return ReportNumbers.None;
        ReportCell mean = Of(cell.Mean);
        return mean with { IsBest = cell.IsBest, More = mean.More.Length > 0 ? mean.More : $"({ReportNumbers.Counted(cell.Seeds, "seed")})" };
    }

    private static ReportCell Of(Estimate estimate) => ReportCell.Measure(estimate.Value) with
    {
        More = estimate.Interval is { } interval ? $"[{ReportNumbers.Measure(interval.Low)}, {ReportNumbers.Measure(interval.High)}]" : "",
    };

    private static ReportCell Low(Estimate estimate) => ReportCell.Measure(estimate.Interval?.Low ?? double.NaN);

    private static ReportCell High(Estimate estimate) => ReportCell.Measure(estimate.Interval?.High ?? double.NaN);

    private static double Greatest(IEnumerable<double> values) => TrustRegionAudit.Greatest(values.ToArray());
}
