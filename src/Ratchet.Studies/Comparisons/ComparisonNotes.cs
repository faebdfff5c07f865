using System.Globalization;
using Ratchet.Studies.Definitions;

namespace Ratchet.Studies.Comparisons;

/// <summary>Gathers what has to be known to judge a comparison, in words.</summary>
internal sealed class ComparisonNotes
{
    private readonly List<string> _sentences = [];

    public IReadOnlyList<string> Sentences => _sentences;

    public static string Count(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    public static string TextOf(ScoreSource source) => source switch
    {
        ScoreSource.Training => "returns of training (actions sampled, mean of the last 100 episodes)",
        ScoreSource.Sampled => "returns of evaluation points with sampled actions",
        _ => "returns of evaluation points with the most probable actions (deterministic)",
    };

    /// <summary>What every table says of its numbers.</summary>
    public static string Stamp(IReadOnlyList<ComparisonCell> cells, long steps, ComparisonOptions options)
    {
        int fewest = cells.Min(cell => cell.Seeds), most = cells.Max(cell => cell.Seeds);
        string seeds = string.Join("; ", cells.SelectMany(cell => cell.Scores).Select(score => score.Run).GroupBy(run => run.Purpose).OrderBy(purpose => purpose.Key).Select(Text));
        string count = fewest == most ? Counted(fewest, "seed") : $"{fewest} to {most} seeds";
        bool isTime = options.Clock == ComparisonClock.Time;
        string of = isTime ? "time" : "steps";
        string summary = options.Summary switch
        {
            ScoreSummary.Final => $"final (mean over the last 10 % of the {of})",
            ScoreSummary.Best => $"best (greatest measurement within the {of})",
            _ => $"area (mean over all {of})",
        };
        return $"{summary} of {TextOf(options.Source)}; {(isTime ? "equal wall time in each task" : $"{Count(steps)} steps")}; {count} a cell ({seeds})";

        static string Text(IGrouping<SeedPurpose, ComparedRun> runs) => $"{Word(runs.Key)} {new SeedList(runs.Select(run => run.Seed))}";
    }

    /// <summary>A run that failed before its first score has none that it could count with: what is left of its rule looks better than the rule is.</summary>
    public void TellUnmeasured(IReadOnlyList<ComparedRun> runs, ScoreSource source)
    {
        string[] failed = [.. runs.Where(run => run.HasFailed).Select(NameOf)];
        int others = runs.Count - failed.Length;
        if (failed.Length > 0)
            _sentences.Add($"{Counted(failed.Length, "run")} failed before {(failed.Length == 1 ? "its" : "their")} first score, and {(failed.Length == 1 ? "is" : "are")} in no table, which flatters what is left of the rule: {Some(failed)}.");
        if (others > 0)
            _sentences.Add($"{Counted(others, "run")} {(others == 1 ? "has" : "have")} no {TextOf(source)} yet, and {(others == 1 ? "is" : "are")} left out.");
    }

    public void TellLeftOut(int count)
    {
        if (count > 0)
            _sentences.Add($"{Counted(count, "run")} that {(count == 1 ? "does" : "do")} not have the steps yet {(count == 1 ? "is" : "are")} left out.");
    }

    public void TellDoubles(int count)
    {
        if (count > 0)
            _sentences.Add($"{Counted(count, "run")} {(count == 1 ? "has" : "have")} the task, rule and seed of another one; the one with more steps counts.");
    }

    public void TellSteps(IReadOnlyList<ComparedRun> runs, long steps, IReadOnlyDictionary<string, double> seconds, ComparisonOptions options)
    {
        if (options.Clock == ComparisonClock.Time)
            _sentences.Add($"Compared at equal wall time of training (evaluations and checkpoints do not count), in each task the seconds that all its runs have: {string.Join(", ", seconds.Select(task => $"{task.Key} {task.Value.ToString("0.#", CultureInfo.InvariantCulture)}"))}. It holds for the machine of the runs alone.");
        else if (options.Steps is null && runs.Count(run => run.Steps > 1.1 * steps) is > 0 and var longer)
            _sentences.Add($"{Counted(longer, "run")} {(longer == 1 ? "has" : "have")} more steps than are compared, which are as many as '{runs.MinBy(run => run.HasFailed ? long.MaxValue : run.Steps)!.Path}' has; --steps compares more.");
        TellShort(runs, steps, RunState.Failed, "failed");
        TellShort(runs, steps, RunState.Unfinished, "did not reach the steps compared (or not yet)");
        if (runs.Select(run => run.Options.Training.Steps).Distinct().Order().ToArray() is { Length: > 1 } spans)
            _sentences.Add($"The runs' schedules span different numbers of steps: {string.Join(", ", spans.Select(span => Count(span)))}.");
    }

    public void Tell(IReadOnlyList<ComparisonCell> cells, IReadOnlyList<string> tasks, IReadOnlyList<string> rules, IReadOnlyList<string> aggregated, IReadOnlyList<RuleAggregate> aggregates, ComparisonOptions options)
    {
        TellSeeds(cells, options);
        if (cells.Select(cell => cell.Task).Distinct(StringComparer.Ordinal).Intersect(options.NotAggregated, StringComparer.Ordinal).ToArray() is { Length: > 0 } apart)
            _sentences.Add($"{string.Join(", ", apart)}: by itself, neither in the aggregates nor in the pairs of rules, since its environment has its share there already.");
        if (aggregated.Count < tasks.Count)
            _sentences.Add($"No reference is known for {string.Join(", ", tasks.Except(aggregated, StringComparer.Ordinal))}: not in the aggregates.");
        if (aggregated.Count > 0 && aggregates.Count < rules.Count)
            _sentences.Add($"{string.Join(", ", rules.Except(aggregates.Select(aggregate => aggregate.Rule), StringComparer.Ordinal))}: no aggregates, for want of runs on every task.");
        foreach (ComparisonCell cell in cells)
            if (SettingChanges.Among([.. cell.Scores.Select(score => score.Run.Options)]) is { Count: > 0 } keys)
                _sentences.Add($"The runs of {cell.Rule} on {cell.Task} differ among each other in {string.Join(", ", keys)}.");
    }

    /// <summary>What is known of every rule's settings. A change that a rule has on all its tasks is the rule's; of the others, one that all rules of a task have is the task's.</summary>
    public IReadOnlyList<RuleStamp> Stamps(IReadOnlyList<ComparisonCell> cells, IReadOnlyList<string> tasks, IReadOnlyList<string> rules)
    {
        Dictionary<ComparisonCell, string[]> changes = cells.ToDictionary(cell => cell, cell => SettingChanges.FromPreset(cell.Scores[0].Run.Options).Select(SettingChanges.TextOf).ToArray());
        RuleStamp[] stamps = [.. rules.Select(rule => Stamp(rule, TakeShared(cells.Where(cell => cell.Rule == rule), changes), cells))];
        foreach (string task in tasks)
            if (TakeShared(cells.Where(cell => cell.Task == task), changes) is { Length: > 0 } shared)
                _sentences.Add($"All rules on {task} have {string.Join(", ", shared)} instead of their presets'.");
        foreach (ComparisonCell cell in cells)
            if (changes[cell] is { Length: > 0 } own)
                _sentences.Add($"{cell.Rule} on {cell.Task} has {string.Join(", ", own)} besides.");
        return stamps;
    }

    private static RuleStamp Stamp(string rule, string[] changes, IReadOnlyList<ComparisonCell> cells) =>
        new(rule, changes, cells.Where(cell => cell.Rule == rule).SelectMany(cell => cell.Scores).Select(score => score.Run.Tuning).FirstOrDefault(tuning => tuning is not null));

    /// <summary>What all of some cells have, taken away from each.</summary>
    private static string[] TakeShared(IEnumerable<ComparisonCell> cells, Dictionary<ComparisonCell, string[]> changes)
    {
        ComparisonCell[] taken = [.. cells];
        string[] shared = Shared(taken.Select(cell => changes[cell]));
        foreach (ComparisonCell cell in taken)
            changes[cell] = [.. changes[cell].Except(shared, StringComparer.Ordinal)];
        return shared;
    }

    private static string[] Shared(IEnumerable<string[]> changes) => changes.Aggregate((all, more) => [.. all.Intersect(more, StringComparer.Ordinal)]);

    private void TellShort(IReadOnlyList<ComparedRun> runs, long steps, RunState state, string what)
    {
        string[] names = [.. runs.Where(run => run.StateAt(steps) == state).Select(NameOf)];
        if (names.Length > 0)
            _sentences.Add($"{Counted(names.Length, "run")} {what}, and {(names.Length == 1 ? "counts with its" : "count with their")} last score: {Some(names)}.");
    }

    private static string NameOf(ComparedRun run) => $"{run.Task}/{run.Rule}/{run.Seed}";

    private static string Some(string[] names)
    {
        const int told = 5;
        return $"{string.Join(", ", names.Take(told))}{(names.Length > told ? ", …" : "")}";
    }

    private void TellSeeds(IReadOnlyList<ComparisonCell> cells, ComparisonOptions options)
    {
        int fewest = cells.Min(cell => cell.Seeds);
        if (fewest < ComparisonOptions.FewestForInterval)
            _sentences.Add($"There {(fewest == 1 ? "is a cell with 1 seed" : $"are cells with {fewest} seeds")}; below {ComparisonOptions.FewestForInterval} there are no intervals and no tests.");
        if (fewest < ComparisonOptions.FewestForClaim)
            _sentences.Add($"No claim is made: that takes at least {ComparisonOptions.FewestForClaim} seeds in every cell.");
        if (cells.SelectMany(cell => cell.Scores).Any(score => score.Run.Purpose != SeedPurpose.Test))
            _sentences.Add("Some seeds are not test seeds: settings may have been chosen with them, and these scores then flatter.");
        if (cells.Any(cell => cell.Seeds >= ComparisonOptions.FewestForInterval))
            _sentences.Add($"Intervals are 95 %, by the percentile bootstrap: {Count(options.Replicates)} resamples of the seeds within each task, seed {options.Seed}.");
    }

    private static string Word(SeedPurpose purpose) => purpose switch
    {
        SeedPurpose.Tuning => "tuning seeds",
        SeedPurpose.Selection => "selection seeds",
        _ => "test seeds",
    };

    private static string Counted(int count, string noun) => count == 1 ? $"1 {noun}" : $"{Count(count)} {noun}s";
}
