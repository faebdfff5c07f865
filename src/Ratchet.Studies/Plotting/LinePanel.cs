namespace Ratchet.Studies.Plotting;

/// <summary>Curves over x.</summary>
public sealed record LinePanel : Panel
{
    /// <summary>The axis of x.</summary>
    public required Axis X { get; init; }

    /// <summary>The axis of y.</summary>
    public required Axis Y { get; init; }

    /// <summary>The curves, drawn in this order.</summary>
    public required IReadOnlyList<LineSeries> Lines { get; init; }

    /// <summary>Horizontal lines at values of y.</summary>
    public IReadOnlyList<ReferenceLine> Across { get; init; } = [];

    /// <summary>Vertical lines at values of x.</summary>
    public IReadOnlyList<ReferenceLine> Upright { get; init; } = [];
}

/// <summary>A curve with a band, or single runs without one.</summary>
/// <param name="Label">Its name in the legend; curves of several panels with one label share an entry.</param>
/// <param name="Style">Index of its colour and marker: the same for the same thing in all panels.</param>
/// <param name="X">Where its points stand, ascending.</param>
/// <param name="Y">Its points; one that is not finite is a gap.</param>
public sealed record LineSeries(string Label, int Style, IReadOnlyList<double> X, IReadOnlyList<double> Y)
{
    /// <summary>The band's lower edge over <see cref="X"/>; empty for no band.</summary>
    public IReadOnlyList<double> Low { get; init; } = [];

    /// <summary>The band's upper edge over <see cref="X"/>.</summary>
    public IReadOnlyList<double> High { get; init; } = [];

    /// <summary>Single runs, drawn thin in the same colour.</summary>
    public IReadOnlyList<Trace> Runs { get; init; } = [];

    /// <summary>Whether the line is dashed.</summary>
    public bool IsDashed { get; init; }

    /// <summary>Whether points are joined by steps (a value holds until the next x) instead of straight lines.</summary>
    public bool IsStepped { get; init; }
}

/// <summary>The points of a single run.</summary>
/// <param name="X">Where its points stand, ascending.</param>
/// <param name="Y">Its points; one that is not finite is a gap.</param>
public sealed record Trace(IReadOnlyList<double> X, IReadOnlyList<double> Y);
