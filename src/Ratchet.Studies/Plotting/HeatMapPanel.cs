namespace Ratchet.Studies.Plotting;

/// <summary>Values over a grid, with a colour bar.</summary>
public sealed record HeatMapPanel : Panel
{
    /// <summary>The axis of x; <see cref="AxisScale.Log"/> for centres that are equally far apart in their logarithm.</summary>
    public required Axis X { get; init; }

    /// <summary>The axis of y.</summary>
    public required Axis Y { get; init; }

    /// <summary>Centres of the columns, ascending; the cells' edges lie halfway.</summary>
    public required IReadOnlyList<double> Columns { get; init; }

    /// <summary>Centres of the rows, ascending: the first row is drawn at the bottom.</summary>
    public required IReadOnlyList<double> Rows { get; init; }

    /// <summary>The value at (row, column), row by row; one that is not finite stays empty.</summary>
    public required IReadOnlyList<double> Values { get; init; }

    /// <summary>What the values are, along the colour bar; its ends are <see cref="Axis.Low"/> and <see cref="Axis.High"/>, else those of the data.</summary>
    public required Axis Colours { get; init; }

    /// <summary>How a value becomes a colour; a diverging map has its neutral colour at 0.</summary>
    public ColourMap Map { get; init; } = ColourMap.Sequential;
}
