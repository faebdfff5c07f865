using System.Numerics;
using MathNet.Numerics.Providers.LinearAlgebra;
using Ratchet.Storage;

namespace Ratchet.BlackBox.CovarianceAdaptation;

/// <summary>Any C. Every sum runs in one order whatever the width of a vector: only whole columns and rows are added to each other, element by element.</summary>
internal sealed class FullCovariance : Covariance
{
    // The managed one whatever a program has made the default: a native library has other bits on every machine.
    private static readonly ManagedLinearAlgebraProvider Provider = ManagedLinearAlgebraProvider.Instance;

    private readonly double[] _matrix;

    /// <summary>B, eigenvector after eigenvector.</summary>
    private readonly double[] _axes;
    private readonly double[] _lengths;

    public FullCovariance(int dimension)
        : base(dimension)
    {
        (_matrix, _axes, _lengths) = (new double[dimension * dimension], new double[dimension * dimension], new double[dimension]);
        for (int i = 0; i < dimension; i++)
            _matrix[(i * dimension) + i] = _axes[(i * dimension) + i] = _lengths[i] = 1;
    }

    public FullCovariance(Snapshot snapshot, int dimension)
        : base(dimension)
    {
        _matrix = snapshot.Doubles(MatrixKey, dimension * dimension).ToArray();
        _axes = snapshot.Doubles(AxesKey, dimension * dimension).ToArray();
        _lengths = snapshot.Doubles(LengthsKey, dimension).ToArray();
        Condition = snapshot.Doubles(ConditionKey, 1)[0];
    }

    public override ReadOnlySpan<double> Lengths => _lengths;

    public override double Variance(int coordinate) => _matrix[(coordinate * Dimension) + coordinate];

    public override void Axis(int index, Span<double> axis)
    {
        axis.Clear();
        AddScaled(_lengths[index], AxisOf(index), axis);
    }

    public override void Stretch(ReadOnlySpan<double> z, Span<double> y)
    {
        y.Clear();
        for (int i = 0; i < Dimension; i++)
            AddScaled(_lengths[i] * z[i], AxisOf(i), y);
    }

    public override void Rotate(ReadOnlySpan<double> z, Span<double> rotated)
    {
        rotated.Clear();
        for (int i = 0; i < Dimension; i++)
            AddScaled(z[i], AxisOf(i), rotated);
    }

    /// <summary>The lower triangle, row by row, so that a row is read and written once; the upper one is its mirror image, so that C stays symmetric to the last bit.</summary>
    public override void Update(double keep, ReadOnlySpan<double> weights, ReadOnlySpan<double> vectors)
    {
        for (int i = 0; i < Dimension; i++)
        {
            Span<double> row = _matrix.AsSpan(i * Dimension, i + 1);
            for (int j = 0; j <= i; j++)
                row[j] *= keep;
            for (int k = 0; k < weights.Length; k++)
            {
                ReadOnlySpan<double> vector = vectors.Slice(k * Dimension, i + 1);
                AddScaled(weights[k] * vector[i], vector, row);
            }

            for (int j = 0; j < i; j++)
                _matrix[(j * Dimension) + i] = row[j];
        }
    }

    public override void Decompose()
    {
        var values = new Complex[Dimension];
        double[] matrix = [.. _matrix];
        Provider.EigenDecomp(isSymmetric: true, Dimension, matrix, _axes, values, new double[Dimension * Dimension]);
        (double least, double greatest) = (double.PositiveInfinity, 0);
        foreach (Complex value in values)
            (least, greatest) = (value.Real < least ? value.Real : least, value.Real > greatest ? value.Real : greatest);
        Condition = least > 0 ? greatest / least : double.PositiveInfinity;
        double lift = Condition > WorstCondition ? (greatest / WorstCondition) - least : 0;
        for (int i = 0; i < Dimension; i++)
        {
            _matrix[(i * Dimension) + i] += lift;
            _lengths[i] = Math.Sqrt(values[i].Real + lift);
        }
    }

    protected override void Scale(double factor)
    {
        for (int i = 0; i < _matrix.Length; i++)
            _matrix[i] *= factor * factor;
        for (int i = 0; i < _lengths.Length; i++)
            _lengths[i] *= factor;
    }

    public override void Save(Snapshot snapshot)
    {
        snapshot.Add(MatrixKey, _matrix);
        snapshot.Add(AxesKey, _axes);
        snapshot.Add(LengthsKey, _lengths);
        snapshot.Add(ConditionKey, [Condition]);
    }

    private ReadOnlySpan<double> AxisOf(int index) => _axes.AsSpan(index * Dimension, Dimension);

    /// <summary>sum ← sum + factor · values, each element rounded twice: not fused, so that the lanes and the rest have the same bits on a processor without fused multiply-add.</summary>
    private static void AddScaled(double factor, ReadOnlySpan<double> values, Span<double> sum)
    {
        int i = 0;
        for (; i <= sum.Length - Vector<double>.Count; i += Vector<double>.Count)
            (new Vector<double>(sum[i..]) + (new Vector<double>(values[i..]) * factor)).CopyTo(sum[i..]);
        for (; i < sum.Length; i++)
            sum[i] += values[i] * factor;
    }
}
