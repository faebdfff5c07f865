using System.Globalization;
using Ratchet.Studies.Definitions;
using Ratchet.Studies.Statistics;

namespace Ratchet.Studies.Comparisons;

/// <summary>The tables of a comparison. Every caption has the stamp: seeds, source and summary of the scores, steps.</summary>
public static class ComparisonTables
{
    private const string None = "–";

    /// <summary>All tables that the comparison has something for: scores, aggregates, pairs of rules, settings, references.</summary>
    public static IReadOnlyList<ResultTable> Of(Comparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        List<ResultTable> tables = [Scores(comparison)];
        if (comparison.Aggregates.Count > 0)
            tables.Add(Aggregated(comparison));
        if (comparison.Pairs.Count > 0)
            tables.Add(Pairs(comparison));
        tables.Add(Settings(comparison));
        if (comparison.References.Count > 0)
            tables.Add(References(comparison));
        return tables;
    }

    /// <summary>Mean score, deviation over seeds and interval for each task and rule.</summary>
    public static ResultTable Scores(Comparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        bool isEven = comparison.Cells.All(cell => cell.Seeds == comparison.Cells[0].Seeds);
        bool hasIntervals = comparison.Cells.Any(cell => cell.Mean.Interval is not null);
        bool hasDeviations = comparison.Cells.Any(cell => cell.Seeds > 1);
        string shown = hasDeviations ? $"Mean ± deviation over seeds{(hasIntervals ? " [95 % interval of the mean]" : "")}{(isEven ? "" : ", number of seeds")}." : "Single runs.";
        return new ResultTable(
            "Scores", ["Task", .. comparison.Rules], [.. comparison.Tasks.Select(task => (IReadOnlyList<ResultCell>)[task, .. comparison.Rules.Select(rule => Text(comparison.Find(task, rule), isEven))])],
            Stamp(comparison), hasIntervals ? $"{shown} {Comparison.BestRule}" : shown);
    }

    /// <summary>Normalised scores over all tasks.</summary>
    public static ResultTable Aggregated(Comparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return new ResultTable(
            "Over all tasks", ["Rule", "Interquartile mean", "Median", "Mean", "Optimality gap", "Runs"],
            [.. comparison.Aggregates.Select(rule => (IReadOnlyList<ResultCell>)
            [
                rule.Rule, ResultText.Of(rule.InterquartileMean), ResultText.Of(rule.Median), ResultText.Of(rule.Mean), ResultText.Of(rule.OptimalityGap), ResultText.Count(rule.Runs),
            ])],
            Stamp(comparison), $"Scores normalised to 0 for random actions and 1 for a published reference, over {string.Join(", ", comparison.AggregatedTasks)}. A smaller gap is better.");
    }

    /// <summary>Rules two by two.</summary>
    public static ResultTable Pairs(Comparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return new ResultTable(
            "Pairs of rules", ["X, Y", "P(X > Y)", "p", "p (Holm)", "Pairs", "Tasks"],
            [.. comparison.Pairs.Select(pair => (IReadOnlyList<ResultCell>)
            [
                $"{pair.First}, {pair.Second}", ResultText.Of(pair.Improvement), ResultText.OfP(pair.P), ResultText.OfP(pair.AdjustedP), ResultText.Count(pair.Pairs), ResultText.Count(pair.Tasks),
            ])],
            Stamp(comparison), "P(X > Y): how often a run of X has a greater score than one of Y on the same task, ties half. p: sign-flip test on differences between runs of equal task and seed, then Holm's correction over all pairs.");
    }

    /// <summary>Settings of every rule, and how they were found.</summary>
    public static ResultTable Settings(Comparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return new ResultTable(
            "Settings", ["Rule", "Changed from its preset", "Tuned"],
            [.. comparison.Stamps.Select(stamp => (IReadOnlyList<ResultCell>)[stamp.Rule, stamp.Changes.Count == 0 ? "nothing: default settings" : string.Join(", ", stamp.Changes), stamp.Tuning ?? None])], Stamp(comparison), "");
    }

    /// <summary>What stands for 0 and 1.</summary>
    public static ResultTable References(Comparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return new ResultTable(
            "References", ["Task", "Random (0)", "Reference (1)", "Source"],
            [.. comparison.Tasks.Where(comparison.References.ContainsKey).Select(task => Row(task, comparison.References[task]))], "", "A score x is normalised as (x − random) / (reference − random).");

        static IReadOnlyList<ResultCell> Row(string task, TaskReference reference) => [task, ResultText.Of(reference.Random), ResultText.Of(reference.Reference), reference.Source];
    }

    private static ResultCell Text(ComparisonCell? cell, bool isEven)
    {
        if (cell is null)
            return None;
        string deviation = double.IsNaN(cell.Deviation) ? "" : $" ± {ResultText.Of(cell.Deviation)}";
        string interval = cell.Mean.Interval is Interval found ? $" {ResultText.Of(found)}" : "";
        string seeds = isEven ? "" : string.Create(CultureInfo.InvariantCulture, $", {cell.Seeds}");
        return new ResultCell($"{ResultText.Of(cell.Mean.Value)}{deviation}{interval}{seeds}", cell.IsBest);
    }

    private static string Stamp(Comparison comparison)
    {
        bool isClaim = comparison.Cells.All(cell => cell.Seeds >= ComparisonOptions.FewestForClaim);
        string claim = isClaim ? "" : $" Fewer than {ComparisonOptions.FewestForClaim} seeds in some cells: no claim is made.";
        return $"{char.ToUpperInvariant(comparison.Stamp[0])}{comparison.Stamp[1..]}.{claim}";
    }
}
