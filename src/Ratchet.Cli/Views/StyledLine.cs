using Spectre.Console;
using Spectre.Console.Rendering;

namespace Ratchet.Cli.Views;

/// <summary>A line of pieces of text, each in its style, that is cut where the terminal ends instead of being wrapped.</summary>
internal sealed class StyledLine
{
    private const char Cut = '…';

    private readonly List<(string Text, Style Style)> _pieces = [];

    /// <summary>Characters.</summary>
    public int Length => _pieces.Sum(piece => piece.Text.Length);

    /// <summary>The text without its styles.</summary>
    public override string ToString() => string.Concat(_pieces.Select(piece => piece.Text));

    /// <summary>Adds a piece.</summary>
    public StyledLine Add(string text, Style? style = null)
    {
        _pieces.Add((text, style ?? Style.Plain));
        return this;
    }

    /// <summary>The line in at most so many characters; where it is cut, the last one says so.</summary>
    public StyledLine Fit(int width)
    {
        if (Length <= width)
            return this;
        var fitted = new StyledLine();
        int left = Math.Max(0, width - 1);
        foreach ((string text, Style style) in _pieces)
        {
            string part = text[..Math.Min(left, text.Length)];
            fitted.Add(part, style);
            left -= part.Length;
        }

        return width > 0 ? fitted.Add(Cut.ToString(), new Style(decoration: Decoration.Dim)) : fitted;
    }

    /// <summary>For the console.</summary>
    public IEnumerable<Segment> Segments => _pieces.Select(piece => new Segment(piece.Text, piece.Style));
}
