using Ratchet.Numerics;
using Ratchet.Studies.Definitions;
using Ratchet.Training.Runs;

namespace Ratchet.Studies.Comparisons;

/// <summary>Runs of several rules, tasks and seeds, compared: everything that tables, figures and reports show.</summary>
public sealed record Comparison
{
    /// <summary>Which cells of a table are marked as best, in words.</summary>
    public const string BestRule =
        "Marked (bold, or * in plain text): the best mean of a task and every rule whose 95 % interval overlaps the best one's; nothing is marked where that is every rule with an interval, or where the best has none.";

    /// <summary>How it was made.</summary>
    public required ComparisonOptions Options { get; init; }

    /// <summary>The environment steps compared; 100, the percent of <see cref="Seconds"/>, where runs are compared at equal wall time.</summary>
    public required long Steps { get; init; }

    /// <summary>The seconds of training at which the runs of each task are compared; empty where they are compared at equal steps.</summary>
    public required IReadOnlyDictionary<string, double> Seconds { get; init; }

    /// <summary>The tasks, in the order of the study or of their names.</summary>
    public required IReadOnlyList<string> Tasks { get; init; }

    /// <summary>The rules, in the order of the study or of their names.</summary>
    public required IReadOnlyList<string> Rules { get; init; }

    /// <summary>Steps at which curves are given.</summary>
    public required IReadOnlyList<double> Grid { get; init; }

    /// <summary>Every task and rule that has a run, task by task.</summary>
    public required IReadOnlyList<ComparisonCell> Cells { get; init; }

    /// <summary>What stands for 0 and 1, for the tasks that have a reference.</summary>
    public required IReadOnlyDictionary<string, TaskReference> References { get; init; }

    /// <summary>The tasks that aggregates are over: those with a reference. Empty when there are none; then there are no aggregates.</summary>
    public required IReadOnlyList<string> AggregatedTasks { get; init; }

    /// <summary>The rules that have runs on all of <see cref="AggregatedTasks"/>.</summary>
    public required IReadOnlyList<RuleAggregate> Aggregates { get; init; }

    /// <summary>Every pair of rules with a task in common, or every rule against the baseline.</summary>
    public required IReadOnlyList<RulePair> Pairs { get; init; }

    /// <summary>What is known of every rule's settings.</summary>
    public required IReadOnlyList<RuleStamp> Stamps { get; init; }

    /// <summary>What every table says of its numbers: seeds and their purpose, source and summary of scores, steps.</summary>
    public required string Stamp { get; init; }

    /// <summary>What has to be known besides, a sentence each: too few seeds for a claim, runs that failed or are unfinished, settings that differ.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Runs and folders that could not be read, a sentence each.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Compares runs that were read.</summary>
    /// <param name="runs">At least one with a measurement.</param>
    /// <param name="options">How.</param>
    /// <param name="warnings">What could not be read.</param>
    /// <exception cref="RunException">No run has a measurement of the source, or the steps asked for.</exception>
    /// <exception cref="OptionException">There is no rule of the baseline's name.</exception>
    public static Comparison Of(IReadOnlyList<ComparedRun> runs, ComparisonOptions options, IReadOnlyList<string>? warnings = null)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentNullException.ThrowIfNull(options);
        return new ComparisonBuilder(runs, options).Build(warnings ?? []);
    }

    /// <summary>Finds the runs below folders, reads them and compares them: what <c>ratchet compare</c> does.</summary>
    /// <param name="paths">Folders of runs, of studies, or of either.</param>
    /// <param name="change">Changes how they would be compared if nothing else was said; null changes nothing.</param>
    /// <exception cref="RunException">There are no runs, or none that can be compared.</exception>
    /// <exception cref="OptionException">There is no rule of the baseline's name.</exception>
    public static Comparison OfFolders(IEnumerable<string> paths, Func<ComparisonOptions, ComparisonOptions>? change = null)
    {
        FoundRuns found = RunFinder.Find(paths);
        ComparisonOptions options = change is null ? found.Options() : change(found.Options());
        (IReadOnlyList<ComparedRun> runs, IReadOnlyList<string> warnings) = found.Read(options.Source);
        return Of(runs, options, warnings);
    }

    /// <summary>The cell of a task and a rule; null when it has no run.</summary>
    public ComparisonCell? Find(string task, string rule) => Cells.FirstOrDefault(cell => cell.Task == task && cell.Rule == rule);
}
