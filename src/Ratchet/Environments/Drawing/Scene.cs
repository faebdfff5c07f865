using System.Runtime.InteropServices;
using Ratchet.Environments.Wrappers;

namespace Ratchet.Environments.Drawing;

/// <summary>
/// A picture of a simulator's state: a view, which is a rectangle of its world, and a list of flat shapes in the world's units, x to the right and y up. It knows
/// no screen: the live page draws it on a canvas, and anyone else may draw it elsewhere.
/// </summary>
public sealed class Scene
{
    private readonly List<Shape> _shapes = [];
    private readonly List<double> _numbers = [];

    /// <summary>Left edge of the view.</summary>
    public double Left { get; private set; }

    /// <summary>Lower edge of the view.</summary>
    public double Bottom { get; private set; }

    /// <summary>Right edge of the view.</summary>
    public double Right { get; private set; }

    /// <summary>Upper edge of the view.</summary>
    public double Top { get; private set; }

    /// <summary>Seconds of the simulator's time from one decision to the next; 0.05 where it has no time of its own.</summary>
    public double SecondsPerFrame { get; set; } = 0.05;

    /// <summary>Depth of the shapes that follow; see <see cref="Shape.Depth"/>.</summary>
    public double Depth { get; set; }

    /// <summary>Outline of the shapes that follow.</summary>
    public Paint Edge { get; set; }

    /// <summary>What was drawn, in the order of drawing.</summary>
    public ReadOnlySpan<Shape> Shapes => CollectionsMarshal.AsSpan(_shapes);

    /// <summary>The numbers of all shapes; <see cref="Shape.First"/> and <see cref="Shape.Count"/> say which are a shape's.</summary>
    public ReadOnlySpan<double> Numbers => CollectionsMarshal.AsSpan(_numbers);

    /// <summary>Whether an environment, the simulator within its wrappers, or the present one of a mixture, can be drawn.</summary>
    public static bool CanShow(IEnvironment environment) => environment switch
    {
        IDrawable => true,
        EnvironmentWrapper wrapper => CanShow(wrapper.Inner),
        TaskMixture mixture => CanShow(mixture.Present),
        _ => false,
    };

    /// <summary>Replaces the scene by the present state of an environment, of the simulator within its wrappers, or of the present one of a mixture.</summary>
    /// <returns>False where it cannot be drawn.</returns>
    public bool Show(IEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        Clear();
        return Draw(environment);
    }

    /// <summary>Sets the view. A picture of another shape shows more of the world, never less.</summary>
    /// <exception cref="ArgumentException">It is empty, or an edge is not finite.</exception>
    public void View(double left, double bottom, double right, double top)
    {
        if (!(double.IsFinite(left) && double.IsFinite(bottom) && right > left && top > bottom && double.IsFinite(right - left) && double.IsFinite(top - bottom)))
            throw new ArgumentException($"A view goes from left to right and from bottom to top; found left {left}, bottom {bottom}, right {right}, top {top}.");
        (Left, Bottom, Right, Top) = (left, bottom, right, top);
    }

    /// <summary>A line with round caps.</summary>
    public void Line(double x1, double y1, double x2, double y2, double width, Paint paint) => Add(ShapeKind.Line, paint, "", [x1, y1, x2, y2, width]);

    /// <summary>A disc.</summary>
    public void Circle(double x, double y, double radius, Paint paint) => Add(ShapeKind.Circle, paint, "", [x, y, radius]);

    /// <summary>A closed polygon: x and y of each corner, in order.</summary>
    public void Polygon(ReadOnlySpan<double> corners, Paint paint)
    {
        if (corners.Length < 6 || corners.Length % 2 != 0)
            throw new ArgumentException($"A polygon has three corners or more, with two numbers each; found {corners.Length} numbers.");
        Add(ShapeKind.Polygon, paint, "", corners);
    }

    /// <summary>A rectangle along the axes, by its lower left corner.</summary>
    public void Rectangle(double x, double y, double width, double height, Paint paint) =>
        Polygon([x, y, x + width, y, x + width, y + height, x, y + height], paint);

    /// <summary>Square cells in rows; those painted with <see cref="Paint.None"/> are empty.</summary>
    /// <param name="x">Left edge of the grid.</param>
    /// <param name="y">Lower edge of the grid.</param>
    /// <param name="side">Of a cell.</param>
    /// <param name="columns">How many cells a row has.</param>
    /// <param name="cells">Row by row, from the top.</param>
    public void Cells(double x, double y, double side, int columns, ReadOnlySpan<Paint> cells)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (cells.Length % columns != 0)
            throw new ArgumentException($"Rows of {columns} cells are needed; found {cells.Length} cells.");
        Add(ShapeKind.Cells, Paint.None, "", [x, y, side, columns]);
        foreach (Paint cell in cells)
            _numbers.Add((int)cell);
        _shapes[^1] = _shapes[^1] with { Count = 4 + cells.Length };
    }

    /// <summary>A text, by the middle of its base line.</summary>
    public void Text(double x, double y, double size, string text, Paint paint = Paint.Ink)
    {
        ArgumentNullException.ThrowIfNull(text);
        Add(ShapeKind.Text, paint, text, [x, y, size]);
    }

    /// <summary>Level ground at y, as wide as the view, with marks by which a reader sees the view move.</summary>
    public void Ground(double y, double spacing, Paint paint = Paint.Grey) => Add(ShapeKind.Ground, paint, "", [y, spacing]);

    /// <summary>A floor of tiles without end, seen from anywhere.</summary>
    /// <param name="x">Of one corner.</param>
    /// <param name="y">Of that corner.</param>
    /// <param name="ux">One side of the tile, as a vector.</param>
    /// <param name="uy">Its second number.</param>
    /// <param name="vx">The other side.</param>
    /// <param name="vy">Its second number.</param>
    /// <param name="paint">Of the lines.</param>
    public void Floor(double x, double y, double ux, double uy, double vx, double vy, Paint paint = Paint.Faint) => Add(ShapeKind.Floor, paint, "", [x, y, ux, uy, vx, vy]);

    /// <summary>An entry of the legend beside the picture.</summary>
    public void Legend(Paint paint, string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        Add(ShapeKind.Legend, paint, text, []);
    }

    private bool Draw(IEnvironment environment)
    {
        if (environment is IDrawable drawable)
        {
            drawable.Draw(this);
            if (Right == Left)
                throw new InvalidOperationException($"{environment.GetType().Name} draws a scene without a view: its Draw calls View first.");
            return true;
        }

        if (environment is TaskMixture mixture)
            return Draw(mixture.Present);
        if (environment is not EnvironmentWrapper wrapper || !Draw(wrapper.Inner))
            return false;
        SecondsPerFrame *= wrapper.InnerSteps;
        return true;
    }

    private void Clear()
    {
        _shapes.Clear();
        _numbers.Clear();
        (Left, Bottom, Right, Top) = (0, 0, 0, 0);
        (SecondsPerFrame, Depth, Edge) = (0.05, 0, Paint.None);
    }

    private void Add(ShapeKind kind, Paint paint, string text, ReadOnlySpan<double> numbers)
    {
        _shapes.Add(new Shape(kind, paint, Edge, text, Depth, _numbers.Count, numbers.Length));
        _numbers.AddRange(numbers);
    }
}
