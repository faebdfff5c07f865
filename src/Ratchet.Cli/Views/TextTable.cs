using Spectre.Console;

namespace Ratchet.Cli.Views;

/// <summary>Aligned columns: the first holds names, the last text that may be long. On a terminal that is wide enough that text is wrapped; elsewhere a row is a line, which is what scripts want.</summary>
internal sealed class TextTable(string[] headers, string[][] rows)
{
    private const int Gap = 2;
    private const int NarrowestText = 24;

    public void Write(Surroundings surroundings)
    {
        // Names are indented below the title.
        int[] widths = [.. headers.Select((header, i) => Math.Max(header.Length - (i == 0 ? Gap : 0), rows.Max(row => row[i].Length)))];
        if (surroundings.IsTerminal && Consoles.Create(surroundings) is var console && console.Profile.Width >= widths[..^1].Sum(width => width + Gap) + NarrowestText)
            WriteWrapped(console);
        else
            WriteLines(surroundings.Output, widths);
    }

    private void WriteLines(TextWriter output, int[] widths)
    {
        output.WriteLine(Line(headers, widths, widths[0] + Gap));
        foreach (string[] row in rows)
            output.WriteLine($"{new string(' ', Gap)}{Line(row, widths, widths[0])}");
        output.WriteLine();
    }

    private static string Line(string[] cells, int[] widths, int first) =>
        string.Concat(cells.Select((cell, i) => cell.PadRight((i == 0 ? first : widths[i]) + Gap))).TrimEnd();

    private void WriteWrapped(IAnsiConsole console)
    {
        var grid = new Grid();
        for (int i = 0; i < headers.Length; i++)
            grid.AddColumn(i < headers.Length - 1 ? new GridColumn().NoWrap().PadLeft(0).PadRight(Gap) : new GridColumn().PadLeft(0).PadRight(0));
        grid.AddRow([.. headers.Select((header, i) => new Text(header, i == 0 ? new Style(decoration: Decoration.Bold) : new Style(decoration: Decoration.Dim)))]);
        foreach (string[] row in rows)
            grid.AddRow([.. row.Select((cell, i) => i == 0 ? new Text($"  {cell}", new Style(Color.Blue)) : new Text(cell))]);
        console.Write(grid);
        console.WriteLine();
    }
}
