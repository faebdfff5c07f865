using Ratchet.Studies.Comparisons;
using Ratchet.Studies.Definitions;
using Ratchet.Studies.Records;
using Ratchet.Studies.Statistics;

namespace Ratchet.Studies.Reports;

/// <summary>The tables of a study.</summary>
internal static class StudyTables
{
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

    /// <summary>How many runs of each task and rule are done, of how many, and how many of the others failed.</summary>
    public static ReportTable Counts(StudyFacts study) => Matrix(study, runs =>
    {
        int done = runs.Count(run => run.State == CellRunState.Done), failed = runs.Count(run => run.State is CellRunState.Failed or CellRunState.Damaged);
        return new ReportCell($"{ReportNumbers.Count(done)} of {ReportNumbers.Count(runs.Length)}", done, More: failed > 0 ? $"({ReportNumbers.Count(failed)} failed)" : "");
    });

    /// <summary>The columns of <see cref="Audit"/> that a page has room for.</summary>
    public static IReadOnlyList<int> AuditOnThePage { get; } = [0, 1, 2, 4, 5, 6, 7, 9, 10, 11, 12];

    /// <summary>The updates of each task and rule held to what the rule promises.</summary>
    public static ReportTable Audit(StudyFacts study) => new(
        ["Task", "Rule", "Promise", "Runs", "Updates", "Broken", "Greatest KL", "of the bound", "States beyond ε/2", "Next batch's KL", "Fixup steps an update", "Interpolations", "Deferred swaps"], 3,
        [
            .. from cell in study.Cells
               let audits = cell.Runs.Where(run => run.Audit is not null).Select(run => run.Audit!).ToArray()
               where audits.Length > 0
               let updates = audits.Sum(audit => audit.Updates)
               let greatestShare = Greatest(audits.Select(audit => audit.GreatestShareOfBound))
               let greatestKl = Greatest(audits.Select(audit => audit.MaxKl))
               select (IReadOnlyList<ReportCell>)
               [
                   cell.Task, cell.Rule, audits[0].Promise.Short, ReportCell.Count(audits.Length), ReportCell.Count(updates),
                   audits[0].Promise.IsAny ? ReportCell.Count(audits.Sum(audit => audit.Violations)) : ReportNumbers.None,
                   new ReportCell(ReportNumbers.Within(greatestKl, audits[0].Promise.Metric == MetricNames.MaxKl ? audits[0].Promise.Bound?.Greatest : null), greatestKl),
                   new ReportCell(ReportNumbers.ShareWithin(greatestShare), greatestShare),
                   audits[0].Promise.Symbol == "ε" ? ReportCell.Share(audits.Average(audit => audit.ShareBeyondHalf)) : ReportNumbers.None,
                   ReportCell.Measure(Greatest(audits.Select(audit => audit.NextBatchMaxKl))), ReportCell.Measure((double)audits.Sum(audit => audit.FixupSteps) / updates),
                   ReportCell.Count(audits.Sum(audit => audit.Interpolations)), ReportCell.Count(audits.Sum(audit => audit.DeferredSwaps)),
               ],
        ]);

    /// <summary>How many runs of each task and rule are collapsed, of how many of which that can be said; null where no task has a reference.</summary>
    public static ReportTable? Collapsed(StudyFacts study) => study.Runs.All(run => VerdictOf(study, run) is null) ? null : Matrix(study, runs =>
    {
        bool[] verdicts = [.. runs.Select(run => VerdictOf(study, run)).OfType<bool>()];
        int collapsed = verdicts.Count(isCollapsed => isCollapsed);
        return verdicts.Length == 0 ? ReportNumbers.None : new ReportCell($"{ReportNumbers.Count(collapsed)} of {ReportNumbers.Count(verdicts.Length)}", collapsed);
    });

    /// <summary>A row a task and rule that has collapsed runs, or could have.</summary>
    public static ReportTable CollapsedShares(StudyFacts study) => new(
        ["task", "rule", "runs", "collapsed", "share"], 2,
        [
            .. from cell in study.Cells
               let verdicts = cell.Runs.Select(run => VerdictOf(study, run)).OfType<bool>().ToArray()
               where verdicts.Length > 0
               let collapsed = verdicts.Count(isCollapsed => isCollapsed)
               select (IReadOnlyList<ReportCell>)[cell.Task, cell.Rule, ReportCell.Count(verdicts.Length), ReportCell.Count(collapsed), ReportCell.Share((double)collapsed / verdicts.Length)],
        ]);

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
            run.Task, run.Rule, Exact(run.Seed), Words.Of(run.State), Exact(run.Steps),
            Exact(returns?.Score(ScoreSummary.Final, until)), Exact(returns?.Score(ScoreSummary.Best, until)), Exact(returns?.Score(ScoreSummary.Area, until)),
            Exact(LastEvaluation(run, MetricNames.SampledReturn)), Exact(LastEvaluation(run, MetricNames.DeterministicReturn)),
            VerdictOf(study, run) is { } isCollapsed ? isCollapsed ? "1" : "0" : "",
            Exact(run.Audit?.Updates), Exact(run.Audit?.Violations), Exact(run.Audit?.MaxKl), Exact(run.Audit?.GreatestMeanKl), Exact(run.Audit?.GreatestShareOfBound), Exact(run.Audit?.NextBatchMaxKl),
            Exact(run.Audit?.FixupSteps), Exact(run.Audit?.Interpolations), Exact(run.Audit?.DeferredSwaps), Exact(run.Timing?.Elapsed), run.Record?.Hash ?? "", run.Problem ?? "",
        ];
    }

    /// <summary>Returns of training as a curve.</summary>
    internal static Curve ReturnsOf(RunRecord run) => new(run.Iterations[MetricNames.Steps], run.Iterations[MetricNames.Return]);

    /// <summary>Runs that go on say nothing yet.</summary>
    internal static bool? VerdictOf(StudyFacts study, StudyCellRun run) => run is { State: CellRunState.Done or CellRunState.Failed, Record: { } record }
        ? Collapse.Of(ReturnsOf(record), study.Definition.Until, study.Comparison?.References.GetValueOrDefault(run.Task))
        : null;

    private static double? LastEvaluation(StudyCellRun run, string name) => run.Record is { } record && record.Evaluations[name] is [.., double last] ? last : null;

    private static ReportCell Exact(double? value) => new(ReportNumbers.Exact(value ?? double.NaN), value);

    private static ReportTable Matrix(StudyFacts study, Func<StudyCellRun[], ReportCell> cell) => new(
        ["Task", .. study.Definition.Rules.Select(rule => rule.Name)], 1,
        [
            .. study.Definition.Tasks.Select(task => (IReadOnlyList<ReportCell>)
            [
                task.Name, .. study.Definition.Rules.Select(rule => study.CellOf(task.Name, rule.Name).ToArray() is { Length: > 0 } runs ? cell(runs) : ReportNumbers.None),
            ]),
        ]);

    private static ReportCell Of(Estimate estimate) => ReportCell.Measure(estimate.Value) with
    {
        More = estimate.Interval is { } interval ? $"[{ReportNumbers.Measure(interval.Low)}, {ReportNumbers.Measure(interval.High)}]" : "",
    };

    private static ReportCell Low(Estimate estimate) => ReportCell.Measure(estimate.Interval?.Low ?? double.NaN);

    private static ReportCell High(Estimate estimate) => ReportCell.Measure(estimate.Interval?.High ?? double.NaN);

    private static double Greatest(IEnumerable<double> values) => TrustRegionAudit.Greatest(values.ToArray());
}
