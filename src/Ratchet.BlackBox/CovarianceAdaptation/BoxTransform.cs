using Ratchet.Numerics;

namespace Ratchet.BlackBox.CovarianceAdaptation;

/// <summary>
/// pycma's smooth map of the whole space onto a box, coordinate by coordinate: the search knows no bounds, and what it proposes obeys them. With
/// a_l = min((u − l) / 2, max(1, |l|) / 20), and a_u likewise,
/// x ↦ x on [l + a_l, u − a_u], l + (x − (l − a_l))² / (4 a_l) on [l − a_l, l + a_l], u − (x − (u + a_u))² / (4 a_u) on [u − a_u, u + a_u],
/// mirrored at l − a_l and at u + a_u beyond, with period 2 (u − l + a_l + a_u). Its slope is continuous, and 0 at a bound only.
/// </summary>
internal sealed class BoxTransform
{
    private readonly Box _box;
    private readonly double[] _lowerMargin;
    private readonly double[] _upperMargin;

    public BoxTransform(Box box)
    {
        _box = box;
        (_lowerMargin, _upperMargin) = (new double[box.Dimension], new double[box.Dimension]);
        for (int i = 0; i < box.Dimension; i++)
        {
            double half = (box.Upper[i] - box.Lower[i]) / 2;
            _lowerMargin[i] = Margin(half, box.Lower[i]);
            _upperMargin[i] = Margin(half, box.Upper[i]);
        }
    }

    /// <summary>Maps a point into the box, in place.</summary>
    public void Apply(Span<double> point)
    {
        for (int i = 0; i < point.Length; i++)
            point[i] = Into(point[i], i);
    }

    /// <summary>Writes the point that <see cref="Apply"/> maps to this one, the one that is not mirrored.</summary>
    /// <exception cref="OptionException">The point lies outside of the box.</exception>
    public void Invert(Span<double> point)
    {
        for (int i = 0; i < point.Length; i++)
        {
            (double lower, double upper, double low, double high) = (_box.Lower[i], _box.Upper[i], _lowerMargin[i], _upperMargin[i]);
            if (!(point[i] >= lower && point[i] <= upper))
                throw new OptionException("start", $"start has {NumberText.Of(point[i])} as number {i}; it must lie between {NumberText.Of(lower)} and {NumberText.Of(upper)}.");
            if (point[i] < lower + low)
                point[i] = lower - low + (2 * Math.Sqrt(low * (point[i] - lower)));
            else if (point[i] > upper - high)
                point[i] = upper + high - (2 * Math.Sqrt(high * (upper - point[i])));
        }
    }

    private static double Margin(double half, double bound)
    {
        double magnitude = Math.Abs(bound), margin = (magnitude > 1 ? magnitude : 1) / 20;
        return half < margin ? half : margin;
    }

    private double Into(double x, int i)
    {
        (double lower, double upper, double low, double high) = (_box.Lower[i], _box.Upper[i], _lowerMargin[i], _upperMargin[i]);
        (double bottom, double top) = (lower - low, upper + high);
        if (x < bottom)
            x = bottom + (bottom - x);
        if (x > top)
        {
            // Where the other side has no end nothing is periodic: x − ∞ · 0 would be no number.
            double period = 2 * (top - bottom);
            if (double.IsFinite(period))
                x -= period * Math.Floor((x - bottom) / period);
            if (x > top)
                x = top - (x - top);
        }

        double y = x < lower + low ? lower + ((x - bottom) * (x - bottom) / (4 * low)) : x > upper - high ? upper - ((x - top) * (x - top) / (4 * high)) : x;
        // Rounding alone may lead out.
        return y < lower ? lower : y > upper ? upper : y;
    }
}
