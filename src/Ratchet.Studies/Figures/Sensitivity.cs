using Ratchet.Studies.Plotting;

namespace Ratchet.Studies.Figures;

/// <summary>One trial of a search: a setting's value and the score that it led to.</summary>
/// <param name="Value">The value.</param>
/// <param name="Score">The score.</param>
public readonly record struct Trial(double Value, double Score);

/// <summary>How a score depends on a setting.</summary>
public static class Sensitivity
{
    /// <summary>A point for each trial, and where there are enough a fitted parabola (in the logarithm, on a logarithmic axis) with the 95 % interval of its mean.</summary>
    /// <param name="setting">The setting's name.</param>
    /// <param name="trials">The trials.</param>
    /// <param name="score">What the score is.</param>
    /// <param name="scale">The scale of the setting; logarithmic for rates and bounds.</param>
    /// <param name="usual">The setting's value by default, marked by a line; null for none.</param>
    public static Figure Of(string setting, IReadOnlyList<Trial> trials, string score = "score", AxisScale scale = AxisScale.Log, double? usual = null)
    {
        ArgumentNullException.ThrowIfNull(trials);
        Trial[] shown = [.. trials.Where(trial => double.IsFinite(trial.Score) && (scale == AxisScale.Log ? trial.Value > 0 : double.IsFinite(trial.Value)))];
        bool isFit = Parabola.TryFit([.. shown.Select(trial => PlaceOf(trial.Value, scale))], [.. shown.Select(trial => trial.Score)], out Parabola? fit);
        return new Figure
        {
            Title = $"Sensitivity to {setting}",
            Description = $"{score} of {shown.Length} trials over {setting}.",
            Panels =
            [
                new ScatterPanel
                {
                    X = new(setting, scale),
                    Y = new(score),
                    Points = [new("a trial", 0, [.. shown.Select(trial => trial.Value)], [.. shown.Select(trial => trial.Score)])],
                    Fits = isFit ? [LineOf(fit!, shown, scale)] : [],
                    Upright = usual is { } value ? [new(value, "default")] : [],
                },
            ],
            PlotHeight = 190,
        };
    }

    private static LineSeries LineOf(Parabola fit, Trial[] trials, AxisScale scale)
    {
        const int Points = 60;
        double low = PlaceOf(trials.Min(trial => trial.Value), scale), high = PlaceOf(trials.Max(trial => trial.Value), scale);
        double[] places = [.. Enumerable.Range(0, Points + 1).Select(i => low + ((high - low) * i / Points))];
        (double Mean, double Half)[] fitted = Array.ConvertAll(places, fit.At);
        return new LineSeries("fitted parabola, 95 % interval", 5, Array.ConvertAll(places, place => scale == AxisScale.Log ? Math.Exp(place) : place), [.. fitted.Select(at => at.Mean)])
        {
            Low = [.. fitted.Select(at => at.Mean - at.Half)],
            High = [.. fitted.Select(at => at.Mean + at.Half)],
        };
    }

    private static double PlaceOf(double value, AxisScale scale) => scale == AxisScale.Log ? Math.Log(value) : value;
}
