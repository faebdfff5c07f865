namespace Ratchet.Studies.Plotting.Drawing;

/// <summary>Where bars lie that stand below each other in groups.</summary>
internal sealed class Rows
{
    private const double Bar = 15, BarInGroup = 12, Gap = 9;

    private readonly int[] _counts;
    private readonly double _bar;

    /// <summary>Places groups with so many bars each; an empty group keeps its place.</summary>
    public Rows(IEnumerable<int> counts)
    {
        _counts = [.. counts.Select(count => Math.Max(count, 1))];
        _bar = _counts.All(count => count == 1) ? Bar : BarInGroup;
    }

    public double Height => Math.Max(_counts.Sum(count => (count * _bar) + Gap), 2 * Bar);

    /// <summary>Top and height of a bar.</summary>
    public (double Top, double Height) Place(Rect area, int group, int index)
    {
        double scale = area.Height / Height, top = area.Top + (scale * Gap / 2);
        for (int i = 0; i < group; i++)
            top += scale * ((_counts[i] * _bar) + Gap);
        double room = scale * _bar, height = Math.Min(room, 1.5 * _bar);
        return (top + (index * room) + ((room - height) / 2), height);
    }

    /// <summary>The middle of a group.</summary>
    public double Middle(Rect area, int group)
    {
        (double top, double height) = Place(area, group, 0);
        return (top + Place(area, group, _counts[group] - 1).Top + height) / 2;
    }
}
