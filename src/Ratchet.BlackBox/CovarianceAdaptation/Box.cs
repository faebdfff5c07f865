using Ratchet.Numerics;

namespace Ratchet.BlackBox.CovarianceAdaptation;

/// <summary>The points between two corners; a side may have no end (±∞).</summary>
public sealed class Box
{
    private readonly double[] _lower;
    private readonly double[] _upper;

    /// <summary>A box between two corners.</summary>
    /// <exception cref="OptionException">A lower bound is not below its upper one.</exception>
    public Box(ReadOnlySpan<double> lower, ReadOnlySpan<double> upper)
    {
        if (lower.Length != upper.Length || lower.Length == 0)
            throw new OptionException("bounds", $"bounds has {lower.Length} lower and {upper.Length} upper numbers; there must be one of each for every side.");
        for (int i = 0; i < lower.Length; i++)
            if (!(lower[i] < upper[i]) || (double.IsInfinity(upper[i] - lower[i]) && double.IsFinite(lower[i]) && double.IsFinite(upper[i])))
                throw new OptionException("bounds", $"bounds goes from {NumberText.Of(lower[i])} to {NumberText.Of(upper[i])} in side {i}; it must go up, by no more than the largest number.");
        (_lower, _upper) = (lower.ToArray(), upper.ToArray());
    }

    /// <summary>Number of sides.</summary>
    public int Dimension => _lower.Length;

    /// <summary>Least number of each side.</summary>
    public ReadOnlySpan<double> Lower => _lower;

    /// <summary>Greatest number of each side.</summary>
    public ReadOnlySpan<double> Upper => _upper;

    /// <summary>Whether no side is without end.</summary>
    public bool IsFinite => Array.TrueForAll(_lower, double.IsFinite) && Array.TrueForAll(_upper, double.IsFinite);

    /// <summary>A box of equal sides.</summary>
    public static Box Cube(int dimension, double lower, double upper)
    {
        double[] low = new double[dimension], high = new double[dimension];
        Array.Fill(low, lower);
        Array.Fill(high, upper);
        return new Box(low, high);
    }

    /// <summary>Whether a point lies in it, its faces included.</summary>
    public bool Contains(ReadOnlySpan<double> point)
    {
        if (point.Length != Dimension)
            return false;
        for (int i = 0; i < point.Length; i++)
            if (!(point[i] >= _lower[i] && point[i] <= _upper[i]))
                return false;
        return true;
    }

    /// <summary>Writes a point drawn evenly from it.</summary>
    internal void Draw(ref RandomStream random, Span<double> point)
    {
        for (int i = 0; i < point.Length; i++)
            point[i] = random.NextUniform(_lower[i], _upper[i]);
    }
}
