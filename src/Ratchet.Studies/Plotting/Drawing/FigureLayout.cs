namespace Ratchet.Studies.Plotting.Drawing;

internal sealed class FigureLayout(Figure figure, Theme theme)
{
    public string ToSvg() => $"{figure.Title}{theme}";
}
