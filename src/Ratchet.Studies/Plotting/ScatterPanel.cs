namespace Ratchet.Studies.Plotting;

/// <summary>Points over x, with a fitted curve.</summary>
public sealed record ScatterPanel : Panel
{
    /// <summary>The axis of x.</summary>
    public required Axis X { get; init; }

    /// <summary>The axis of y.</summary>
    public required Axis Y { get; init; }

    /// <summary>The points.</summary>
    public required IReadOnlyList<PointSeries> Points { get; init; }

    /// <summary>Fitted curves with their bands, drawn below the points.</summary>
    public IReadOnlyList<LineSeries> Fits { get; init; } = [];

    /// <summary>Vertical lines at values of x, such as a default.</summary>
    public IReadOnlyList<ReferenceLine> Upright { get; init; } = [];

    /// <summary>Horizontal lines at values of y.</summary>
    public IReadOnlyList<ReferenceLine> Across { get; init; } = [];
}

/// <summary>Points of one kind.</summary>
/// <param name="Label">Their name in the legend.</param>
/// <param name="Style">Index of their colour and marker.</param>
/// <param name="X">Their places.</param>
/// <param name="Y">Their values.</param>
public sealed record PointSeries(string Label, int Style, IReadOnlyList<double> X, IReadOnlyList<double> Y);
