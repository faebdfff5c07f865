namespace Ratchet.Studies.Plotting;

/// <summary>
/// The colours of light or of dark. Those of series were found by a search near the hues of Okabe and Ito (2008) for the greatest least distance in OKLab under normal sight,
/// deuteranopia and protanopia (Machado, Oliveira and Fernandes 2009), among colours with enough contrast to the paper; a test holds them to it.
/// </summary>
internal sealed class Scheme
{
    private static readonly Colour Black = new(0, 0, 0), White = new(255, 255, 255);

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
        ["#1c76ee", "#a95105", "#24a395", "#8f3889", "#be8909", "#253719", "#0099db", "#91354a"]);

    public static Scheme Dark { get; } = new("#12161c", "#dfe4ea", "#9aa5b1", "#77828e", "#29313a",
        ["#31a1ff", "#ec7b16", "#89cfb3", "#c46a98", "#ecc431", "#c0f0ff", "#8ecfff", "#be5b50"]);

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
        PaintKind.Black => Black,
        PaintKind.White => White,
        PaintKind.OnSeries => Colour.Contrast(Series[paint.Index], White) > Colour.Contrast(Series[paint.Index], Black) ? White : Black,
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
    Black,
    White,
    Series,
    OnSeries,
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

    /// <summary>Black in both schemes: on colours that do not follow the scheme.</summary>
    public static Paint Black => new(PaintKind.Black);

    /// <summary>White in both.</summary>
    public static Paint White => new(PaintKind.White);

    public static Paint Of(int style) => new(PaintKind.Series, (int)((uint)style % SeriesCount));

    /// <summary>Text on a bar of a series: white or black, whichever has the greater contrast, which is never below √21 = 4.58.</summary>
    public static Paint On(int style) => new(PaintKind.OnSeries, Of(style).Index);

    /// <summary>Its name in a style sheet.</summary>
    public string Name => Kind switch
    {
        PaintKind.Series => $"s{Index}",
        PaintKind.OnSeries => $"on-s{Index}",
        _ => Kind.ToString().ToLowerInvariant(),
    };
}
