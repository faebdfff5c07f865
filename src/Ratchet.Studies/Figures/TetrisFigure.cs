using Ratchet.Studies.Plotting;

namespace Ratchet.Studies.Figures;

/// <summary>How the centre of a search for a controller of Tetris played.</summary>
/// <param name="Name">What searched; searches of one name differ in their seeds.</param>
/// <param name="Generations">The generations after which it played, ascending.</param>
/// <param name="Lines">Its mean lines after each.</param>
public sealed record TetrisCurve(string Name, IReadOnlyList<double> Generations, IReadOnlyList<double> Lines);

/// <summary>Searches for controllers of Tetris, generation by generation, beside what Szita and Lőrincz (2006) published.</summary>
public static class TetrisFigure
{
    /// <summary>Lines of the final controllers of the paper, on 20 rows: without noise, with constant and with decreasing noise.</summary>
    private static readonly double[] Published = [21_252, 72_705, 348_895];

    /// <summary>A panel: for each name the mean over its searches, and each search thinly.</summary>
    /// <param name="searches">The searches.</param>
    /// <param name="isPublishedBoard">Whether all of them play on 20 rows, as the paper does.</param>
    public static Figure Of(IReadOnlyList<TetrisCurve> searches, bool isPublishedBoard)
    {
        ArgumentNullException.ThrowIfNull(searches);
        return new Figure
        {
            Title = "Searching for a controller of Tetris",
            Description = $"Mean lines of the centre of {searches.Count} searches over their generations.",
            Note = isPublishedBoard
                ? "Thick: mean over the seeds that are so far. Dashed: published by Szita and Lőrincz (2006), 21,252, 72,705 and 348,895 lines."
                : "Thick: mean over the seeds that are so far.",
            Panels =
            [
                new LinePanel
                {
                    X = new("generation"),
                    Y = new("lines a game", AxisScale.Log),
                    Lines = [.. searches.GroupBy(search => search.Name, StringComparer.Ordinal).Select((group, style) => SeriesOf(group.Key, style, [.. group]))],
                    Across = isPublishedBoard ? [.. Published.Select(lines => new ReferenceLine(lines))] : [],
                },
            ],
            PlotHeight = 300,
        };
    }

    private static LineSeries SeriesOf(string name, int style, TetrisCurve[] searches)
    {
        double[] x = [.. searches.SelectMany(search => search.Generations).Distinct().Order()];
        return new LineSeries(name, style, x, Array.ConvertAll(x, generation => MeanAt(searches, generation)))
        {
            Runs = searches.Length > 1 ? [.. searches.Select(search => new Trace(search.Generations, search.Lines))] : [],
        };
    }

    private static double MeanAt(TetrisCurve[] searches, double generation) =>
        searches.SelectMany(search => search.Generations.Zip(search.Lines)).Where(point => point.First == generation).Average(point => point.Second);
}
