using System.Globalization;

namespace Ratchet.Studies.Plotting;

/// <summary>A colour of sRGB, 8 bits a channel.</summary>
/// <param name="Red">Its red.</param>
/// <param name="Green">Its green.</param>
/// <param name="Blue">Its blue.</param>
public readonly record struct Colour(byte Red, byte Green, byte Blue)
{
    /// <summary>Relative luminance of WCAG 2.2: 0.2126 R + 0.7152 G + 0.0722 B of the linear channels, 0 for black and 1 for white.</summary>
    public double Luminance => (0.2126 * Linear(Red)) + (0.7152 * Linear(Green)) + (0.0722 * Linear(Blue));

    /// <summary>Contrast ratio of WCAG 2.2: (lighter luminance + 0.05) / (darker + 0.05), from 1 to 21.</summary>
    public static double Contrast(Colour a, Colour b)
    {
        double first = a.Luminance, second = b.Luminance;
        return first > second ? (first + 0.05) / (second + 0.05) : (second + 0.05) / (first + 0.05);
    }

    /// <summary>The colour as SVG and CSS write it: #rrggbb.</summary>
    public override string ToString() => $"#{Red:x2}{Green:x2}{Blue:x2}";

    /// <summary>Reads #rrggbb.</summary>
    internal static Colour Parse(string text)
    {
        int value = int.Parse(text.AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return new((byte)(value >> 16), (byte)(value >> 8), (byte)value);
    }

    /// <summary>A channel, 0 to 255, in linear light, 0 to 1.</summary>
    internal static double Linear(double channel)
    {
        double share = channel / 255;
        return share <= 0.04045 ? share / 12.92 : Math.Pow((share + 0.055) / 1.055, 2.4);
    }
}
