using System.Globalization;
using Ratchet.Studies.Plotting;

namespace Ratchet.Studies.Figures;

/// <summary>A drift in a figure.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Slope">g(r, A) = ∂(rA − f)/∂r at some ratios and an advantage.</param>
public sealed record ShownDrift(string Name, Func<IReadOnlyList<double>, double, IReadOnlyList<double>> Slope);

/// <summary>The figures of a drift as the paper of Discovered Policy Optimisation has them (Lu et al. 2022, Figures 1 to 3, 5 and 9).</summary>
public static class DriftFigures
{
    private const double LowestRatio = 0.01, GreatestRatio = 2, GreatestAdvantage = 3;
    private const int Columns = 100, Rows = 60, Points = 400;

    private static readonly double[] Slices = [-2, -1, -0.5, 0.5, 1, 2];

    /// <summary>For each drift the map of g over r and A, and below it the slices at fixed A.</summary>
    public static Figure Of(IReadOnlyList<ShownDrift> drifts)
    {
        ArgumentNullException.ThrowIfNull(drifts);
        return new Figure
        {
            Title = "The slope of the objective",
            Description = $"∂(rA − f)/∂r of {string.Join(", ", drifts.Select(drift => drift.Name))}: as a map over the ratio r and the advantage A, and at fixed advantages.",
            Note = "r: probability of the action under the new policy over that under the old one. Where the slope is positive (orange) the update pushes r up, where it is negative (blue) down.",
            Panels = [.. drifts.Select(MapOf), .. drifts.Select(SlicesOf)],
            Columns = drifts.Count,
            PlotHeight = 190,
        };
    }

    private static HeatMapPanel MapOf(ShownDrift drift)
    {
        double[] columns = Between(LowestRatio, GreatestRatio, Columns), rows = Between(-GreatestAdvantage, GreatestAdvantage, Rows);
        return new HeatMapPanel
        {
            Title = drift.Name,
            X = new("ratio r"),
            Y = new("advantage A"),
            Columns = columns,
            Rows = rows,
            Values = [.. rows.SelectMany(advantage => drift.Slope(columns, advantage))],
            Colours = new("∂(rA − f)/∂r", Low: -GreatestAdvantage, High: GreatestAdvantage),
            Map = ColourMap.Diverging,
        };
    }

    private static LinePanel SlicesOf(ShownDrift drift)
    {
        double[] ratios = Between(LowestRatio, GreatestRatio, Points);
        return new LinePanel
        {
            X = new("ratio r", Low: 0, High: GreatestRatio),
            Y = new("∂(rA − f)/∂r", Low: -GreatestAdvantage, High: GreatestAdvantage),
            Lines = [.. Slices.Select((advantage, style) => new LineSeries(string.Create(CultureInfo.InvariantCulture, $"A = {advantage}"), style, ratios, drift.Slope(ratios, advantage)))],
            Across = [new(0)],
            Upright = [new(1)],
        };
    }

    private static double[] Between(double low, double high, int count) => [.. Enumerable.Range(0, count).Select(i => low + ((high - low) * (i + 0.5) / count))];
}
