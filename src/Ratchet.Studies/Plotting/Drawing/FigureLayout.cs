namespace Ratchet.Studies.Plotting.Drawing;

/// <summary>
/// Places the panels of a figure in a grid and draws them. The room around plots is measured from what stands there, the same for a column's left and a row's top and
/// bottom, so that plots line up.
/// </summary>
internal sealed class FigureLayout
{
    public const double TickSize = 11, LabelSize = 12, TitleSize = 15, NoteSize = 10.5;

    private const double Margin = 12, ColumnGap = 14, RowGap = 12, LabelLine = 18, TickLine = 19, PanelTitleLine = 18, LeastSide = 8;

    private readonly Figure _figure;
    private readonly SvgWriter _svg;
    private readonly Cell[] _cells;
    private readonly int _columns, _rows;
    private readonly double _width;

    public FigureLayout(Figure figure, Theme theme)
    {
        _figure = figure;
        _svg = new SvgWriter(theme);
        _columns = Math.Clamp(figure.Columns, 1, Math.Max(figure.Panels.Count, 1));
        _rows = (figure.Panels.Count + _columns - 1) / _columns;
        _width = figure.Width > 0 ? figure.Width : _columns switch { 1 => 460, 2 => 720, _ => 820 };
        _cells = [.. figure.Panels.Select((panel, i) => new Cell(Plot.Of(panel), i / _columns, i % _columns))];
    }

    public string ToSvg()
    {
        List<string> title = TextMetrics.Wrap(_figure.Title, TitleSize, _width - (2 * Margin), 3, isBold: true);
        var legend = new Legend(_figure.SharedLegend ? _cells.SelectMany(cell => cell.Plot.Entries) : [], _width - (2 * Margin), fewest: 1);
        MeasureSides();
        MeasureColumns();

        // The paper lies below everything, and its height is known last: what is drawn is written behind it.
        double y = Margin + (title.Count * 20) + (title.Count > 0 ? 4 : 0), legendTop = y;
        y += legend.Height + (legend.Height > 0 ? 4 : 0);
        for (int row = 0; row < _rows; row++)
            y = PlaceRow(row, y) + (row < _rows - 1 ? RowGap : 0);
        List<string> note = TextMetrics.Wrap(_figure.Note, NoteSize, _width - (2 * Margin), 6);
        double noteTop = y + (note.Count > 0 ? 8 : 0), height = noteTop + (note.Count * 14) + (Margin - 2);

        _svg.Rectangle(new(0, 0, _width, height), Paint.Paper);
        for (int i = 0; i < title.Count; i++)
            _svg.Text(title[i], Margin, Margin + 14 + (i * 20), new(TitleSize, Paint.Ink, IsBold: true), title.Count == 1 ? _figure.Title : null);
        legend.Draw(_svg, Margin, legendTop);
        foreach (Cell cell in _cells)
            Draw(cell);
        for (int i = 0; i < note.Count; i++)
            _svg.Text(note[i], Margin, noteTop + 10 + (i * 14), new(NoteSize, Paint.Muted));
        return _svg.ToSvg(_width, height, _figure.Title, _figure.Description);
    }

    /// <summary>Heights of plots, ticks of y, and what is shared: a label that all panels of a row have on their left, or two panels of a column below, stands once.</summary>
    private void MeasureSides()
    {
        foreach (Cell cell in _cells)
        {
            Cell[] row = [.. _cells.Where(other => other.Row == cell.Row)];
            cell.Height = row.Max(other => other.Plot.HeightIn(_figure.PlotHeight));
            Cell? below = Array.Find(_cells, other => other.Row == cell.Row + 1 && other.Column == cell.Column);
            cell.HasBottomLabel = cell.Plot.Bottom.Label.Length > 0 && cell.Plot.Bottom.Label != below?.Plot.Bottom.Label;
            bool sharesSide = cell.Column > 0 && row.All(other => other.Plot.Side?.Label == row[0].Plot.Side?.Label);
            cell.HasNames = cell.Plot.Names.Count > 0 && !(cell.Column > 0 && row.All(other => other.Plot.Names.SequenceEqual(row[0].Plot.Names, StringComparer.Ordinal)));
            cell.HasSideLabel = cell.Plot.Side?.Label.Length > 0 && !sharesSide;
            if (cell.Plot.Side is { } side)
                cell.Side = Ticks.Of(cell.Plot.Y, side.Format, cell.Height, isUpright: true);
        }
    }

    /// <summary>Widths: all plots are equally wide. Ticks of x are chosen once to learn how far their labels reach out, and again for the width that is left.</summary>
    private void MeasureColumns()
    {
        double most = Math.Max(0.36 * _width / _columns, 110);
        foreach (Cell cell in _cells)
        {
            cell.NamesWidth = cell.HasNames ? AxisPainter.NamesWidth(cell.Plot, most) : 0;
            double numbers = cell.Side is { } ticks ? ticks.LabelWidth + 8 : cell.HasNames ? cell.NamesWidth + 8 : 0;
            cell.Left = Math.Max(numbers + (cell.HasSideLabel ? LabelLine : 0), LeastSide);
            cell.Right = Math.Max(cell.Plot.RightIn(cell.Height), LeastSide);
        }

        for (int pass = 0; pass < 2; pass++)
        {
            double[] left = MostOfColumns(cell => cell.Left), right = MostOfColumns(cell => cell.Right);
            double plot = Math.Max((_width - (2 * Margin) - left.Sum() - right.Sum() - ((_columns - 1) * ColumnGap)) / _columns, 40);
            foreach (Cell cell in _cells)
            {
                cell.Bottom = cell.Plot.BottomTicks ?? Ticks.Of(cell.Plot.X, cell.Plot.Bottom.Format, plot, isUpright: false);
                double x = Margin + (cell.Column * (plot + ColumnGap)) + left.Take(cell.Column + 1).Sum() + right.Take(cell.Column).Sum();
                cell.Area = new(x, 0, plot, cell.Height);
                foreach (Tick tick in cell.Bottom.Major)
                {
                    double half = TextMetrics.Width(tick.Label, TickSize) / 2, place = cell.Plot.X.Place(tick.Value) * plot;
                    cell.Left = Math.Max(cell.Left, half - place);
                    cell.Right = Math.Max(cell.Right, half - (plot - place));
                }
            }
        }
    }

    private double[] MostOfColumns(Func<Cell, double> measure) =>
        [.. Enumerable.Range(0, _columns).Select(column => _cells.Where(cell => cell.Column == column).Select(measure).DefaultIfEmpty(0).Max())];

    /// <summary>Gives the plots of a row their top; returns where the row ends.</summary>
    private double PlaceRow(int row, double top)
    {
        Cell[] cells = [.. _cells.Where(cell => cell.Row == row)];
        foreach (Cell cell in cells)
        {
            double room = cell.Area.Width + cell.Right;
            cell.Title = TextMetrics.Wrap(cell.Plot.Title, LabelSize, room, 2, isBold: true);
            cell.Legend = new Legend(_figure.SharedLegend ? [] : cell.Plot.Entries, room, fewest: 2);
        }

        double head = cells.Max(cell => (cell.Title.Count * PanelTitleLine) + cell.Legend!.Height) + 4;
        double foot = cells.Max(cell => TickLine + (cell.HasBottomLabel ? LabelLine : 0));
        foreach (Cell cell in cells)
        {
            cell.Head = top;
            cell.Area = cell.Area with { Top = top + head };
        }

        return top + head + cells[0].Height + foot;
    }

    private void Draw(Cell cell)
    {
        var frame = new Frame(cell.Area, cell.Plot.X, cell.Plot.Y);
        for (int i = 0; i < cell.Title.Count; i++)
            _svg.Text(cell.Title[i], cell.Area.Left, cell.Head + 12 + (i * PanelTitleLine), new(LabelSize, Paint.Ink, IsBold: true), cell.Title.Count == 1 ? cell.Plot.Title : null);
        cell.Legend!.Draw(_svg, cell.Area.Left, cell.Head + (cell.Title.Count * PanelTitleLine));

        AxisPainter.DrawGrid(_svg, frame, cell.Bottom!, cell.Side);
        cell.Plot.Draw(_svg, frame, NeedsMarkers(cell));
        AxisPainter.DrawBottom(_svg, frame, cell.Bottom!);
        if (cell.Side is { } side)
            AxisPainter.DrawSide(_svg, frame, side);
        if (cell.HasNames)
            AxisPainter.DrawNames(_svg, frame, cell.Plot, cell.NamesWidth);
        DrawLabels(cell);
    }

    private bool NeedsMarkers(Cell cell) =>
        (_figure.SharedLegend ? _cells.SelectMany(other => other.Plot.Entries) : cell.Plot.Entries)
        .Where(entry => entry.Sign == LegendSign.Line && entry.Label.Length > 0).DistinctBy(entry => entry.Label, StringComparer.Ordinal).Skip(1).Any();

    private void DrawLabels(Cell cell)
    {
        Rect area = cell.Area;
        if (cell.HasBottomLabel)
        {
            string label = TextMetrics.Shorten(cell.Plot.Bottom.Label, LabelSize, area.Width + cell.Right);
            _svg.Text(label, area.Left + (area.Width / 2), area.Bottom + TickLine + 13, new(LabelSize, Paint.Ink, Anchor.Middle), cell.Plot.Bottom.Label);
        }

        if (cell is { HasSideLabel: true, Plot.Side: { } side })
        {
            string label = TextMetrics.Shorten(side.Label, LabelSize, area.Height + 20);
            double left = area.Left - (cell.Side!.LabelWidth + 8) - 7;
            _svg.Text(label, left, area.Top + (area.Height / 2), new(LabelSize, Paint.Ink, Anchor.Middle, IsUpright: true), side.Label);
        }
    }

    /// <summary>A panel's place, and what was measured of it.</summary>
    private sealed class Cell(Plot plot, int row, int column)
    {
        public Plot Plot { get; } = plot;

        public int Row { get; } = row;

        public int Column { get; } = column;

        public double Height { get; set; }

        /// <summary>Where its title begins.</summary>
        public double Head { get; set; }

        public double Left { get; set; }

        public double Right { get; set; }

        public double NamesWidth { get; set; }

        public bool HasBottomLabel { get; set; }

        public bool HasSideLabel { get; set; }

        public bool HasNames { get; set; }

        public Ticks? Bottom { get; set; }

        public Ticks? Side { get; set; }

        public Legend? Legend { get; set; }

        public List<string> Title { get; set; } = [];

        public Rect Area { get; set; }
    }
}
