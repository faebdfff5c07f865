using System.Globalization;
using System.Text;
using Ratchet.Numerics;

namespace Ratchet.Tests.Project;

/// <summary>
/// Draws slopes of an objective over the ratio r, a curve for each advantage, as SVG. The sign of A is the hue (blue and orange: told apart by every eye), its size the
/// dashes; the picture brings its own background, light or dark as the reader's screen is.
/// </summary>
internal static class SlopePicture
{
    private const int Points = 320;
    private const double Left = 56, Right = 452, Top = 20, Bottom = 264, Width = 560, Height = 316;
    private const double MostRatio = 4, MostSlope = 3;

    private static readonly (double Size, string Dashes)[] Sizes = [(2, ""), (1, " stroke-dasharray=\"9 4\""), (0.5, " stroke-dasharray=\"2.5 3.5\"")];
    private static readonly (double Value, string Text)[] Ratios = [(0.25, "¼"), (0.5, "½"), (1, "1"), (2, "2"), (4, "4")];

    /// <summary>The picture.</summary>
    /// <param name="title">What screen readers say.</param>
    /// <param name="symbol">What the curves differ in: A, or ψ.</param>
    /// <param name="negative">Whether there are curves for negative ones.</param>
    /// <param name="slope">The slope at (r, A).</param>
    public static string Draw(string title, string symbol, bool negative, Func<float, float, double> slope)
    {
        var svg = new StringBuilder();
        Line(svg, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" width="{Width}" height="{Height}" role="img" font-family="system-ui, 'DejaVu Sans', sans-serif" font-size="13">""");
        Line(svg, $"<title>{title}</title>");
        Line(svg, $"<style>.paper{{fill:#ffffff}}.ink{{fill:#333b45}}.grid{{stroke:#d5dbe1}}.axis{{stroke:#7a838d}}.up{{stroke:#0062ad}}.down{{stroke:#b84a00}}");
        Line(svg, $"@media (prefers-color-scheme: dark){{.paper{{fill:#10151c}}.ink{{fill:#d7dce2}}.grid{{stroke:#2c343e}}.axis{{stroke:#8b949e}}.up{{stroke:#58aeff}}.down{{stroke:#ff9a4d}}}}</style>");
        Line(svg, $"""<rect class="paper" width="{Width}" height="{Height}" rx="8"/>""");
        DrawAxes(svg);
        Line(svg, $"""<clipPath id="frame"><rect x="{Left}" y="{Top}" width="{Right - Left}" height="{Bottom - Top}"/></clipPath>""");
        double y = Top + 16;
        foreach (double advantage in Advantages(negative))
        {
            (double size, string dashes) = Array.Find(Sizes, known => known.Size == Math.Abs(advantage));
            string style = $"class=\"{(advantage > 0 ? "up" : "down")}\" fill=\"none\" stroke-width=\"2.25\"{dashes}";
            svg.Append("<polyline clip-path=\"url(#frame)\" ").Append(style).Append(" points=\"").Append(Curve(advantage, slope)).Append("\"/>\n");
            Line(svg, $"""<path {style} d="M{Right + 14} {y}h30"/><text class="ink" x="{Right + 52}" y="{y + 4.5}">{symbol} = {Text(advantage)}</text>""");
            y += 22;
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static IEnumerable<double> Advantages(bool negative)
    {
        foreach ((double size, _) in Sizes)
            yield return size;
        for (int i = Sizes.Length - 1; negative && i >= 0; i--)
            yield return -Sizes[i].Size;
    }

    private static void DrawAxes(StringBuilder svg)
    {
        foreach ((double ratio, string text) in Ratios)
        {
            Line(svg, $"""<path class="{(ratio == 1 ? "axis" : "grid")}" d="M{X(ratio)} {Top}V{Bottom}"/><text class="ink" x="{X(ratio)}" y="{Bottom + 18}" text-anchor="middle">{text}</text>""");
        }

        for (int slope = -3; slope <= 3; slope++)
            Line(svg, $"""<path class="{(slope == 0 ? "axis" : "grid")}" d="M{Left} {Y(slope)}H{Right}"/><text class="ink" x="{Left - 8}" y="{Y(slope) + 4.5}" text-anchor="end">{Text(slope)}</text>""");
        Line(svg, $"""<text class="ink" x="{(Left + Right) / 2}" y="{Bottom + 40}" text-anchor="middle">ratio r = π(a|s) / π_old(a|s)</text>""");
        Line(svg, $"""<text class="ink" transform="translate(18 {(Top + Bottom) / 2}) rotate(-90)" text-anchor="middle">slope of the objective in r</text>""");
    }

    /// <summary>Points in equal steps of ln r; what a straight line shows as well is left out.</summary>
    private static string Curve(double advantage, Func<float, float, double> slope)
    {
        var places = new List<(double X, double Y)>();
        for (int i = 0; i <= Points; i++)
        {
            double ratio = Real.Exp(Real.Log(MostRatio) * ((2.0 * i / Points) - 1)), value = slope((float)ratio, (float)advantage);
            // Beyond the frame a curve is cut off; far beyond it a number would only be long.
            (double X, double Y) place = (X(ratio), Y(Math.Clamp(value, -2 * MostSlope, 2 * MostSlope)));
            if (places.Count > 1 && IsStraight(places[^2], places[^1], place))
                places.RemoveAt(places.Count - 1);
            places.Add(place);
        }

        return string.Join(' ', places.Select(place => string.Create(CultureInfo.InvariantCulture, $"{place.X:0.#},{place.Y:0.#}")));
    }

    private static bool IsStraight((double X, double Y) a, (double X, double Y) b, (double X, double Y) c) =>
        Math.Abs(a.Y + ((c.Y - a.Y) * (b.X - a.X) / (c.X - a.X)) - b.Y) < 0.02;

    private static double X(double ratio) => Left + ((Right - Left) * (1 + (Real.Log(ratio) / Real.Log(MostRatio))) / 2);

    private static double Y(double slope) => Bottom - ((Bottom - Top) * (slope + MostSlope + 0.2) / (2 * (MostSlope + 0.2)));

    private static string Text(double value) => $"{(value < 0 ? "−" : "")}{(Math.Abs(value) == 0.5 ? "½" : Math.Abs(value).ToString(CultureInfo.InvariantCulture))}";

    private static void Line(StringBuilder svg, FormattableString text) =>
        svg.Append(string.Format(CultureInfo.InvariantCulture, text.Format, [.. text.GetArguments().Select(argument => argument is double number ? (object)Math.Round(number, 1) : argument)])).Append('\n');
}
