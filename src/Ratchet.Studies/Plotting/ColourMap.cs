namespace Ratchet.Studies.Plotting;

/// <summary>Values as colours, the same on light and dark paper. Between its stops a map runs straight in sRGB.</summary>
public sealed class ColourMap
{
    private readonly Colour[] _stops;

    private ColourMap(bool isDiverging, params string[] stops) => (IsDiverging, _stops) = (isDiverging, Array.ConvertAll(stops, Colour.Parse));

    /// <summary>From dark blue over green to light yellow; lightness rises all the way, so that it holds in grey print.</summary>
    public static ColourMap Sequential { get; } = new(false, "#16214f", "#23497f", "#2b7189", "#3c9686", "#74b87b", "#bcd57c", "#f7f0a3");

    /// <summary>Blue below zero, near-white at zero, orange above; blue and orange stay apart for readers without red or green cones.</summary>
    public static ColourMap Diverging { get; } = new(true, "#123f7a", "#3678b3", "#8fbadb", "#f4f4f2", "#f2b27c", "#cf6a1f", "#7d3409");

    /// <summary>Whether its middle stands for 0.</summary>
    public bool IsDiverging { get; }

    /// <summary>The colour of a place from 0 (least) to 1 (greatest).</summary>
    public Colour At(double place)
    {
        double scaled = Math.Clamp(place, 0, 1) * (_stops.Length - 1);
        int index = Math.Min((int)scaled, _stops.Length - 2);
        double share = scaled - index;
        Colour from = _stops[index], to = _stops[index + 1];
        return new(Between(from.Red, to.Red, share), Between(from.Green, to.Green, share), Between(from.Blue, to.Blue, share));
    }

    private static byte Between(byte from, byte to, double share) => (byte)Math.Round(from + ((to - from) * share));
}
