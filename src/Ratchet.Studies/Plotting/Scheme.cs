namespace Ratchet.Studies.Plotting;

/// <summary>The colours of light or of dark.</summary>
internal sealed class Scheme
{
    private Scheme(string paper, string ink, string muted, string axis, string grid, string[] series)
    {
        Paper = Colour.Parse(paper);
        Ink = Colour.Parse(ink);
        Muted = Colour.Parse(muted);
        Axis = Colour.Parse(axis);
        Grid = Colour.Parse(grid);
        Series = Array.ConvertAll(series, Colour.Parse);
    }

    public static Scheme Light { get; } = new("#ffffff", "#20262d", "#56606b", "#8a939d", "#e6e9ed",
        ["#0072b2", "#d55e00", "#009e73", "#b0569b", "#b8860b", "#222222", "#4fa3d9", "#8c1d2f"]);

    public static Scheme Dark { get; } = new("#12161c", "#dfe4ea", "#9aa5b1", "#77828e", "#29313a",
        ["#4aa8f0", "#f0803c", "#1fbf95", "#d98cc0", "#e6c229", "#e8e8e8", "#9ad2ff", "#c0504d"]);

    public Colour Paper { get; }

    public Colour Ink { get; }

    /// <summary>Text of second rank.</summary>
    public Colour Muted { get; }

    public Colour Axis { get; }

    public Colour Grid { get; }

    public Colour[] Series { get; }

    public Colour this[Paint paint] => paint.Kind switch
    {
        PaintKind.Paper => Paper,
        PaintKind.Ink => Ink,
        PaintKind.Muted => Muted,
        PaintKind.Axis => Axis,
        PaintKind.Grid => Grid,
        _ => Series[paint.Index],
    };
}

internal enum PaintKind
{
    Paper,
    Ink,
    Muted,
    Axis,
    Grid,
    Series,
}

/// <summary>What a thing is painted with, whatever the scheme.</summary>
internal readonly record struct Paint(PaintKind Kind, int Index = 0)
{
    public const int SeriesCount = 8;

    public static Paint Paper => new(PaintKind.Paper);

    public static Paint Ink => new(PaintKind.Ink);

    public static Paint Muted => new(PaintKind.Muted);

    public static Paint Axis => new(PaintKind.Axis);

    public static Paint Grid => new(PaintKind.Grid);

    public static Paint Of(int style) => new(PaintKind.Series, (int)((uint)style % SeriesCount));

    /// <summary>Its name in a style sheet.</summary>
    public string Name => Kind == PaintKind.Series ? $"s{Index}" : Kind.ToString().ToLowerInvariant();
}
