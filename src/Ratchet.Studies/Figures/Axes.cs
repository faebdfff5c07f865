using Ratchet.Studies.Comparisons;
using Ratchet.Studies.Plotting;

namespace Ratchet.Studies.Figures;

/// <summary>The axes that figures share, so that panels of one kind read alike.</summary>
internal static class Axes
{
    public static Axis Steps { get; } = new("environment steps", Low: 0);

    public static Axis StepsUpTo(double steps) => Steps with { High = steps };

    public static Axis Of(Comparison comparison) =>
        comparison.Options.Clock == ComparisonClock.Time ? new("wall time compared (%)", Low: 0, High: comparison.Steps) : StepsUpTo(comparison.Steps);

    public static Axis NormalizedScore { get; } = new("normalised score");

    public static Axis Share(string label) => new(label, Low: 0, High: 1, Format: AxisFormat.Percent);
}
