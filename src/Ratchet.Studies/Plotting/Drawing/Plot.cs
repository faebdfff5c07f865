namespace Ratchet.Studies.Plotting.Drawing;

/// <summary>How one kind of panel is drawn.</summary>
internal abstract class Plot(Panel panel)
{
    public string Title => panel.Title;

    /// <summary>The axis along the bottom.</summary>
    public abstract Axis Bottom { get; }

    /// <summary>Ticks of the bottom in place of those that its range gives; null for those.</summary>
    public virtual Ticks? BottomTicks => null;

    /// <summary>The axis on the left; null for names.</summary>
    public abstract Axis? Side { get; }

    public abstract AxisRange X { get; }

    public abstract AxisRange Y { get; }

    /// <summary>Names on the left, from the top, of an axis without numbers.</summary>
    public virtual IReadOnlyList<string> Names => [];

    /// <summary>Where the names stand.</summary>
    public virtual Rows? Rows => null;

    public abstract IEnumerable<LegendEntry> Entries { get; }

    /// <summary>Height of the plot that it needs.</summary>
    public virtual double HeightIn(double standard) => standard;

    /// <summary>Room that it needs on the right of the plot.</summary>
    public virtual double RightIn(double height) => 0;

    /// <summary>Draws what lies in the frame; the axes are drawn already.</summary>
    public abstract void Draw(SvgWriter svg, Frame frame, bool withMarkers);

    public static Plot Of(Panel panel) => panel switch
    {
        LinePanel lines => new CurvePlot(lines),
        ScatterPanel points => new CurvePlot(points),
        BarPanel bars => new BarPlot(bars),
        StackPanel stack => new StackPlot(stack),
        HeatMapPanel map => new HeatMapPlot(map),
        MatrixPanel matrix => new MatrixPlot(matrix),
        _ => throw new NotSupportedException($"{panel.GetType().Name} is no kind of panel that is drawn."),
    };

    /// <summary>A vertical line at each value that the axis has.</summary>
    protected static void DrawUpright(SvgWriter svg, Frame frame, IReadOnlyList<ReferenceLine> lines)
    {
        foreach (ReferenceLine line in lines)
            if (frame.X.Place(line.At) is >= 0 and <= 1)
                svg.Line(frame.XOf(line.At), frame.Area.Top, frame.XOf(line.At), frame.Area.Bottom, Paint.Muted, LineStyles.ReferenceWidth, LineStyles.Reference);
    }
}
