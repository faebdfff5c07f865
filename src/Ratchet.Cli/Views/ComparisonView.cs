using Ratchet.Studies.Comparisons;

namespace Ratchet.Cli.Views;

/// <summary>A comparison as text. What is true of all its tables is said once.</summary>
internal static class ComparisonView
{
    public static void Write(Surroundings surroundings, Comparison comparison)
    {
        IReadOnlyList<ResultTable> tables = ComparisonTables.Of(comparison);
        surroundings.Output.WriteLine(tables[0].Stamp);
        surroundings.Output.WriteLine();
        foreach (ResultTable table in tables)
        {
            new TextTable([$"{table.Title}", .. table.Headers.Skip(1)], [.. table.Rows.Select(row => row.Select(Text).ToArray())]).Write(surroundings);
            if (table.Caption.Length > 0)
            {
                surroundings.Output.WriteLine($"  {table.Caption}");
                surroundings.Output.WriteLine();
            }
        }

        foreach (string note in comparison.Notes)
            surroundings.Output.WriteLine($"Note: {note}");
    }

    private static string Text(ResultCell cell) => cell.IsBest ? $"{cell.Text} *" : cell.Text;
}
