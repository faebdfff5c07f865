namespace Ratchet.Studies.Plotting.Drawing;

/// <summary>Draws wholes divided into parts; a part with room for it has its share written in it.</summary>
internal sealed class StackPlot : Plot
{
    private const double Size = 11;

    private readonly StackPanel _panel;

    public StackPlot(StackPanel panel)
        : base(panel)
    {
        _panel = panel;
        Rows = new Rows(panel.Rows.Select(_ => 1));
        Names = [.. panel.Rows.Select(row => row.Label)];
        double most = panel.Rows.Select(Total).DefaultIfEmpty(0).Max();
        X = AxisRange.Of(panel.Values with { Low = 0, High = panel.Values.High ?? (most > 0 ? most : 1) }, []);
    }

    public override Axis Bottom => _panel.Values;

    public override Axis? Side => null;

    public override AxisRange X { get; }

    public override AxisRange Y => new(0, 1, false);

    public override IReadOnlyList<string> Names { get; }

    public override Rows Rows { get; }

    public override IEnumerable<LegendEntry> Entries => _panel.Parts.Select((part, i) => new LegendEntry(part, LegendSign.Area, i));

    public override double HeightIn(double standard) => Rows.Height;

    public override void Draw(SvgWriter svg, Frame frame, bool withMarkers)
    {
        for (int row = 0; row < _panel.Rows.Count; row++)
        {
            (double top, double height) = Rows.Place(frame.Area, row, 0);
            double sum = 0, total = Total(_panel.Rows[row]);
            for (int part = 0; part < _panel.Rows[row].Parts.Count; part++)
            {
                double taken = Taken(_panel.Rows[row].Parts[part]), left = frame.XOf(sum), right = frame.XOf(sum + taken);
                sum += taken;
                if (right - left < 0.2)
                    continue;
                svg.Rectangle(new(left, top, right - left, height), Paint.Of(part));
                string share = NumberText.Percent(taken / total, 0.01);
                if (TextMetrics.Width(share, Size, isBold: true) + 6 < right - left)
                    svg.Text(share, (left + right) / 2, top + (height / 2) + (0.36 * Size), new(Size, Paint.On(part), Anchor.Middle, IsBold: true));
            }
        }
    }

    private static double Total(StackRow row) => row.Parts.Sum(Taken);

    private static double Taken(double part) => part > 0 && double.IsFinite(part) ? part : 0;
}
