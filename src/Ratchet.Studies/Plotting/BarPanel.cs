namespace Ratchet.Studies.Plotting;

/// <summary>Estimates with intervals, one below the other, so that their names can be read.</summary>
public sealed record BarPanel : Panel
{
    /// <summary>The axis of the values, along the bottom.</summary>
    public required Axis Values { get; init; }

    /// <summary>The groups, from the top.</summary>
    public required IReadOnlyList<BarGroup> Groups { get; init; }

    /// <summary>Where bars begin; null draws no bars, but a stroke at each value in its interval: for numbers of which a zero says nothing.</summary>
    public double? Baseline { get; init; }

    /// <summary>Vertical lines at values.</summary>
    public IReadOnlyList<ReferenceLine> Upright { get; init; } = [];
}

/// <summary>Bars under one name.</summary>
/// <param name="Label">The name on the left.</param>
/// <param name="Bars">The bars, from the top.</param>
public sealed record BarGroup(string Label, IReadOnlyList<Bar> Bars);

/// <summary>An estimate with its interval.</summary>
/// <param name="Label">Its name in the legend; empty when the group's name says it.</param>
/// <param name="Style">Index of its colour.</param>
/// <param name="Value">The estimate; not finite for none.</param>
/// <param name="Low">The interval's lower end; NaN for no interval.</param>
/// <param name="High">The interval's upper end.</param>
public sealed record Bar(string Label, int Style, double Value, double Low = double.NaN, double High = double.NaN)
{
    /// <summary>The values of single runs, of which <see cref="Value"/> is the mean: markers beside it. For few runs, which have no interval.</summary>
    public IReadOnlyList<double> Runs { get; init; } = [];
}
