using System.Globalization;

namespace Ratchet.Studies.Plotting.Drawing;

/// <summary>Draws a number for each pair of names. A colour alone would not tell 60 % from 65 %, numbers alone would not show a pattern: cells have both.</summary>
internal sealed class MatrixPlot : Plot
{
    private const double Size = 10.5, Gap = 1;

    private static readonly Colour Black = new(0, 0, 0), White = new(255, 255, 255);

    private readonly MatrixPanel _panel;

    public MatrixPlot(MatrixPanel panel)
        : base(panel)
    {
        int count = panel.Names.Count;
        if (panel.Cells.Count != count * count)
            throw new ArgumentException($"A matrix of {count} names has {panel.Cells.Count} cells.", nameof(panel));
        _panel = panel;
        Rows = new Rows(panel.Names.Select(_ => 1));
        Names = [.. panel.Names.Select((name, i) => $"{name} · {Number(i)}")];
        Bottom = new(panel.ColumnLabel);
        X = new(0.5, Math.Max(count, 1) + 0.5, false);
    }

    public override Axis Bottom { get; }

    public override Ticks BottomTicks => Ticks.Numbered(_panel.Names.Count);

    public override Axis? Side => null;

    public override AxisRange X { get; }

    public override AxisRange Y => new(0, 1, false);

    public override IReadOnlyList<string> Names { get; }

    public override Rows Rows { get; }

    public override IEnumerable<LegendEntry> Entries => [];

    public override double HeightIn(double standard) => Rows.Height;

    public override void Draw(SvgWriter svg, Frame frame, bool withMarkers)
    {
        int count = _panel.Names.Count;
        double height = frame.Area.Height / count, width = frame.Area.Width / count;
        svg.Rectangle(frame.Area, Paint.Paper); // over the grid
        for (int row = 0; row < count; row++)
            for (int column = 0; column < count; column++)
            {
                MatrixCell cell = _panel.Cells[(row * count) + column];
                Rect area = new(frame.Area.Left + (column * width) + (Gap / 2), frame.Area.Top + (row * height) + (Gap / 2), width - Gap, height - Gap);
                if (!double.IsFinite(cell.Value))
                    continue;
                Colour colour = ColourMap.Diverging.At((cell.Value - _panel.Low) / (_panel.High - _panel.Low));
                svg.Rectangle(area, colour);
                string text = Math.Round(cell.Value * 100).ToString("0", CultureInfo.InvariantCulture);
                if (TextMetrics.Width(text, Size, cell.IsStressed) < area.Width)
                    svg.Text(text, area.Left + (area.Width / 2), area.Top + (area.Height / 2) + (0.36 * Size), new(Size, OnColour(colour), Anchor.Middle, cell.IsStressed));
            }
    }

    /// <summary>White or black, whichever has the greater contrast.</summary>
    private static Paint OnColour(Colour colour) => Colour.Contrast(colour, White) > Colour.Contrast(colour, Black) ? Paint.White : Paint.Black;

    private static string Number(int index) => (index + 1).ToString(CultureInfo.InvariantCulture);
}
