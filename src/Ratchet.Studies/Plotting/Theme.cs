namespace Ratchet.Studies.Plotting;

/// <summary>
/// The colours of a figure. Text has a contrast of at least 4.5 to the paper (WCAG 1.4.3), curves and bars at least 3 (1.4.11), and the first six colours of series
/// stay apart for readers with deuteranopia and protanopia; markers differ too, for grey print.
/// </summary>
public sealed class Theme
{
    private Theme(Scheme scheme, Scheme? inTheDark)
    {
        Scheme = scheme;
        InTheDark = inTheDark;
    }

    /// <summary>Dark on white: for print.</summary>
    public static Theme Light { get; } = new(Scheme.Light, null);

    /// <summary>Light on dark.</summary>
    public static Theme Dark { get; } = new(Scheme.Dark, null);

    /// <summary>One picture that follows the reader's scheme (<c>prefers-color-scheme</c>), light where it does not say: for web pages.</summary>
    public static Theme Automatic { get; } = new(Scheme.Light, Scheme.Dark);

    /// <summary>The colours, those in the light where there are two.</summary>
    internal Scheme Scheme { get; }

    /// <summary>The colours in the dark of a theme that follows the reader.</summary>
    internal Scheme? InTheDark { get; }
}
