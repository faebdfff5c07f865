using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Studies.Definitions;
using Ratchet.Studies.Records;
using Ratchet.Studies.Statistics;
using Ratchet.Training.Runs;

namespace Ratchet.Studies.Comparisons;

/// <summary>Computes a comparison: which runs count, their scores, and the estimates from these.</summary>
internal sealed class ComparisonBuilder
{
    private const int ProfilePoints = 101, WholeTime = 100;

    private readonly ComparisonOptions _options;
    private readonly StratifiedBootstrap _bootstrap;
    private readonly ComparedRun[] _runs;
    private readonly long _steps;
    private readonly double[] _grid;
    private readonly string[] _tasks, _rules;
    private readonly Dictionary<string, TaskReference> _references;
    private readonly Dictionary<string, double> _seconds = new(StringComparer.Ordinal);
    private readonly ComparisonNotes _notes = new();

    public ComparisonBuilder(IReadOnlyList<ComparedRun> runs, ComparisonOptions options)
    {
        _options = options;
        _bootstrap = new StratifiedBootstrap(options.Replicates, options.Seed);
        ComparedRun[] measured = RequireMeasured(runs);
        if (options.Clock == ComparisonClock.Time)
            measured = OverTime(measured);
        _steps = options.Clock == ComparisonClock.Time ? WholeTime : options.Steps ?? CommonSteps(measured);
        _runs = Counting(measured);
        _notes.TellSteps(_runs, _steps, _seconds, options);
        _grid = [.. Enumerable.Range(1, options.GridPoints).Select(k => _steps * (double)k / options.GridPoints)];
        _tasks = Order(_runs.Select(run => run.Task), options.Tasks);
        _rules = Order(_runs.Select(run => run.Rule), options.Rules);
        if (options.Baseline is { } baseline && !_rules.Contains(baseline))
            throw new OptionException("baseline", $"there is no rule '{baseline}' among the runs; {(NearestName.Find(baseline, _rules) is { } nearest ? $"did you mean '{nearest}'?" : $"there are {string.Join(", ", _rules)}.")}");
        _references = FindReferences();
    }

    public Comparison Build(IReadOnlyList<string> warnings)
    {
        ComparisonCell[] cells = [.. _tasks.SelectMany(task => Best.Mark([.. _rules.Select(rule => Cell(task, rule)).OfType<ComparisonCell>()]))];
        string[] counted = [.. _tasks.Except(_options.NotAggregated, StringComparer.Ordinal)], aggregated = [.. counted.Where(_references.ContainsKey)];
        RuleAggregate[] aggregates = aggregated.Length == 0 ? [] : Aggregate(cells, aggregated);
        _notes.Tell(cells, counted, _rules, aggregated, aggregates, _options);
        return new Comparison
        {
            Options = _options,
            Steps = _steps,
            Seconds = _seconds,
            Tasks = _tasks,
            Rules = _rules,
            Grid = _grid,
            Cells = cells,
            References = _references,
            AggregatedTasks = aggregated,
            Aggregates = aggregates,
            Pairs = RulePairs.Of([.. cells.Where(cell => counted.Contains(cell.Task, StringComparer.Ordinal))], _rules, _options, _bootstrap),
            Stamps = _notes.Stamps(cells, _tasks, _rules),
            Stamp = ComparisonNotes.Stamp(cells, _steps, _options),
            Notes = _notes.Sentences,
            Warnings = warnings,
        };
    }

    private ComparedRun[] RequireMeasured(IReadOnlyList<ComparedRun> runs)
    {
        ComparedRun[] measured = [.. runs.Where(run => run.Curve.Count > 0)];
        _notes.TellUnmeasured([.. runs.Where(run => run.Curve.Count == 0)], _options.Source);
        return measured.Length > 0 ? measured : throw new RunException($"none of {runs.Count} runs has {ComparisonNotes.TextOf(_options.Source)} yet.");
    }

    private ComparedRun[] OverTime(ComparedRun[] runs)
    {
        foreach (IGrouping<string, ComparedRun> task in runs.GroupBy(run => run.Task, StringComparer.Ordinal))
        {
            double seconds = task.Where(run => !run.HasFailed).Select(run => run.Seconds).DefaultIfEmpty(task.Max(run => run.Seconds)).Min();
            _seconds[task.Key] = seconds > 0 ? seconds : throw new RunException($"a run on {task.Key} does not tell its time: --clock time compares runs whose metrics have {MetricNames.Seconds}.");
        }

        return [.. runs.Select(run => run.OverTime(_seconds[run.Task]))];
    }

    private static long CommonSteps(ComparedRun[] runs)
    {
        ComparedRun[] alive = [.. runs.Where(run => !run.HasFailed)];
        return alive.Length > 0 ? alive.Min(run => run.Steps) : runs.Max(run => run.Steps);
    }

    /// <summary>One run for each task, rule and seed; in a study that is still running perhaps without those that are on their way.</summary>
    private ComparedRun[] Counting(ComparedRun[] measured)
    {
        ComparedRun[] counting = [.. measured.Where(run => !_options.LeaveOutUnfinished || run.StateAt(_steps) != RunState.Unfinished)];
        _notes.TellLeftOut(measured.Length - counting.Length);
        if (counting.Length == 0)
            throw new RunException(_options.Clock == ComparisonClock.Time ? "no run has the time compared yet." : $"no run has {ComparisonNotes.Count(_steps)} steps yet.");
        ComparedRun[] single = [.. counting.GroupBy(run => (run.Task, run.Rule, run.Seed)).Select(same => same.OrderByDescending(run => run.Steps).First())];
        _notes.TellDoubles(counting.Length - single.Length);
        return single;
    }

    private static string[] Order(IEnumerable<string> names, IReadOnlyList<string> order) =>
        [.. names.Distinct(StringComparer.Ordinal).OrderBy(name => order.Contains(name, StringComparer.Ordinal) ? 0 : 1).ThenBy(name => IndexOf(order, name)).ThenBy(name => name, StringComparer.Ordinal)];

    private static int IndexOf(IReadOnlyList<string> order, string name)
    {
        for (int i = 0; i < order.Count; i++)
            if (order[i] == name)
                return i;
        return order.Count;
    }

    /// <summary>A wrapper may change the return: a task in wrappers has the reference of its own name only.</summary>
    private Dictionary<string, TaskReference> FindReferences()
    {
        var found = new Dictionary<string, TaskReference>(StringComparer.Ordinal);
        foreach (string task in _tasks)
        {
            ComparedRun run = _runs.First(run => run.Task == task);
            if (_options.References.Find(task, run.Options.Training.Wrappers.Length == 0 ? run.Options.Training.Environment : task) is { } reference)
                found.Add(task, reference);
        }

        return found;
    }

    private ComparisonCell? Cell(string task, string rule)
    {
        TaskReference? reference = _references.GetValueOrDefault(task);
        SeedScore[] scores =
        [
            .. from run in _runs
               where run.Task == task && run.Rule == rule
               orderby run.Seed
               let score = run.Score(_options.Summary, _steps)
               select new SeedScore(run, run.StateAt(_steps), score, reference is null ? null : References.Normalize(reference, score)),
        ];
        if (scores.Length == 0)
            return null;
        var table = new ScoreTable([[.. scores.Select(score => score.Score)]]);
        StratifiedBootstrap? bootstrap = BootstrapFor(scores.Length);
        double[][] curves = [.. scores.Select(score => OnGrid(score.Run))];
        return new ComparisonCell(
            task, rule, scores, new Estimate(Aggregates.Mean(table), bootstrap?.Interval(table, Aggregates.Mean)), Deviation(table[0]),
            CurveBand.Of([curves], _grid.Length, CurveStatistic.Mean, bootstrap), IsBest: false);
    }

    private double[] OnGrid(ComparedRun run)
    {
        Curve curve = run.Curve.Until(_steps);
        return [.. _grid.Select(curve.At)];
    }

    private StratifiedBootstrap? BootstrapFor(int fewestSeeds) => fewestSeeds >= ComparisonOptions.FewestForInterval ? _bootstrap : null;

    private static double Deviation(ReadOnlySpan<double> scores)
    {
        double mean = 0, squares = 0;
        foreach (double score in scores)
            mean += score / scores.Length;
        foreach (double score in scores)
            squares += (score - mean) * (score - mean);
        return scores.Length > 1 ? Math.Sqrt(squares / (scores.Length - 1)) : double.NaN;
    }

    private RuleAggregate[] Aggregate(ComparisonCell[] cells, string[] tasks)
    {
        (string Rule, ComparisonCell[] Cells)[] whole =
        [
            .. from rule in _rules
               let own = tasks.Select(task => cells.FirstOrDefault(cell => cell.Task == task && cell.Rule == rule)).OfType<ComparisonCell>().ToArray()
               where own.Length == tasks.Length
               select (rule, own),
        ];
        double[] all = [.. whole.SelectMany(rule => rule.Cells).SelectMany(cell => cell.Scores).Select(score => score.Normalized!.Value)];
        double low = Math.Min(0, all.DefaultIfEmpty(0).Min()), high = Math.Max(1, all.DefaultIfEmpty(1).Max());
        double[] thresholds = [.. Enumerable.Range(0, ProfilePoints).Select(i => low + (high - low) * i / (ProfilePoints - 1))];
        return [.. whole.AsParallel().AsOrdered().Select(rule => Aggregate(rule.Rule, rule.Cells, thresholds))];
    }

    private RuleAggregate Aggregate(string rule, ComparisonCell[] cells, double[] thresholds)
    {
        var scores = new ScoreTable(cells.Select(cell => (IReadOnlyList<double>)[.. cell.Scores.Select(score => score.Normalized!.Value)]));
        StratifiedBootstrap? bootstrap = BootstrapFor(scores.FewestSeeds);
        double[][][] curves = [.. cells.Select(cell => cell.Scores.Select(score => Normalized(OnGrid(score.Run), _references[cell.Task])).ToArray())];
        return new RuleAggregate(
            rule, scores.Runs, Of(Aggregates.InterquartileMean), Of(Aggregates.Median), Of(Aggregates.Mean), Of(tasks => Aggregates.OptimalityGap(tasks, 1)),
            PerformanceProfile.Of(scores, thresholds, bootstrap), CurveBand.Of(curves, _grid.Length, CurveStatistic.InterquartileMean, bootstrap));

        Estimate Of(Func<double[][], double> statistic) => new(statistic(scores.Copy()), bootstrap?.Interval(scores, statistic));
    }

    private static double[] Normalized(double[] curve, TaskReference reference) => [.. curve.Select(value => References.Normalize(reference, value))];
}
