namespace Ratchet.Studies.Plotting;

/// <summary>How an axis places numbers.</summary>
public enum AxisScale
{
    /// <summary>Equal differences are equally far apart.</summary>
    Linear,

    /// <summary>Equal ratios are equally far apart; numbers that are not positive are left out.</summary>
    Log,
}

/// <summary>How an axis writes numbers.</summary>
public enum AxisFormat
{
    /// <summary>0.05, 5000, 200k, 1.5M.</summary>
    Number,

    /// <summary>A share: 0.25 is 25%.</summary>
    Percent,
}

/// <summary>An axis of numbers.</summary>
/// <param name="Label">What it shows, with the unit in parentheses where it has one.</param>
/// <param name="Scale">How it places numbers.</param>
/// <param name="Low">Its lower end; null takes it from the data.</param>
/// <param name="High">Its upper end; null takes it from the data.</param>
/// <param name="Format">How it writes numbers.</param>
public sealed record Axis(string Label, AxisScale Scale = AxisScale.Linear, double? Low = null, double? High = null, AxisFormat Format = AxisFormat.Number);

/// <summary>A dashed line across a plot, such as ε: it belongs to the axis whose value it marks.</summary>
/// <param name="At">The value.</param>
/// <param name="Label">Its name in the legend; empty for none.</param>
public sealed record ReferenceLine(double At, string Label = "");
