namespace Ratchet.Cli.Views;

/// <summary>A history of numbers as one line of small bars. Its memory is bounded: when it is full, neighbours are averaged.</summary>
internal sealed class Sparkline
{
    private const int Capacity = 1024;
    private const string Bars = "▁▂▃▄▅▆▇█";

    private readonly List<double> _values = new(Capacity);
    private double _sum;
    private int _count;
    private int _perValue = 1;

    /// <summary>Appends a number; those that are not finite are left out.</summary>
    public void Add(double value)
    {
        if (!double.IsFinite(value))
            return;
        _sum += value;
        if (++_count < _perValue)
            return;
        _values.Add(_sum / _count);
        (_sum, _count) = (0, 0);
        if (_values.Count == Capacity)
            Halve();
    }

    /// <summary>The whole history in at most <paramref name="width"/> characters; the lowest value is the lowest bar.</summary>
    public string Render(int width)
    {
        int cells = Math.Min(width, _values.Count);
        if (cells == 0)
            return "";
        var means = new double[cells];
        for (int i = 0; i < cells; i++)
            means[i] = Mean(_values.Count * i / cells, _values.Count * (i + 1) / cells);
        double low = means.Min(), span = means.Max() - low;
        return string.Concat(means.Select(mean => Bars[span > 0 ? (int)((mean - low) / span * (Bars.Length - 1) + 0.5) : 0]));
    }

    private double Mean(int start, int end)
    {
        double sum = 0;
        for (int i = start; i < end; i++)
            sum += _values[i];
        return sum / (end - start);
    }

    private void Halve()
    {
        for (int i = 0; i < Capacity / 2; i++)
            _values[i] = (_values[2 * i] + _values[2 * i + 1]) / 2;
        _values.RemoveRange(Capacity / 2, Capacity / 2);
        _perValue *= 2;
    }
}
