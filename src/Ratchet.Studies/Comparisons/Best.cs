using Ratchet.Studies.Statistics;

namespace Ratchet.Studies.Comparisons;

/// <summary>Which cells of a task are set in bold: <see cref="Comparison.BestRule"/>.</summary>
internal static class Best
{
    public static IEnumerable<ComparisonCell> Mark(IReadOnlyList<ComparisonCell> cells)
    {
        if (cells.MaxBy(cell => cell.Mean.Value)?.Mean.Interval is not { } best)
            return cells;
        bool[] isBest = [.. cells.Select(cell => cell.Mean.Interval is { } interval && interval.Overlaps(best))];
        // Nobody knows whether a cell without an interval would overlap: a mark that sets all others off from it alone says too much.
        return cells.Where((cell, i) => !isBest[i]).All(cell => cell.Mean.Interval is null) ? cells : cells.Select((cell, i) => cell with { IsBest = isBest[i] });
    }
}
