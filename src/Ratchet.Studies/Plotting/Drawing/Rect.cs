namespace Ratchet.Studies.Plotting.Drawing;

/// <summary>A rectangle in pixels; y grows downwards.</summary>
internal readonly record struct Rect(double Left, double Top, double Width, double Height)
{
    public double Right => Left + Width;

    public double Bottom => Top + Height;
}

/// <summary>A point in pixels.</summary>
internal readonly record struct Spot(double X, double Y)
{
    public bool IsFinite => double.IsFinite(X) && double.IsFinite(Y);
}

/// <summary>Where the values of two axes lie in a rectangle.</summary>
internal sealed record Frame(Rect Area, AxisRange X, AxisRange Y)
{
    public double XOf(double value) => Area.Left + (X.Place(value) * Area.Width);

    public double YOf(double value) => Area.Bottom - (Y.Place(value) * Area.Height);

    public Spot Of(double x, double y) => new(XOf(x), YOf(y));
}
