using System.Globalization;

namespace Ratchet.Cli.Views;

/// <summary>How often values occur, as horizontal bars: one for each value where there are few, else one for each of some equal intervals.</summary>
internal sealed class Histogram
{
    private const int MostBars = 12;
    private const string Eighths = " ▏▎▍▌▋▊▉█";

    private readonly List<(string Label, int Count)> _bars = [];

    public Histogram(IReadOnlyCollection<double> values)
    {
        double[] distinct = [.. values.Distinct().Order().Take(MostBars + 1)];
        if (distinct.Length <= MostBars)
            foreach (double value in distinct)
                _bars.Add((Number(value), values.Count(other => other == value)));
        else
            AddIntervals(values);
    }

    /// <summary>A line for each bar; the longest bar is as wide as is said.</summary>
    public IEnumerable<(string Label, string Bar, string Count)> Lines(int width)
    {
        int most = _bars.Max(bar => bar.Count), labelWidth = _bars.Max(bar => bar.Label.Length), countWidth = Wording.Count(most).Length;
        foreach ((string label, int count) in _bars)
            yield return (label.PadLeft(labelWidth), Bar((double)count / most * width), Wording.Count(count).PadLeft(countWidth));
    }

    private void AddIntervals(IReadOnlyCollection<double> values)
    {
        double low = values.Min(), high = values.Max(), width = RoundUp((high - low) / MostBars), start = Math.Floor(low / width) * width;
        int bars = (int)((high - start) / width) + 1;
        var counts = new int[bars];
        foreach (double value in values)
            counts[Math.Clamp((int)((value - start) / width), 0, bars - 1)]++;
        for (int i = 0; i < bars; i++)
            _bars.Add(($"{Number(start + i * width)} … {Number(start + (i + 1) * width)}", counts[i]));
    }

    /// <summary>The next number of the form 1, 2 or 5 times a power of ten.</summary>
    private static double RoundUp(double value)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return power * (value <= power ? 1 : value <= 2 * power ? 2 : value <= 5 * power ? 5 : 10);
    }

    private static string Bar(double length)
    {
        int eighths = (int)Math.Round(8 * length);
        // What occurs at all is seen.
        eighths = length > 0 && eighths == 0 ? 1 : eighths;
        return new string('█', eighths / 8) + (eighths % 8 == 0 ? "" : Eighths[eighths % 8]);
    }

    private static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
