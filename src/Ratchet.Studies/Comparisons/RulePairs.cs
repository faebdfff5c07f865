using Ratchet.Studies.Statistics;

namespace Ratchet.Studies.Comparisons;

/// <summary>Compares rules two by two.</summary>
internal static class RulePairs
{
    public static IReadOnlyList<RulePair> Of(IReadOnlyList<ComparisonCell> cells, IReadOnlyList<string> rules, ComparisonOptions options, StratifiedBootstrap bootstrap)
    {
        ILookup<string, ComparisonCell> byRule = cells.ToLookup(cell => cell.Rule, StringComparer.Ordinal);
        RulePair[] pairs =
        [
            .. Named(rules, options.Baseline).AsParallel().AsOrdered()
                .Select(names => Compare(names.First, names.Second, [.. Common(byRule[names.First], byRule[names.Second])], options, bootstrap)).OfType<RulePair>(),
        ];
        return Adjust(pairs);
    }

    private static IEnumerable<(string First, string Second)> Named(IReadOnlyList<string> rules, string? baseline) => baseline is null
        ? rules.SelectMany((first, i) => rules.Skip(i + 1).Select(second => (first, second)))
        : rules.Where(rule => rule != baseline).Select(rule => (rule, baseline));

    private static IEnumerable<(ComparisonCell First, ComparisonCell Second)> Common(IEnumerable<ComparisonCell> first, IEnumerable<ComparisonCell> second) =>
        first.Join(second, cell => cell.Task, cell => cell.Task, (one, other) => (one, other), StringComparer.Ordinal);

    private static RulePair? Compare(string first, string second, (ComparisonCell First, ComparisonCell Second)[] tasks, ComparisonOptions options, StratifiedBootstrap bootstrap)
    {
        if (tasks.Length == 0)
            return null;
        ScoreTable x = TableOf(tasks.Select(task => task.First)), y = TableOf(tasks.Select(task => task.Second));
        bool isEnough = Math.Min(x.FewestSeeds, y.FewestSeeds) >= ComparisonOptions.FewestForInterval;
        double[][] differences = [.. tasks.Select(task => Differences(task.First, task.Second))];
        bool hasPairs = differences.All(task => task.Length >= ComparisonOptions.FewestForInterval);
        return new RulePair(
            first, second, tasks.Length, new Estimate(Improvement.Probability(x, y), isEnough ? bootstrap.Interval(x, y, Improvement.Probability) : null),
            differences.Sum(task => task.Length), hasPairs ? SignFlipTest.PValue(differences, seed: options.Seed) : null, null);
    }

    private static ScoreTable TableOf(IEnumerable<ComparisonCell> cells) => new(cells.Select(cell => (IReadOnlyList<double>)[.. cell.Scores.Select(score => score.Score)]));

    private static double[] Differences(ComparisonCell first, ComparisonCell second) =>
        [.. first.Scores.Join(second.Scores, score => score.Seed, score => score.Seed, (one, other) => one.Score - other.Score)];

    private static RulePair[] Adjust(RulePair[] pairs)
    {
        int[] tested = [.. Enumerable.Range(0, pairs.Length).Where(i => pairs[i].P is not null)];
        double[] adjusted = Holm.Adjust([.. tested.Select(i => pairs[i].P!.Value)]);
        for (int k = 0; k < tested.Length; k++)
            pairs[tested[k]] = pairs[tested[k]] with { AdjustedP = adjusted[k] };
        return pairs;
    }
}
