using Ratchet.Numerics;

namespace Ratchet.BlackBox.Functions;

/// <summary>
/// A test function in a dimension, f(R (x − s)): R is the identity, or an orthogonal matrix drawn evenly from all, so that no direction is one of the coordinates; s is 0,
/// or drawn from N(0, I), so that no search profits from liking 0. The start moves along with the function: it is s + Rᵀ x₀, as far from the optimum as x₀ is.
/// </summary>
public sealed class TestProblem
{
    /// <summary>Streams of the seed, beside those that a search with the same seed draws from.</summary>
    private const uint RotationStream = 0, ShiftStream = 1, StartStream = 2;

    private const int MostDimensions = 10_000;

    private readonly Func<ReadOnlySpan<double>, double> _function;
    private readonly double[][]? _rotation;
    private readonly double[] _shift;
    private readonly double[] _start;
    private readonly double[] _optimum;

    internal TestProblem(TestFunction function, int dimension, bool rotated, bool shifted, ulong seed)
    {
        OptionRange.Check(dimension, function.LeastDimension, MostDimensions, "dimension");
        (Function, Dimension, _function) = (function, dimension, function.Of(dimension));
        _rotation = rotated ? RandomRotation(dimension, new RandomStream(seed, StreamPurpose.User, RotationStream)) : null;
        _shift = new double[dimension];
        var shifts = new RandomStream(seed, StreamPurpose.User, ShiftStream);
        for (int i = 0; i < dimension && shifted; i++)
            _shift[i] = shifts.NextGaussian();

        double[] start = new double[dimension], optimum = new double[dimension];
        var starts = new RandomStream(seed, StreamPurpose.User, StartStream);
        for (int i = 0; i < dimension; i++)
            (start[i], optimum[i]) = (function.Start + starts.NextUniform(-function.StartSpread, function.StartSpread), function.Optimum);
        (_start, _optimum) = (MovedAlong(start), MovedAlong(optimum));
    }

    /// <summary>What it is made of.</summary>
    public TestFunction Function { get; }

    /// <summary>Numbers in a point.</summary>
    public int Dimension { get; }

    /// <summary>The usual start.</summary>
    public ReadOnlySpan<double> Start => _start;

    /// <summary>The usual σ of the first generation.</summary>
    public double Sigma => Function.Sigma;

    /// <summary>The point with the least value, 0.</summary>
    public ReadOnlySpan<double> Optimum => _optimum;

    /// <summary>The value at a point; threads may ask at once.</summary>
    public double Evaluate(ReadOnlySpan<double> point)
    {
        if (point.Length != Dimension)
            throw new ArgumentException($"A point has {Dimension} numbers, not {point.Length}.", nameof(point));
        Span<double> x = Dimension <= 256 ? stackalloc double[Dimension] : new double[Dimension], moved = Dimension <= 256 ? stackalloc double[Dimension] : new double[Dimension];
        for (int i = 0; i < Dimension; i++)
            x[i] = point[i] - _shift[i];
        if (_rotation is null)
            return _function(x);
        for (int i = 0; i < Dimension; i++)
            moved[i] = Product(_rotation[i], x);
        return _function(moved);
    }

    /// <summary>s + Rᵀ x.</summary>
    private double[] MovedAlong(double[] x)
    {
        double[] moved = [.. _shift];
        for (int i = 0; i < Dimension; i++)
            for (int j = 0; j < Dimension && _rotation is not null; j++)
                moved[j] += _rotation[i][j] * x[i];
        for (int i = 0; i < Dimension && _rotation is null; i++)
            moved[i] += x[i];
        return moved;
    }

    /// <summary>
    /// Rows of normals, each made orthogonal to those before it and brought to length 1 (Gram and Schmidt): evenly distributed, because a normal vector has no preferred
    /// direction. Twice, because once leaves an error where rows are nearly parallel.
    /// </summary>
    private static double[][] RandomRotation(int dimension, RandomStream random)
    {
        double[][] rows = new double[dimension][];
        for (int i = 0; i < dimension; i++)
        {
            double[] row = rows[i] = new double[dimension];
            for (int j = 0; j < dimension; j++)
                row[j] = random.NextGaussian();
            for (int earlier = 0; earlier < 2 * i; earlier++)
            {
                double[] other = rows[earlier % i];
                double projection = Product(other, row);
                for (int j = 0; j < dimension; j++)
                    row[j] -= projection * other[j];
            }

            double length = Math.Sqrt(Product(row, row));
            for (int j = 0; j < dimension; j++)
                row[j] /= length;
        }

        return rows;
    }

    private static double Product(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }
}
