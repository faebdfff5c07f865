using Ratchet.Studies.Plotting.Drawing;

namespace Ratchet.Studies.Plotting;

/// <summary>Panels side by side under one title. The same figure is the same SVG, byte for byte.</summary>
public sealed record Figure
{
    /// <summary>The title; empty for a figure whose caption stands elsewhere.</summary>
    public required string Title { get; init; }

    /// <summary>The panels, row by row.</summary>
    public required IReadOnlyList<Panel> Panels { get; init; }

    /// <summary>What a reader who does not see the picture is told.</summary>
    public string Description { get; init; } = "";

    /// <summary>A line below the panels: how many seeds, which range, which interval.</summary>
    public string Note { get; init; } = "";

    /// <summary>How many panels stand side by side; panels that show the same axis share its label.</summary>
    public int Columns { get; init; } = 1;

    /// <summary>One legend for all panels under the title; otherwise a panel with several entries has its own.</summary>
    public bool SharedLegend { get; init; } = true;

    /// <summary>Width in pixels (96 an inch) with text of 12; 0 chooses by the columns, so that text keeps at least 7 points when the figure is printed at its column's width.</summary>
    public double Width { get; init; }

    /// <summary>Height of a panel's plot in pixels, without its labels; a panel of bars may take more.</summary>
    public double PlotHeight { get; init; } = 150;

    /// <summary>The picture.</summary>
    public string ToSvg(Theme theme) => new FigureLayout(this, theme).ToSvg();
}
