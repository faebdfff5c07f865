namespace Ratchet.Studies.Plotting;

/// <summary>How wholes divide into parts: a horizontal bar a whole.</summary>
public sealed record StackPanel : Panel
{
    /// <summary>The axis of the values, along the bottom; it begins at 0.</summary>
    public required Axis Values { get; init; }

    /// <summary>The names of the parts, as they stand in the legend.</summary>
    public required IReadOnlyList<string> Parts { get; init; }

    /// <summary>The wholes, from the top.</summary>
    public required IReadOnlyList<StackRow> Rows { get; init; }
}

/// <summary>A whole and its parts.</summary>
/// <param name="Label">The name on the left; empty for none.</param>
/// <param name="Parts">What each part takes, not negative; what is not finite counts as 0.</param>
public sealed record StackRow(string Label, IReadOnlyList<double> Parts);
