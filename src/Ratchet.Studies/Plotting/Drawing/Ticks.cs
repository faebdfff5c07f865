using System.Globalization;

namespace Ratchet.Studies.Plotting.Drawing;

/// <summary>A tick with its label.</summary>
internal readonly record struct Tick(double Value, string Label);

/// <summary>
/// Where an axis has ticks: at multiples of 1, 2 or 5 times a power of ten (Heckbert, "Nice numbers for graph labels", Graphics Gems 1990), the closest whose labels keep
/// apart; on a logarithmic axis at the decades, or between them where there are few.
/// </summary>
internal sealed class Ticks
{
    private const double LabelSize = FigureLayout.TickSize;
    private const double Gap = 14, LeastUpright = 24, LeastMinor = 3.5;

    /// <summary>More ticks than this make an axis restless, however long it is.</summary>
    private const double Most = 8;

    private Ticks(IReadOnlyList<Tick> major, IReadOnlyList<double> minor) => (Major, Minor) = (major, minor);

    public IReadOnlyList<Tick> Major { get; }

    /// <summary>Small ticks without labels, on logarithmic axes.</summary>
    public IReadOnlyList<double> Minor { get; }

    /// <summary>Width of the widest label.</summary>
    public double LabelWidth => Major.Select(tick => TextMetrics.Width(tick.Label, LabelSize)).DefaultIfEmpty(0).Max();

    /// <summary>The ticks of an axis.</summary>
    /// <param name="range">Its ends.</param>
    /// <param name="format">How it writes numbers.</param>
    /// <param name="length">Its length in pixels.</param>
    /// <param name="isUpright">Whether it is an axis of y, whose labels stand one above the other.</param>
    public static Ticks Of(AxisRange range, AxisFormat format, double length, bool isUpright) =>
        range.IsLog ? OfRatios(range, length, isUpright) : new(Linear(range, format, length, isUpright), []);

    /// <summary>A tick at each of 1, 2, …, <paramref name="count"/>.</summary>
    public static Ticks Numbered(int count) => new([.. Enumerable.Range(1, count).Select(i => new Tick(i, i.ToString(CultureInfo.InvariantCulture)))], []);

    /// <summary>The smallest step whose labels keep apart; a single tick where there is room for no two.</summary>
    private static List<Tick> Linear(AxisRange range, AxisFormat format, double length, bool isUpright)
    {
        double span = range.High - range.Low, most = Math.Max(Math.Abs(range.Low), Math.Abs(range.High));
        List<Tick> ticks = [];
        for (double step = Nice(span / Most); step <= span * 2; step = Nice(step * 1.5))
        {
            List<Tick> candidates = Multiples(range, format, step, most);
            if (candidates.Count == 0)
                return ticks.Count > 1 ? [ticks[0]] : ticks;
            ticks = candidates;
            if (KeepApart(ticks, range, length, isUpright))
                break;
        }

        return ticks;
    }

    private static List<Tick> Multiples(AxisRange range, AxisFormat format, double step, double most)
    {
        List<Tick> ticks = [];
        double slack = step * 1e-6;
        for (double i = Math.Ceiling((range.Low - slack) / step); i * step <= range.High + slack; i++)
            ticks.Add(new(i * step, format == AxisFormat.Percent ? NumberText.Percent(i * step, step) : NumberText.Tick(i * step, step, most)));
        return ticks;
    }

    /// <summary>The least of 1, 2 and 5 times a power of ten that is not less.</summary>
    private static double Nice(double value)
    {
        double power = Math.Pow(10, NumberText.Exponent(value)), share = value / power;
        return power * (share <= 1 + 1e-9 ? 1 : share <= 2 + 1e-9 ? 2 : share <= 5 + 1e-9 ? 5 : 10);
    }

    private static Ticks OfRatios(AxisRange range, double length, bool isUpright)
    {
        int first = NumberText.Exponent(range.Low), last = NumberText.Exponent(range.High);
        bool inPowers = range.Low < 0.9e-4 || range.High >= 1e7;
        double decade = length / Math.Log10(range.High / range.Low);
        List<Tick> ticks = [];
        foreach (int[] mantissas in (int[][])[[1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 5], [1, 3], [1]])
        {
            ticks = Decades(range, mantissas, first, last, 1, inPowers);
            bool isQuiet = ticks.Count <= Most && !(inPowers && mantissas.Length > 1 && last - first > 2);
            if (isQuiet && ticks.Count > 1 && KeepApart(ticks, range, length, isUpright))
                return new(ticks, MinorOf(range, first, last, mantissas.Length == 9 ? 0 : decade));
        }

        for (int stride = 2; !KeepApart(ticks, range, length, isUpright) && stride <= last - first; stride++)
            ticks = Decades(range, [1], first, last, stride, inPowers);
        if (ticks.Count < 2 && range.High < 10 * range.Low)
            ticks = Linear(range, AxisFormat.Number, length, isUpright);
        return new(ticks, MinorOf(range, first, last, decade));
    }

    private static List<Tick> Decades(AxisRange range, int[] mantissas, int first, int last, int stride, bool inPowers)
    {
        List<Tick> ticks = [];
        for (int exponent = first; exponent <= last; exponent++)
            foreach (int mantissa in mantissas)
                if (exponent % stride == 0 && IsInside(range, mantissa * Math.Pow(10, exponent)))
                    ticks.Add(new(mantissa * Math.Pow(10, exponent), NumberText.LogTick(mantissa * Math.Pow(10, exponent), inPowers)));
        return ticks;
    }

    private static bool KeepApart(List<Tick> ticks, AxisRange range, double length, bool isUpright)
    {
        for (int i = 1; i < ticks.Count; i++)
        {
            double apart = (range.Place(ticks[i].Value) - range.Place(ticks[i - 1].Value)) * length;
            double room = isUpright ? LeastUpright : ((TextMetrics.Width(ticks[i].Label, LabelSize) + TextMetrics.Width(ticks[i - 1].Label, LabelSize)) / 2) + Gap;
            if (apart < room)
                return false;
        }

        return true;
    }

    /// <summary>2 to 9 times each power of ten, where the closest two keep apart; otherwise the powers.</summary>
    private static List<double> MinorOf(AxisRange range, int first, int last, double decade)
    {
        List<double> minor = [];
        bool isFine = decade * Math.Log10(10.0 / 9) >= LeastMinor / 2;
        for (int exponent = first; decade >= LeastMinor && exponent <= last; exponent++)
            for (int mantissa = 1; mantissa <= (isFine ? 9 : 1); mantissa++)
                if (IsInside(range, mantissa * Math.Pow(10, exponent)))
                    minor.Add(mantissa * Math.Pow(10, exponent));
        return minor;
    }

    private static bool IsInside(AxisRange range, double value) => value >= range.Low * (1 - 1e-9) && value <= range.High * (1 + 1e-9);
}
