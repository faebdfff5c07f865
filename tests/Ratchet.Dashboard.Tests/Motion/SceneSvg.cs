using System.Globalization;
using System.Net;
using System.Text;
using Ratchet.Environments.Drawing;

namespace Ratchet.Dashboard.Tests.Motion;

/// <summary>A scene as SVG, for documents and for looking at: what motion-scene.js paints on a canvas, in the colours of a light page or a dark one.</summary>
internal sealed class SceneSvg
{
    private const int Width = 480;

    private static readonly (Paint Paint, string Light, string Dark)[] Palette =
    [
        (Paint.Ink, "#1d2429", "#e6eaec"), (Paint.Paper, "#ffffff", "#0d1117"), (Paint.Grey, "#8f979c", "#89949a"), (Paint.Faint, "#e4e8ea", "#2b3338"), (Paint.Blue, "#0072b2", "#3d9edb"),
        (Paint.Sky, "#56b4e9", "#8fd0f7"), (Paint.Green, "#009e73", "#2fbf94"), (Paint.Yellow, "#e0cf1b", "#f0e442"), (Paint.Orange, "#e69f00", "#f0b13c"), (Paint.Red, "#d55e00", "#ee7b30"),
        (Paint.Purple, "#cc79a7", "#dd92bb"),
    ];

    private readonly Scene _scene;
    private readonly double _scale;
    private readonly StringBuilder _svg = new();

    private SceneSvg(Scene scene) => (_scene, _scale) = (scene, Width / (scene.Right - scene.Left));

    private double Height => (_scene.Top - _scene.Bottom) * _scale;

    /// <summary>The whole file.</summary>
    public static string Of(Scene scene)
    {
        var picture = new SceneSvg(scene);
        picture.Write();
        return picture._svg.ToString();
    }

    private void Write()
    {
        Shape[] legend = [.. _scene.Shapes.ToArray().Where(shape => shape.Kind == ShapeKind.Legend)];
        double below = 22 * ((legend.Length + 1) / 2);
        Line($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Number(Height + below)}" width="{Width}">""");
        Line($"<style>{Style(dark: false)} @media (prefers-color-scheme: dark) {{{Style(dark: true)}}} text {{ font-family: system-ui, sans-serif; text-anchor: middle; }} .legend {{ text-anchor: start; font-size: 14px; }}</style>");
        Line($"""<clipPath id="view"><rect width="{Width}" height="{Number(Height)}"/></clipPath><g clip-path="url(#view)" stroke-linecap="round" stroke-linejoin="round">""");
        foreach (Shape shape in _scene.Shapes.ToArray().OrderBy(shape => shape.Depth))
            Draw(shape, _scene.Numbers.Slice(shape.First, shape.Count));
        Line($"</g>");
        for (int i = 0; i < legend.Length; i++)
        {
            double x = 8 + (i % 2 * (Width / 2)), y = Height + 18 + (22 * (i / 2));
            Line($"""<rect x="{Number(x)}" y="{Number(y - 11)}" width="12" height="12" class="{Class(legend[i].Fill)}"/><text x="{Number(x + 20)}" y="{Number(y)}" class="legend {Class(Paint.Ink)}">{WebUtility.HtmlEncode(legend[i].Text)}</text>""");
        }

        Line($"</svg>");
    }

    private void Draw(in Shape shape, ReadOnlySpan<double> n)
    {
        string fill = Class(shape.Fill), edge = shape.Edge == Paint.None ? "" : $" s{Class(shape.Edge)}";
        switch (shape.Kind)
        {
            case ShapeKind.Line:
                double width = n[4] * _scale;
                if (edge.Length > 0)
                    Segment(X(n[0]), Y(n[1]), X(n[2]), Y(n[3]), width + 1.5, Class(shape.Edge));
                Segment(X(n[0]), Y(n[1]), X(n[2]), Y(n[3]), edge.Length > 0 ? width - 1.5 : Math.Max(width, 1), fill);
                break;
            case ShapeKind.Circle:
                Line($"""<circle cx="{Number(X(n[0]))}" cy="{Number(Y(n[1]))}" r="{Number(n[2] * _scale)}" class="{fill}{edge}"/>""");
                break;
            case ShapeKind.Polygon:
                string[] corners = new string[n.Length / 2];
                for (int i = 0; i < corners.Length; i++)
                    corners[i] = $"{Number(X(n[2 * i]))},{Number(Y(n[(2 * i) + 1]))}";
                Line($"""<polygon points="{string.Join(' ', corners)}" class="{fill}{edge}"/>""");
                break;
            case ShapeKind.Cells:
                DrawCells(n[0], n[1], n[2], (int)n[3], n[4..]);
                break;
            case ShapeKind.Text:
                Line($"""<text x="{Number(X(n[0]))}" y="{Number(Y(n[1]))}" font-size="{Number(n[2] * _scale)}" class="{fill}">{WebUtility.HtmlEncode(shape.Text)}</text>""");
                break;
            case ShapeKind.Ground:
                DrawGround(n[0], n[1], fill);
                break;
            case ShapeKind.Floor:
                for (int i = -20; i <= 20; i++)
                {
                    Segment(X(n[0] + (i * n[2]) - (20 * n[4])), Y(n[1] + (i * n[3]) - (20 * n[5])), X(n[0] + (i * n[2]) + (20 * n[4])), Y(n[1] + (i * n[3]) + (20 * n[5])), 1, fill);
                    Segment(X(n[0] + (i * n[4]) - (20 * n[2])), Y(n[1] + (i * n[5]) - (20 * n[3])), X(n[0] + (i * n[4]) + (20 * n[2])), Y(n[1] + (i * n[5]) + (20 * n[3])), 1, fill);
                }

                break;
        }
    }

    private void DrawCells(double x, double y, double side, int columns, ReadOnlySpan<double> cells)
    {
        double gap = 0.04 * side, length = (side - (2 * gap)) * _scale;
        int rows = cells.Length / columns;
        for (int i = 0; i < cells.Length; i++)
            if ((Paint)cells[i] != Paint.None)
                Line($"""<rect x="{Number(X(x + (i % columns * side) + gap))}" y="{Number(Y(y + ((rows - (i / columns)) * side) - gap))}" width="{Number(length)}" height="{Number(length)}" class="{Class((Paint)cells[i])}"/>""");
    }

    private void DrawGround(double y, double spacing, string fill)
    {
        Segment(0, Y(y), Width, Y(y), 1.5, fill);
        for (double mark = Math.Ceiling(_scene.Left / spacing) * spacing; mark <= _scene.Right; mark += spacing)
            Segment(X(mark), Y(y), X(mark) - 7, Y(y) + 7, 1.5, fill);
    }

    private double X(double x) => (x - _scene.Left) * _scale;

    private double Y(double y) => (_scene.Top - y) * _scale;

    private void Segment(double x1, double y1, double x2, double y2, double width, string paint) =>
        Line($"""<line x1="{Number(x1)}" y1="{Number(y1)}" x2="{Number(x2)}" y2="{Number(y2)}" stroke-width="{Number(width)}" class="s{paint}"/>""");

    private static string Style(bool dark) =>
        string.Concat(Palette.Select(entry => $" .{Class(entry.Paint)} {{ fill: {(dark ? entry.Dark : entry.Light)}; }} .s{Class(entry.Paint)} {{ stroke: {(dark ? entry.Dark : entry.Light)}; }}"));

    private static string Class(Paint paint) => paint.ToString().ToLowerInvariant();

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private void Line(FormattableString text) => _svg.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
