using System.Text.Json;
using Ratchet.Environments.Drawing;

namespace Ratchet.Dashboard.Motion;

/// <summary>
/// The scenes of an episode, in little room: scenes that differ in their numbers only share a layout, which has their shapes once; numbers that no scene of a
/// layout changes are written with it, and a frame is what is left. Numbers are rounded to what a screen can show.
/// </summary>
internal sealed class FrameTable
{
    /// <summary>A quarter of a pixel on a picture of a thousand.</summary>
    private const double PartsOfView = 4000;

    private const int MostDecimals = 12;

    /// <summary>The edges of the view come before the numbers of the shapes.</summary>
    private const int ViewNumbers = 4;

    private static readonly string[] Paints = [.. Enum.GetNames<Paint>().Select(name => name.ToLowerInvariant())];
    private static readonly string[] Kinds = [.. Enum.GetNames<ShapeKind>().Select(name => name.ToLowerInvariant())];

    private readonly List<Layout> _layouts = [];
    private readonly List<(Layout Layout, double[] Numbers)> _frames = [];
    private int _decimals = -1;

    /// <summary>How many scenes there are.</summary>
    public int Count => _frames.Count;

    /// <summary>How many numbers they have.</summary>
    public long Numbers { get; private set; }

    /// <summary>Takes a scene.</summary>
    public void Add(Scene scene)
    {
        if (_decimals < 0)
            _decimals = DecimalsOf(scene);
        double[] numbers = NumbersOf(scene);
        Layout layout = LayoutOf(scene);
        layout.Take(numbers);
        _frames.Add((layout, numbers));
        Numbers += numbers.Length;
    }

    /// <summary>
    /// Writes <c>paints</c> (the names of the numbers in cells), <c>layouts</c> (<c>shapes</c>; <c>numbers</c>: left, bottom, right and top of the view, then depth and
    /// numbers of each shape; <c>moving</c>: which of them a frame replaces) and <c>frames</c> (number of the layout, then its moving numbers).
    /// </summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartArray("paints"u8);
        foreach (string paint in Paints)
            json.WriteStringValue(paint);
        json.WriteEndArray();
        json.WriteStartArray("layouts"u8);
        foreach (Layout layout in _layouts)
            layout.Write(json);
        json.WriteEndArray();
        json.WriteStartArray("frames"u8);
        foreach ((Layout layout, double[] numbers) in _frames)
        {
            json.WriteStartArray();
            json.WriteNumberValue(layout.Index);
            foreach (int place in layout.Moving)
                json.WriteNumberValue(numbers[place]);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static int DecimalsOf(Scene scene)
    {
        int decimals = 0;
        for (double finest = (scene.Top - scene.Bottom) / PartsOfView; finest < 1 && decimals < MostDecimals; finest *= 10)
            decimals++;
        return decimals;
    }

    private double[] NumbersOf(Scene scene)
    {
        var numbers = new double[ViewNumbers + scene.Shapes.Length + scene.Numbers.Length];
        (numbers[0], numbers[1], numbers[2], numbers[3]) = (Round(scene.Left), Round(scene.Bottom), Round(scene.Right), Round(scene.Top));
        int place = ViewNumbers;
        foreach (Shape shape in scene.Shapes)
        {
            numbers[place++] = Round(shape.Depth);
            foreach (double number in scene.Numbers.Slice(shape.First, shape.Count))
                numbers[place++] = Round(number);
        }

        return numbers;
    }

    /// <summary>A simulator whose state has run away still has a picture; and there is no −0 to write.</summary>
    private double Round(double value) => double.IsFinite(value) ? Math.Round(value, _decimals) + 0.0 : 0;

    private Layout LayoutOf(Scene scene)
    {
        // The last ones first: most scenes are like the one before.
        for (int i = _layouts.Count - 1; i >= 0; i--)
            if (_layouts[i].Fits(scene.Shapes))
                return _layouts[i];
        var layout = new Layout(_layouts.Count, scene.Shapes);
        _layouts.Add(layout);
        return layout;
    }

    private sealed class Layout(int index, ReadOnlySpan<Shape> shapes)
    {
        private readonly Shape[] _shapes = shapes.ToArray();
        private double[]? _first;
        private bool[] _moves = [];
        private int[]? _moving;

        public int Index => index;

        /// <summary>The places of the numbers that differ between its frames.</summary>
        public int[] Moving => _moving ??= [.. Enumerable.Range(0, _moves.Length).Where(place => _moves[place])];

        public bool Fits(ReadOnlySpan<Shape> shapes)
        {
            if (shapes.Length != _shapes.Length)
                return false;
            for (int i = 0; i < shapes.Length; i++)
            {
                Shape one = shapes[i], other = _shapes[i];
                if (one.Kind != other.Kind || one.Fill != other.Fill || one.Edge != other.Edge || one.Count != other.Count || one.Text != other.Text)
                    return false;
            }

            return true;
        }

        public void Take(double[] numbers)
        {
            if (_first is null)
                (_first, _moves) = (numbers, new bool[numbers.Length]);
            for (int place = 0; place < numbers.Length; place++)
                _moves[place] |= numbers[place] != _first[place];
        }

        public void Write(Utf8JsonWriter json)
        {
            json.WriteStartObject();
            json.WriteStartArray("shapes"u8);
            foreach (Shape shape in _shapes)
            {
                json.WriteStartArray();
                json.WriteStringValue(Kinds[(int)shape.Kind]);
                json.WriteStringValue(Paints[(int)shape.Fill]);
                json.WriteStringValue(Paints[(int)shape.Edge]);
                json.WriteNumberValue(shape.Count);
                json.WriteStringValue(shape.Text);
                json.WriteEndArray();
            }

            json.WriteEndArray();
            WriteNumbers(json, "numbers"u8, _first!);
            json.WriteStartArray("moving"u8);
            foreach (int place in Moving)
                json.WriteNumberValue(place);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        private static void WriteNumbers(Utf8JsonWriter json, ReadOnlySpan<byte> name, double[] numbers)
        {
            json.WriteStartArray(name);
            foreach (double number in numbers)
                json.WriteNumberValue(number);
            json.WriteEndArray();
        }
    }
}
