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
        return isBest.All(marked => marked) ? cells : cells.Select((cell, i) => cell with { IsBest = isBest[i] });
    }
}
