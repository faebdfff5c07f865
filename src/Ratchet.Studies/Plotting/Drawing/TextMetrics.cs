using System.Text;

namespace Ratchet.Studies.Plotting.Drawing;

/// <summary>
/// How wide text is. The widths are the advances of DejaVu Sans, the widest of the fonts that a browser or a printer takes for <see cref="FontFamily"/> (Helvetica, Arial,
/// Liberation Sans, Segoe UI and Roboto are 5 to 15 % narrower): what fits by this table fits in all of them.
/// </summary>
internal static class TextMetrics
{
    /// <summary>The fonts of a figure.</summary>
    public const string FontFamily = "Helvetica,Arial,'Liberation Sans','DejaVu Sans',sans-serif";

    private const double BoldFactor = 1.13;
    private const string Ellipsis = "…";

    /// <summary>Advances of the characters 32 to 126 in thousandths of the size.</summary>
    private static ReadOnlySpan<short> Ascii =>
    [
        318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531,
        1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863, 748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500,
        500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
    ];

    /// <summary>Width of one line.</summary>
    public static double Width(string text, double size, bool isBold = false)
    {
        int thousandths = 0;
        foreach (Rune rune in text.EnumerateRunes())
            thousandths += Advance(rune.Value);
        return thousandths * size / 1000 * (isBold ? BoldFactor : 1);
    }

    /// <summary>The text, or as much of its beginning as fits with an ellipsis.</summary>
    public static string Shorten(string text, double size, double width, bool isBold = false)
    {
        if (Width(text, size, isBold) <= width)
            return text;
        Rune[] runes = [.. text.EnumerateRunes()];
        for (int kept = runes.Length - 1; kept > 0; kept--)
        {
            string shorter = string.Concat(runes.AsSpan(0, kept).ToArray()).TrimEnd() + Ellipsis;
            if (Width(shorter, size, isBold) <= width)
                return shorter;
        }

        return Ellipsis;
    }

    /// <summary>The text in lines that fit, broken at spaces and after hyphens; what has no room in the last line is cut there with an ellipsis.</summary>
    public static List<string> Wrap(string text, double size, double width, int most, bool isBold = false)
    {
        List<string> lines = [];
        string rest = text.Trim();
        while (rest.Length > 0)
        {
            int taken = lines.Count == most - 1 ? rest.Length : Fitting(rest, size, width, isBold);
            lines.Add(Shorten(rest[..taken].TrimEnd(), size, width, isBold));
            rest = rest[taken..].TrimStart();
        }

        return lines;
    }

    /// <summary>How many characters make the longest beginning that fits and ends at a break; the first word when none fits.</summary>
    private static int Fitting(string text, double size, double width, bool isBold)
    {
        int best = 0;
        for (int i = 1; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] != ' ' && text[i - 1] is not ('-' or '/' or '_'))
                continue;
            if (best > 0 && Width(text[..i], size, isBold) > width)
                break;
            best = i;
        }

        return best;
    }

    private static int Advance(int character) => character switch
    {
        < 32 => 600,
        < 127 => Ascii[character - 32],
        '¹' or '²' or '³' or (>= '⁰' and <= '⁹') => 401,
        '⁻' => 528,
        '·' or '\u00a0' => 318,
        '−' or '×' or '±' or '≤' or '≥' or '≈' or '→' => 838,
        '…' or '—' => 1000,
        '–' or '‖' => 500,
        < 0x250 or (>= 0x370 and < 0x3ff) => 700,
        < 0x1100 => 850,
        _ => 1150,
    };
}
